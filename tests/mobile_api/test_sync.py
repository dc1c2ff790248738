import json
from uuid import uuid4

import pytest
from django.db import IntegrityError
from rest_framework.test import APIClient

from gis_platform import audit
from inspections.tracks.models import DutySession
from inspections.visits.models import Answer, Finding, Visit
from inspections.visits.services import accept_arrival
from mobile_api.sync import services
from mobile_api.sync.models import Operation
from mobile_api.sync.rules import MAX_BATCH_BYTES, MAX_OPS, WAITS_AT_MOST
from tests.mobile_api.phones import Phone, fix_at
from tests.world import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone(world, at_nine, sent):
    return Phone(world.inspector)


def arrive(phone, site, visit=None, **change):
    """An arrival at a declared site, without a plan."""
    return phone.op(
        "visit.arrive", visit or uuid4(), fix=fix_at(site.location.x, site.location.y, **change), site_id=site.pk
    )


def test_an_operation_is_applied_and_journalled_as_it_came(phone, world):
    op = phone.op("duty.start", uuid4())
    (result,) = phone.send(op)
    assert result == {"op_id": op["op_id"], "status": "applied", "code": "", "detail": "", "entity_version": 1}
    row = Operation.objects.get(pk=op["op_id"])
    assert (row.raw, row.user, row.device.device_id) == (op, world.inspector, phone.device_id)


@pytest.mark.rule("I6")
def test_a_replay_is_a_duplicate_with_the_first_answer(phone):
    op = phone.op("duty.start", uuid4())
    phone.send(op)
    (again,) = phone.send(op | {"seq": 99})
    assert (again["status"], again["entity_version"]) == ("duplicate", 1)
    assert DutySession.objects.count() == Operation.objects.count() == 1


@pytest.mark.rule("I6")
def test_the_same_id_with_other_content_is_a_conflict_and_on_record(phone, world):
    op = phone.op("visit.arrive", uuid4(), fix=fix_at(112.15, 25.35))
    phone.send(op)
    (result,) = phone.send(op | {"body": {"fix": fix_at(112.16, 25.35)}})
    assert (result["status"], result["code"]) == ("conflict", "sync.id_used_for_another")
    assert audit.deeds_on(Operation.objects.get()) == ["operation.conflict"]
    (result,) = Phone(world.second_inspector).send(op)
    assert result["status"] == "conflict"


def test_a_deed_waits_for_the_visit_and_comes_through_in_a_later_batch(phone, world):
    visit = uuid4()
    (result,) = phone.send(phone.op("visit.leave", visit))
    assert (result["status"], result["code"]) == ("waiting", "sync.not_there_yet")
    phone.send(arrive(phone, world.east_mine, visit))
    assert Visit.objects.get(pk=visit).state == "left"


def test_inside_one_batch_order_is_by_seq_and_what_waited_is_answered_as_applied(phone, world):
    visit = uuid4()
    leave, here = phone.op("visit.leave", visit), arrive(phone, world.east_mine, visit)
    assert [one["status"] for one in phone.send(leave, here)] == ["applied", "applied"]
    assert [one["op_id"] for one in phone.send(here, leave)] == [here["op_id"], leave["op_id"]]


def test_a_finding_waits_for_its_photo(phone, world):
    visit, finding, photo = uuid4(), uuid4(), uuid4()
    body = {"visit_id": str(visit), "text": "护栏缺失", "fix": fix_at(112.15, 25.35), "photos": [str(photo)]}
    answers = phone.send(arrive(phone, world.east_mine, visit), phone.op("finding.create", finding, **body))
    assert [(one["status"], one["code"]) for one in answers] == [("applied", ""), ("waiting", "photo.not_received")]
    phone.photo(photo)
    assert Finding.objects.get(pk=finding).hazard.state == "reported"


def test_a_rejected_one_takes_no_other_down(phone, world, checklist):
    visit = uuid4()
    answers = phone.send(
        arrive(phone, world.east_mine, visit),
        phone.op("visit.void", visit, reason=" "),
        phone.op("checklist.answer", visit, checklist="x", version=1, item="a", answer="maybe"),
        {"op_id": "no id"},
        "nonsense",
        phone.op("checklist.answer", visit, checklist="x", version=1, item="a", answer="no", note="缺\x00"),
        phone.op("time.travel", uuid4()),
        phone.op("checklist.answer", visit, checklist="x", version=1, item="a", answer="no"),
    )
    assert [one["status"] for one in answers] == ["applied", *["rejected"] * 6, "applied"]
    assert answers[6]["code"] == "sync.unknown_kind"
    assert Answer.objects.count() == 1
    assert Operation.objects.filter(status="rejected").count() == 3


def test_a_rejected_one_stays_rejected_until_a_person_deals_with_it(phone):
    op = phone.op("stop.skip", uuid4(), reason="道路中断")
    assert [phone.send(op)[0]["status"] for _ in range(2)] == ["rejected", "rejected"]


def test_a_fault_of_ours_keeps_the_operation_and_the_others(phone, world, monkeypatch):
    def broken(**kwargs):
        raise IntegrityError("fault")

    visit = uuid4()
    phone.send(arrive(phone, world.east_mine, visit))
    monkeypatch.setattr("inspections.tracks.services.start_duty", broken)
    answers = phone.send(phone.op("duty.start", uuid4()), phone.op("visit.leave", visit))
    assert [(one["status"], one["code"]) for one in answers] == [("waiting", "sync.failed"), ("applied", "")]
    monkeypatch.undo()
    assert services.retry_waiting(at=at_now()) == 1


def at_now():
    from gis_platform.common.clock import now

    return now()


def test_a_signer_nobody_knows_does_not_break_the_batch(phone, world):
    from tests.mobile_api.phones import signature

    visit = uuid4()
    answers = phone.send(
        arrive(phone, world.east_mine, visit),
        phone.op("visit.sign", visit, signatures=[signature("enterprise", "示例董", signer=10**9)]),
        phone.op("visit.leave", visit),
    )
    assert [one["status"] for one in answers][::2] == ["applied", "applied"]
    assert answers[1]["status"] != "applied"


def test_waiting_ends_in_a_rejection_after_two_weeks(phone, at_nine):
    op = phone.op("visit.leave", uuid4())
    phone.send(op)
    at_nine.move(days=WAITS_AT_MOST.days, seconds=1)
    services.retry_waiting(at=at_now())
    assert Operation.objects.get().code == "sync.waited_too_long"
    assert phone.send(op)[0]["status"] == "rejected"


def test_a_foreign_visit_answers_as_one_that_never_was(phone, world):
    visit = uuid4()
    phone.send(arrive(phone, world.east_mine, visit))
    other = Phone(world.third_inspector)
    for kind, body in (
        ("visit.leave", {}),
        ("presence.confirm", {"fix": fix_at(112.15, 25.35)}),
        ("visit.void", {"reason": "x"}),
    ):
        foreign, absent = (other.send(other.op(kind, one, **body))[0] for one in (visit, uuid4()))
        assert {**foreign, "op_id": 0} == {**absent, "op_id": 0}


def test_the_batch_is_bounded(phone):
    answer = phone.post([phone.op("duty.start", uuid4()) for _ in range(MAX_OPS + 1)])
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "sync.batch_too_large")


def test_a_moment_without_offset_is_refused(phone):
    op = phone.op("duty.start", uuid4()) | {"at": "2019-10-16T09:00:00"}
    assert phone.send(op)[0]["code"] == "sync.malformed"


def test_a_dead_clock_is_refused(phone):
    op = phone.op("duty.start", uuid4()) | {"at": "0001-01-01T00:00:00+14:00"}
    assert phone.send(op)[0]["code"] == "sync.malformed"


@pytest.mark.rule("I31")
def test_a_position_from_off_duty_time_that_became_no_record_is_not_journalled(phone):
    place = {"fix": fix_at(112.15, 25.35), "site_id": "nonsense"}
    phone.send(phone.op("visit.arrive", uuid4(), **place))
    assert "112.15" not in str(Operation.objects.get().raw)
    phone.do("duty.start", uuid4())
    phone.send(phone.op("visit.arrive", uuid4(), **place))
    assert "112.15" in str(Operation.objects.get(kind="visit.arrive", raw__seq=3).raw)


def test_roles_without_a_phone_are_refused(as_dispatcher):
    assert as_dispatcher.post("/mobile/v1/sync/", {"device_id": "x", "ops": []}).status_code == 403


def test_a_token_speaks_for_its_own_phone_only(world, at_nine, sent):
    api = APIClient()
    log_in = {"username": "inspector", "password": PASSWORD, "device_id": "phone-a"}
    token = api.post("/api/v1/auth/token/", log_in).json()["access"]
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    assert api.post("/mobile/v1/sync/", {"device_id": "phone-a", "ops": []}).status_code == 200
    answer = api.post("/mobile/v1/sync/", {"device_id": "phone-b", "ops": []})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "sync.unknown_device")


def confirm_too_early(day, visit):
    """The leader's arrival did not verify, the second officer has confirmed already."""
    spot = day.site().location
    day.leader.do("visit.arrive", visit, fix=fix_at(spot.x, spot.y, is_mock=True))
    op = day.second.op("presence.confirm", visit, fix=fix_at(spot.x, spot.y))
    (result,) = day.second.send(op)
    assert (result["status"], result["code"]) == ("waiting", "sync.not_there_yet")
    day.clock.move(minutes=1)
    return op


def is_confirmed(day, op):
    presences = Visit.objects.get().presences.filter(user=day.second.user)
    return (day.second.send(op)[0]["status"], presences.count()) == ("duplicate", 1)


@pytest.mark.rule("S2", "S4")
def test_a_confirmation_sent_before_the_arrival_verifies_is_applied_by_the_arrival_that_does(day):
    op = confirm_too_early(day, visit := uuid4())
    spot = day.site().location
    day.leader.do("visit.arrive", visit, fix=fix_at(spot.x, spot.y))
    assert Operation.objects.get(pk=op["op_id"]).status == "applied"
    assert is_confirmed(day, op)


@pytest.mark.rule("S2", "S4")
def test_a_confirmation_sent_before_the_arrival_is_accepted_is_applied_within_the_minute(day, world):
    op = confirm_too_early(day, uuid4())
    accept_arrival(Visit.objects.get(), by=world.dispatcher, reason="电话核实", at=at_now())
    assert services.retry_waiting(at=at_now()) == 1  # beat asks every minute
    assert is_confirmed(day, op)


def test_a_fix_that_says_neither_yes_nor_no_is_rejected_at_once_and_not_tried_again(phone, world):
    [answer] = phone.send(arrive(phone, world.east_mine, is_mock="no"))
    assert (answer["status"], answer["code"]) == ("rejected", "sync.malformed")


@pytest.mark.parametrize("bad", [None, 7, "op", [], {}, [[[]]], {"op_id": None}], ids=str)
def test_what_is_no_operation_is_refused_in_its_place_and_takes_nothing_down(phone, bad):
    before, after = phone.op("duty.start", uuid4()), phone.op("duty.start", uuid4())
    results = phone.send(before, bad, after)
    assert [one["status"] for one in results] == ["applied", "rejected", "applied"]
    assert results[1]["code"] == "sync.malformed"
    assert results[1]["detail"]


@pytest.mark.parametrize("depth", [30, 900])
def test_an_operation_nested_like_a_well_is_refused_alone(phone, depth):
    well = phone.op("duty.start", uuid4()) | {"body": "WELL"}
    ops = json.dumps([well, phone.op("duty.start", uuid4())]).replace('"WELL"', '{"a":' * depth + "1" + "}" * depth)
    body = f'{{"device_id": "{phone.device_id}", "ops": {ops}}}'
    answer = phone.api.generic("POST", "/mobile/v1/sync/", body, content_type="application/json")
    assert [one["status"] for one in answer.json()["results"]] == ["rejected", "applied"]


@pytest.mark.parametrize("path", ["/mobile/v1/sync/", "/mobile/v1/tracks/"])
def test_a_body_nested_too_deep_to_be_read_is_a_wrong_body(phone, path):
    body = '{"device_id": "x", "ops": ' + "[" * 100_000 + "]" * 100_000 + "}"
    answer = phone.api.generic("POST", path, body, content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


def test_a_batch_too_large_says_what_to_do(phone):
    answer = phone.api.generic("POST", "/mobile/v1/sync/", "x" * (MAX_BATCH_BYTES + 1), content_type="application/json")
    assert (answer.status_code, answer.json()["detail"]) == (413, "分成几份或缩小后再传。")


def test_a_missing_photo_is_told_by_number_not_by_its_id(phone, world):
    visit, photo = uuid4(), str(uuid4())
    phone.send(phone.op("duty.start", uuid4()), arrive(phone, world.east_mine, visit))
    finding = phone.op(
        "finding.create", uuid4(), visit_id=str(visit), text="示例", fix=fix_at(112.15, 25.35), photos=[photo]
    )
    (result,) = phone.send(finding)
    assert (result["code"], result["detail"]) == ("photo.not_received", "还有 1 张照片没有收到，到了会自动再试。")
