from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from gis_platform import audit
from gis_platform.common.clock import now
from gis_platform.common.errors import Refused
from inspections.checklists.models import Checklist
from inspections.documents.models import Document
from inspections.evidence.models import Signature
from inspections.organisation.models import Certificate
from inspections.rounds.models import Stop
from inspections.tracks.models import DutySession
from inspections.tracks.services import start_duty
from inspections.visits import services
from inspections.visits.models import Answer, Finding, FindingNote, Visit
from inspections.visits.queries import current_answers
from tests.inspections.walking import SHEET

pytestmark = pytest.mark.django_db


def codes(caught):
    return [reason.code for reason in caught.value.verdict.reasons]


def answer(walk, visit, word, **change):
    given = {
        "by": walk.leader, "checklist": "industry_general", "version": 1, "item_key": "ig-guard", "answer": word,
        "device_at": now(), "at": now(),
    }  # fmt: skip
    return services.answer_item(visit, **given | change)


def test_signed_by_all_the_record_is_issued_with_answers_and_findings(walk):
    visit = walk.visit()
    answer(walk, visit, "no", note="缺一块")
    walk.report(visit)
    services.sign_visit(visit, by=walk.leader, signatures=walk.both(), at=now())
    assert not Document.objects.filter(subject=visit.pk, series="应急检记").exists()

    services.sign_visit(visit, by=walk.leader, signatures=[walk.signed("enterprise", name="示例厂长")], at=now())
    paper = Document.objects.get(subject=visit.pk, series="应急检记")
    assert paper.values["findings"][0]["fact"] == "防护罩缺失"
    assert paper.values["answers"][0] == {
        "section": "设备",
        "question": "防护罩完好吗？",
        "answer": "否",
        "note": "缺一块",
    }
    assert paper.values["site_person"]["name"] == "示例厂长"
    visit.refresh_from_db()
    assert visit.recorded_at == now()


def test_a_refusal_needs_its_witness(walk):
    visit = walk.visit()
    refusal = walk.signed("enterprise", name="示例厂长", png="", refusal_reason="要请示上级")
    with pytest.raises(Refused, match=r"visit.witness_needed"):
        walk.sign(visit, refusal)
    assert not Signature.objects.exists()
    walk.sign(visit, refusal, walk.signed("witness", name="示例见证人"))
    paper = Document.objects.get(subject=visit.pk, series="应急检记")
    assert paper.values["refusal"]["reason"] == "要请示上级"


@pytest.mark.rule("S4", "I10")
def test_with_one_certified_officer_the_visit_stands_and_no_paper_is_issued(walk):
    Certificate.objects.filter(officer__user=walk.second).update(valid_to=date(2019, 10, 1))
    visit = walk.visit()
    walk.sign(visit)
    visit.refresh_from_db()
    assert (visit.standing, visit.recorded_at, Document.objects.count()) == ("verified", None, 0)
    assert audit.deeds_on(visit).count("visit.paper_refused") == 2


def test_who_was_not_there_does_not_sign(walk, world):
    visit = walk.arrive().visit
    with pytest.raises(Refused, match=r"visit.signer_not_present"):
        walk.sign(visit)
    with pytest.raises(Refused, match=r"visit.not_its_officer"):
        services.sign_visit(visit, by=world.dispatcher, signatures=[], at=now())


@pytest.mark.rule("I6")
def test_answers_in_any_order_leave_the_last_one_by_the_phones_clock(walk):
    visit = walk.visit()
    first = now()
    walk.clock.move(minutes=5)
    second = now()
    for word, device_at in (("yes", second), ("no", first), ("yes", second)):
        answer(walk, visit, word, device_at=device_at)
    assert Answer.objects.count() == 2
    assert [one.answer for one in current_answers(visit)] == ["yes"]


def test_what_the_site_is_not_asked_takes_no_answer(walk):
    visit = walk.visit()
    mines = SHEET | {"checklist": "mine", "applies_to": {"kind": ["mine"]}}
    Checklist.objects.create(key="mine", version=1, title="示例", valid_from=date(2019, 1, 1), content=mines)
    elsewhere = ({"checklist": "mine"}, {"version": 2}, {"item_key": "unheard-of"})
    for change in elsewhere:
        with pytest.raises(Refused) as refused:
            answer(walk, visit, "no", **change)
        assert codes(refused) == ["checklist.not_asked"]
    with pytest.raises(Refused) as refused:
        answer(walk, visit, "record", value="3")
    assert codes(refused) == ["checklist.yes_or_no_wanted"]
    assert not Answer.objects.exists()


def test_before_its_stop_is_open_any_item_of_the_list_is_answered(walk):
    visit = walk.arrive(fix=walk.fix(is_mock=True)).visit
    assert visit.site is None
    assert answer(walk, visit, "no").pk
    with pytest.raises(Refused, match=r"checklist.not_asked"):
        answer(walk, visit, "no", checklist="unheard-of")


def test_nothing_younger_is_added_to_a_signed_record(walk):
    visit = walk.visit()
    before = now()
    walk.sign(visit)
    visit.refresh_from_db()
    walk.clock.move(minutes=1)
    with pytest.raises(Refused, match=r"visit.already_signed"):
        answer(walk, visit, "no")
    assert answer(walk, visit, "no", device_at=before).pk


def test_left_the_stop_is_behind_and_coverage_is_told_once(walk, sent, django_capture_on_commit_callbacks):
    visit = walk.visit()
    walk.sign(visit)
    walk.clock.move(minutes=40)
    with django_capture_on_commit_callbacks(execute=True):
        services.leave_visit(visit, by=walk.leader, at=now())
        services.leave_visit(visit, by=walk.leader, at=now())
    visit.refresh_from_db()
    assert (visit.state, visit.left_at) == ("left", now())
    assert Stop.objects.get().state == "left"
    assert walk.stop.stop_id != visit.stop_id
    assert sent.count(("inspections.coverage.tasks.visit_closed", (visit.pk,))) == 1
    assert Visit.objects.finished().get() == visit


def test_without_its_record_a_visit_counts_for_nothing(walk):
    visit = walk.visit()
    services.leave_visit(visit, by=walk.leader, at=now())
    assert not Visit.objects.finished().exists()


def test_a_visit_by_mistake_is_kept_and_marked_but_not_beside_a_paper(walk):
    poor = walk.arrive(fix=walk.fix(accuracy_m=500)).visit
    services.void_visit(poor, by=walk.leader, reason="走错了门", at=now())
    poor.refresh_from_db()
    assert (poor.state, poor.voided_because) == ("voided", "走错了门")
    visit = walk.arrive().visit
    with pytest.raises(Refused, match=r"visit.has_documents"):
        services.void_visit(visit, by=walk.leader, reason="走错了门", at=now())
    with pytest.raises(Refused, match=r"visit.wrong_state"):
        answer(walk, poor, "yes")


def test_the_way_to_an_unsealed_stop_opens_to_dispatchers_and_no_further(walk, world):
    start_duty(by=walk.leader, duty_id=uuid4(), device_at=now(), at=now())
    duty = DutySession.objects.filter(user=walk.leader)
    assert not DutySession.objects.visible_to(world.second_dispatcher).exists()
    assert DutySession.objects.visible_to(world.dispatcher).exists()
    walk.clock.move(minutes=10)
    walk.arrive()
    assert duty.get().opened_until == now()
    assert DutySession.objects.visible_to(world.second_dispatcher).exists()


@pytest.mark.rule("I14")
def test_a_finding_never_changes_whoever_writes(walk):
    hazard = walk.report(walk.visit())
    services.note_finding(hazard.finding, by=walk.leader, note_id=uuid4(), text="次日复看仍在", at=now())
    with pytest.raises(IntegrityError, match="appended"), transaction.atomic():
        Finding.objects.update(text="别的")
    with pytest.raises(IntegrityError, match="appended"), transaction.atomic():
        FindingNote.objects.all().delete()
    assert hazard.finding.notes.get().text == "次日复看仍在"
