import pytest

from gis_platform.common.clock import now
from gis_platform.common.errors import Refused
from inspections.evidence.models import Signature
from inspections.hazards.services import fix_on_site

pytestmark = pytest.mark.django_db


def mend(walk, hazard, **change):
    given = {"by": walk.leader, "photo_ids": [walk.photo().pk], "signatures": walk.both(), "at": now()}
    return fix_on_site(hazard, **given | change)


def test_mended_before_their_eyes_it_is_closed_at_once(walk):
    hazard = mend(walk, walk.report(walk.visit()))
    assert (hazard.state, hazard.closed_at) == ("closed", now())
    assert [event.deed for event in hazard.events.order_by("id")] == ["report", "fix_on_site", "close"]
    assert Signature.objects.filter(about=hazard.pk).count() == 2


def test_a_refusal_says_all_and_changes_nothing(walk):
    hazard = walk.report(walk.visit(), grade_hint="major")
    with pytest.raises(Refused) as caught:
        mend(walk, hazard, photo_ids=[], signatures=[walk.signed("officer", walk.leader)])
    assert [reason.code for reason in caught.value.verdict.reasons] == [
        "hazard.not_general",
        "hazard.photo_after_needed",
        "hazard.two_signatures_needed",
    ]
    hazard.refresh_from_db()
    assert (hazard.state, hazard.events.count(), Signature.objects.count()) == ("reported", 1, 0)


def test_who_was_not_there_neither_does_it_nor_signs(walk, world):
    hazard = walk.report(walk.visit())
    with pytest.raises(Refused, match=r"visit.not_its_officer"):
        mend(walk, hazard, by=world.dispatcher, photo_ids=[walk.photo(by=world.dispatcher).pk])
    stranger = [walk.signed("officer", walk.leader), walk.signed("second_officer", world.dispatcher)]
    with pytest.raises(Refused, match=r"hazard.two_signatures_needed"):
        mend(walk, hazard, signatures=stranger)


def test_twice_is_refused(walk):
    hazard = mend(walk, walk.report(walk.visit()))
    with pytest.raises(Refused, match=r"hazard.wrong_state"):
        mend(walk, hazard)
