from uuid import uuid4

import pytest

from gis_platform import audit
from gis_platform.common.clock import now
from gis_platform.common.errors import Refused
from inspections.hazards.models import Hazard
from inspections.hazards.queries import risk_inputs
from inspections.visits.models import Finding
from tests.inspections.walking import a_fix

pytestmark = pytest.mark.django_db


def codes(caught):
    return [reason.code for reason in caught.value.verdict.reasons]


def test_a_finding_and_its_case_are_made_in_one_deed(walk):
    visit = walk.visit()
    hazard = walk.report(visit)
    assert (hazard.pk, hazard.state, hazard.grade) == (hazard.finding_id, "reported", "general")
    assert (hazard.site, hazard.township, hazard.sector_line) == (visit.site, visit.township, visit.sector_line)
    assert [(e.deed, e.from_state, e.to_state) for e in hazard.events.all()] == [("report", "draft", "reported")]
    assert audit.deeds_on(hazard) == ["hazard.report"]
    photo = hazard.finding.photos.get()
    assert (photo.subject, photo.opened_at) == (visit.pk, visit.opened_at)


@pytest.mark.rule("I6")
def test_twice_is_once_and_another_text_with_its_id_is_refused(walk):
    visit, photo, finding_id = walk.visit(), walk.photo(), uuid4()
    for _ in range(2):
        walk.report(visit, finding_id=finding_id, photo_ids=[photo.pk])
    assert (Finding.objects.count(), Hazard.objects.count()) == (1, 1)
    with pytest.raises(Refused, match=r"finding.id_used"):
        walk.report(visit, finding_id=finding_id, photo_ids=[photo.pk], text="别的")


def test_a_refusal_says_all_and_keeps_nothing(walk):
    visit = walk.visit()
    with pytest.raises(Refused) as caught:
        walk.report(visit, photo_ids=[], text=" ", fix=None)
    assert codes(caught) == ["hazard.photo_needed", "hazard.location_needed", "hazard.description_needed"]
    late = uuid4()
    with pytest.raises(Refused) as caught:
        walk.report(visit, photo_ids=[late])
    assert caught.value.verdict.reasons[0].values["photos"] == [str(late)]
    assert not Finding.objects.exists()


def test_others_photos_and_others_visits_are_not_taken(walk, world):
    visit = walk.visit()
    with pytest.raises(Refused, match=r"photo.not_received"):
        walk.report(visit, photo_ids=[walk.photo(by=world.dispatcher).pk])
    with pytest.raises(Refused, match=r"visit.not_its_officer"):
        walk.report(visit, by=world.dispatcher, photo_ids=[walk.photo(by=world.dispatcher).pk])


@pytest.mark.rule("R19")
def test_nobodys_hazard_belongs_to_the_township_where_it_lies(walk, world):
    visit = walk.visit()
    hazard = walk.report(visit, is_ownerless=True, fix=a_fix(112.05, 25.35))
    assert (hazard.site, hazard.township, hazard.is_ownerless) == (None, world.west, True)
    with pytest.raises(Refused, match=r"hazard.outside_the_county"):
        walk.report(visit, is_ownerless=True, fix=a_fix(113.5, 25.35))


@pytest.mark.rule("I18")
def test_a_major_one_makes_its_site_red_until_the_section_has_judged(walk, sent, django_capture_on_commit_callbacks):
    visit = walk.visit()
    with django_capture_on_commit_callbacks(execute=True):
        walk.report(visit, grade_hint="major")
        walk.report(visit)
    assert risk_inputs([visit.site_id]) == {visit.site_id: {"open_major_hazards": 1}}
    assert sent.count(("layers.risk.tasks.reassess", (visit.site_id,))) == 1


def test_reporting_is_at_now(walk):
    assert walk.report(walk.visit()).found_on == now().date()
