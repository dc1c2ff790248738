from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest

from gis_platform.common.clock import now
from inspections.hazards.history import PastFinding
from inspections.hazards.history import record_history as record_hazards
from inspections.hazards.rules import HazardGrade, HazardState
from inspections.organisation.models import Officer
from inspections.rounds.models import Stop
from inspections.visits.history import PastVisit
from inspections.visits.history import record_history as record_visits
from inspections.visits.models import Visit
from layers.risk.services import reassess
from mobile_api.package.queries import site_card
from mobile_api.package.rules import BUCKET_BYTES
from tests.conftest import COUNTY
from tests.mobile_api.phones import Phone, fix_at, signature

pytestmark = pytest.mark.django_db


def arrive(phone, site, visit, **change):
    phone.do("visit.arrive", visit, fix=fix_at(site.location.x, site.location.y, **change))


@pytest.mark.rule("S1")
def test_the_leader_sees_the_first_stop_and_nothing_of_the_later_ones(day):
    sections = day.leader.sections()
    stop = sections["stop"]
    assert stop["stop_id"] == day.team["stops"][0]["stop_id"]
    assert (stop["site"]["name"], stop["state"]) == (day.site().name, "released")
    assert {"leg", "risk", "history", "hazards", "sheets", "planned"} <= set(stop)
    assert stop["sheets"][0]["items"]
    assert [slot["is_open"] for slot in sections["later"]] == [True, *[False] * 7]
    body = day.leader.package().content.decode()
    assert not any(
        other["stop_id"] in body or day.site(k).name in body for k, other in enumerate(day.team["stops"]) if k
    )


@pytest.mark.rule("S1")
def test_a_member_sees_a_task_with_date_and_meeting_point_only(day):
    sections = day.second.sections()
    (call,) = sections["assemblies"]
    assert (call["task"], call["date"], call["meeting_point"]) == ("任务", "2019-10-17", "示例驻地")
    assert (sections["stop"], sections["opened"], sections["team"], sections["visits"]) == (None, [], [], [])


@pytest.mark.rule("S1")
def test_before_t_minus_sixty_the_leader_sees_no_more_than_a_member(day, at_nine):
    at_nine.set(2019, 10, 17, 7, 29)
    assert day.leader.sections()["stop"] is None
    at_nine.set(2019, 10, 17, 7, 30)
    assert day.leader.sections()["stop"] is not None


@pytest.mark.rule("S1", "I7")
def test_a_phone_that_is_not_called_learns_nothing_of_a_sealed_plan(desk, at_nine, world):
    phone = Phone(world.unit_leader)
    before = phone.package()
    desk.sealed(teams=2, stops=6)
    at_nine.set(2019, 10, 17, 8, 0)
    after = phone.package()
    assert (before["ETag"], len(before.content)) == (after["ETag"], len(after.content))


@pytest.mark.rule("S1")
def test_every_answer_has_the_same_size(day, world):
    phones = (day.leader, day.second, Phone(world.unit_leader), Phone(world.township_officer))
    assert {len(phone.package().content) % BUCKET_BYTES for phone in phones} == {0}


@pytest.mark.rule("S2", "I8")
def test_the_answer_to_an_arrival_is_one_whether_or_not_a_stop_is_there(day, world):
    here, there = day.site(), day.site(1)
    ops = [
        day.leader.op("visit.arrive", uuid4(), fix=fix_at(*spot))
        for spot in ((here.location.x, here.location.y), (112.0, 25.5))
    ]
    ops.append(day.leader.op("visit.arrive", uuid4(), fix=fix_at(there.location.x, there.location.y)))
    answers = [{**result, "op_id": ""} for op in reversed(ops) for result in day.leader.send(op)]
    assert answers[0] == answers[1] == answers[2]


@pytest.mark.rule("S2", "I8")
def test_a_mocked_arrival_opens_nothing_and_a_true_one_opens_its_stop(day):
    visit = uuid4()
    arrive(day.leader, day.site(), visit, is_mock=True)
    sections = day.leader.sections()
    assert sections["stop"]["state"] == "released"
    assert [one["code"] for one in sections["visits"][0]["verdict"]] == ["visit.mocked"]
    day.clock.move(minutes=1)
    arrive(day.leader, day.site(), visit)
    assert day.leader.sections()["stop"]["state"] == "unsealed"
    assert Stop.objects.get().site == day.site()


def test_from_unsealing_on_the_second_officer_has_names_checklist_and_the_visit_to_confirm(day):
    visit = uuid4()
    arrive(day.leader, day.site(), visit)
    sections = day.second.sections()
    assert sections["opened"][0]["visit_id"] == str(visit)
    assert sections["stop"]["site"]["name"] == day.site().name
    assert {one["id"] for one in sections["team"]} == {day.leader.user.pk, day.second.user.pk}
    site = day.site()
    day.second.do("presence.confirm", visit, fix=fix_at(site.location.x, site.location.y))
    assert Visit.objects.get().presences.count() == 2


def test_leaving_releases_the_next_stop_and_the_paper_is_shown(day):
    visit, site = uuid4(), day.site()
    arrive(day.leader, site, visit)
    day.second.do("presence.confirm", visit, fix=fix_at(site.location.x, site.location.y))
    item = day.leader.sections()["stop"]["sheets"][0]
    answer = {
        "checklist": item["checklist"],
        "version": item["version"],
        "item": item["items"][0]["id"],
        "answer": "no",
    }
    day.second.do("checklist.answer", visit, **answer)
    finding, photo = uuid4(), day.leader.photo()
    fix = fix_at(site.location.x, site.location.y)
    day.leader.do(
        "finding.create", finding, visit_id=str(visit), text="护栏缺失", fix=fix, photos=[photo], grade_hint="general"
    )
    both = [
        signature("officer", "示例", day.leader.user.pk),
        signature("second_officer", "示例", day.second.user.pk),
    ]
    day.leader.do("hazard.fix_on_site", finding, photos=[day.leader.photo(shade=20)], signatures=both)
    again = [one | {"id": str(uuid4())} for one in both]
    day.leader.do("visit.sign", visit, signatures=[*again, signature("enterprise", "示例董")])
    day.leader.do("visit.leave", visit)
    sections = day.leader.sections()
    signed = {(one["role"], one["is_refusal"]) for one in sections["visits"][0]["signatures"]}
    assert signed == {("officer", False), ("second_officer", False), ("enterprise", False)}
    assert sections["stop"]["stop_id"] == day.team["stops"][1]["stop_id"]
    assert [one["series"] for one in sections["visits"][0]["papers"]]
    assert sections["visits"][0]["recorded_at"]


def test_the_released_stop_brings_what_others_found_there_and_why_it_is_risky_in_words(day, world):
    site = day.site()
    began = datetime(2019, 9, 2, 9, 30, tzinfo=COUNTY)
    # By an officer of no team of today.
    record_visits([PastVisit("H", site, began, began + timedelta(hours=1), [a_stranger(world)], "random")])
    visit = Visit.objects.get(site=site)
    row = PastFinding(
        "H-1", visit, "护栏缺失", HazardGrade.GENERAL, HazardState.RECTIFYING, False, date(2019, 9, 17), "示例甲"
    )
    record_hazards([row])
    reassess([site.pk], at=now())
    before = len(day.second.package().content)
    stop = day.leader.sections()["stop"]
    assert [(one["text"], one["state"], one["due_on"]) for one in stop["hazards"]] == [
        ("护栏缺失", "rectifying", "2019-09-17")
    ]
    assert [one["title"] for one in stop["risk"]["reasons"]] == ["作业条件未评分"]
    # The member is not at the gate yet: nothing of it, and the size of every answer is the same.
    assert day.second.sections()["stop"] is None
    assert len(day.leader.package().content) % BUCKET_BYTES == before % BUCKET_BYTES == 0


def a_stranger(world):
    return Officer.objects.create(code="T8", name="示例外", office=world.offices["industry_mines"])


@pytest.mark.rule("S1")
def test_a_stop_of_another_team_cannot_be_skipped_nor_told_from_none(day):
    assert day.leader.sections()["stop"]
    foreign = day.other_team["stops"][0]["stop_id"]
    answers = [day.leader.send(day.leader.op("stop.skip", one, reason="道路中断"))[0] for one in (foreign, uuid4())]
    assert {**answers[0], "op_id": ""} == {**answers[1], "op_id": ""}
    day.leader.do("stop.skip", day.team["stops"][0]["stop_id"], reason="道路中断")
    assert day.leader.sections()["stop"] is None  # the next one not before its time
    day.clock.set(2019, 10, 17, 12, 0)
    assert day.leader.sections()["stop"]["stop_id"] == day.team["stops"][1]["stop_id"]


def test_a_phone_asks_for_what_changed(day):
    first = day.leader.package().json()
    assert day.leader.package(since=first["version"]).json()["sections"] == {}
    arrive(day.leader, day.site(), uuid4())
    delta = day.leader.package(since=first["version"]).json()
    assert "stop" in delta["sections"]
    assert "assemblies" not in delta["sections"]
    etag = day.leader.package()["ETag"]
    assert day.leader.api.get("/mobile/v1/package/", headers={"If-None-Match": etag}).status_code == 304
    assert set(day.leader.package(since="nonsense").json()["sections"]) == set(first["sections"])


def test_desks_have_no_package(as_):
    for person in ("dispatcher", "county_leader", "township_leader", "enterprise", "auditor", "admin"):
        assert as_(person).get("/mobile/v1/package/").status_code == 403


@pytest.mark.parametrize(
    ("person", "is_clear"), [("inspector", True), ("township_officer", True), ("unit_leader", False)]
)
def test_the_card_of_a_stop_shows_contacts_as_the_site_s_page_does(world, person, is_clear):
    site = world.east_mine
    site.principal, site.phone = "陈某某", "13800001234"
    card = site_card(site, world.people[person])
    assert (card["principal"], card["phone"]) == (("陈某某", "13800001234") if is_clear else ("陈*", "138****1234"))
