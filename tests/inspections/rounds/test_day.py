"""The sealed day walked through the services: T−60, release, arrival, leave, end of shift."""

import uuid
from datetime import timedelta

import pytest

from gis_platform import audit
from gis_platform.common.clock import now
from gis_platform.common.errors import Refused
from inspections.rounds import services
from inspections.rounds.content import planned_at
from inspections.rounds.models import Release, Round, Stop
from tests.inspections.sealed_day import at

pytestmark = pytest.mark.django_db


class Walk:
    """The sealed plan seen from outside, with its people by team."""

    def __init__(self, desk):
        self.desk, self.plan = desk, desk.sealed()
        people = {user.pk: user for user in desk.world.people.values()}
        self.teams = [
            {"leader": people[team["leader"]], "member": people[team["members"][1]]} for team in self.content["teams"]
        ]
        self.leader, self.member = self.teams[0]["leader"], self.teams[0]["member"]
        self.other_leader = self.teams[1]["leader"]

    @property
    def content(self):
        return self.desk.content(self.plan)

    def stops(self, team=0):
        return self.content["teams"][team]["stops"]

    def visit(self, leader, moment):
        stop = services.released_stop(leader, at=moment)
        services.unseal(by=leader, stop_id=stop.stop_id, at=moment)
        services.leave(by=leader, stop_id=stop.stop_id, at=moment)
        return stop


@pytest.fixture
def walk(desk):
    return Walk(desk)


@pytest.mark.rule("S1")
def test_the_leader_sees_the_first_stop_an_hour_before_departure_and_nobody_else_does(walk, world):
    assert services.released_stop(walk.leader, at=at(7, 29)) is None
    seen = services.released_stop(walk.leader, at=at(7, 30))

    assert (str(seen.stop_id), seen.place, seen.of_padded) == (walk.stops()[0]["stop_id"], 1, 8)
    assert seen.leg["geometry"]
    others = [user for user in world.people.values() if user not in (walk.leader, walk.other_leader)]
    assert [services.released_stop(user, at=at(7, 31)) for user in others] == [None] * len(others)
    assert services.released_for_team(walk.member, at=at(7, 31)) == []
    assert services.released_stop(walk.other_leader, at=at(7, 31)).site_id != seen.site_id


def test_a_release_says_to_whom_and_when_but_never_which(walk):
    services.release_due(at=at(7, 30))
    assert set(Release.objects.values_list("leader", flat=True)) == {walk.leader.pk, walk.other_leader.pk}
    event = audit.models.Event.objects.filter(deed="plan.released").first()
    assert set(event.data) == {"leader"}


def test_nothing_is_opened_while_nothing_is_due(walk):
    before = audit.deeds_on(walk.plan).count("plan.opened")
    services.release_due(at=at(7, 0))
    services.close_due(at=at(12))
    services.lapse_due(at=at(12))
    assert audit.deeds_on(walk.plan).count("plan.opened") == before


@pytest.mark.rule("S1", "I8")
def test_an_arrival_opens_its_own_stop_once_and_the_next_is_released_on_leaving(walk):
    first = services.released_stop(walk.leader, at=at(8, 0))
    row = services.unseal(by=walk.leader, stop_id=first.stop_id, at=at(8, 50))
    again = services.unseal(by=walk.member, stop_id=first.stop_id, at=at(8, 51))

    assert (row, row.state, row.site_id, row.township) == (again, "unsealed", first.site_id, row.site.township)
    assert list(Stop.objects.all()) == [row]
    assert Round.objects.get().leader == walk.leader
    assert audit.deeds_on(row) == ["stop.unsealed"]
    assert [stop.site_id for stop in services.released_for_team(walk.member, at=at(8, 52))] == [first.site_id]
    assert services.released_stop(walk.leader, at=at(8, 52)).stop_id == first.stop_id

    services.leave(by=walk.leader, stop_id=first.stop_id, at=at(9, 40))
    second = services.released_stop(walk.leader, at=at(9, 41))
    assert str(second.stop_id) == walk.stops()[1]["stop_id"]
    row.refresh_from_db()
    assert row.state == "left"


@pytest.mark.rule("S2", "I8")
def test_a_stop_that_is_not_released_cannot_be_opened(walk):
    services.release_due(at=at(7, 30))
    later = walk.stops()[1]["stop_id"]
    with pytest.raises(Refused) as refused:
        services.unseal(by=walk.leader, stop_id=later, at=at(9))
    assert [reason.code for reason in refused.value.verdict.reasons] == ["stop.not_released"]
    assert not Stop.objects.exists()


@pytest.mark.rule("S2")
def test_another_team_s_stop_answers_like_one_that_never_existed(walk, world):
    services.release_due(at=at(7, 30))
    theirs = walk.stops(team=1)[0]["stop_id"]
    for user, stop_id in ((walk.leader, theirs), (walk.leader, uuid.uuid4()), (world.township_leader, theirs)):
        with pytest.raises(Stop.DoesNotExist):
            services.unseal(by=user, stop_id=stop_id, at=at(9))
        with pytest.raises(Stop.DoesNotExist):
            services.skip(by=user, stop_id=stop_id, reason="路断", at=at(9))


def test_leaving_before_the_arrival_verified_goes_on_and_the_stop_opens_later_as_left(walk):
    first = services.released_stop(walk.leader, at=at(8, 0))
    services.leave(by=walk.leader, stop_id=first.stop_id, at=at(9))
    assert not Stop.objects.exists()
    assert services.released_stop(walk.leader, at=at(9, 1)).place == 2

    row = services.unseal(by=walk.leader, stop_id=first.stop_id, at=at(11))
    assert (row.state, row.left_at) == ("left", at(9))


def test_a_skipped_stop_stays_sealed_with_its_reason(walk):
    first = services.released_stop(walk.leader, at=at(8, 0))
    services.skip(by=walk.leader, stop_id=first.stop_id, reason="示例路段塌方", at=at(9))
    assert not Stop.objects.exists()
    assert walk.stops()[0]["skipped_because"] == "示例路段塌方"
    assert services.released_stop(walk.leader, at=at(9, 1)).place == 2
    assert "示例路段塌方" not in str(list(audit.models.Event.objects.values_list("data", flat=True)))


def test_the_first_duty_after_t_minus_60_departs_the_plan(walk):
    assert services.start_duty(by=walk.member, at=at(7, 20)) == []
    assert services.start_duty(by=walk.member, at=at(7, 40)) == [walk.plan]
    assert services.start_duty(by=walk.leader, at=at(7, 50)) == []
    walk.plan.refresh_from_db()
    assert walk.plan.state == "departed"


def test_the_plan_is_completed_when_every_stop_is_behind(walk, sent):
    services.start_duty(by=walk.leader, at=at(8, 30))
    for team in (0, 1):
        for _ in walk.stops(team):
            walk.visit(walk.teams[team]["leader"], at(9))
    walk.plan.refresh_from_db()
    assert (walk.plan.state, walk.plan.closed_at) == ("completed", at(9))
    assert ("inspections.planning.tasks.file_record", (walk.plan.pk,)) not in sent  # only after commit


def test_at_the_end_of_the_shift_what_was_not_reached_is_closed_so(walk):
    services.start_duty(by=walk.leader, at=at(8, 30))
    walk.visit(walk.leader, at(9))
    services.close_due(at=at(17, 29))
    walk.plan.refresh_from_db()
    assert walk.plan.state == "departed"

    services.close_due(at=at(17, 30))
    walk.plan.refresh_from_db()
    assert walk.plan.state == "completed"
    assert [stop["state"] for stop in walk.stops()] == ["left", *["not_reached"] * (len(walk.stops()) - 1)]


@pytest.mark.rule("S3")
def test_a_phone_that_was_silent_reports_a_released_stop_after_the_close(walk):
    services.start_duty(by=walk.leader, at=at(8, 30))
    first = services.released_stop(walk.leader, at=at(8, 30))
    services.close_due(at=at(17, 30))
    assert first.stop_id in [stop.stop_id for stop in services.stops_to_match(walk.leader, at=at(18))]
    assert services.unseal(by=walk.leader, stop_id=first.stop_id, at=at(18)).state == "left"
    with pytest.raises(Refused):
        services.unseal(by=walk.leader, stop_id=walk.stops()[1]["stop_id"], at=at(18))


@pytest.mark.rule("S2")
def test_a_plan_nobody_set_out_on_lapses_and_stays_sealed(walk):
    assert services.lapse_due(at=at(17, 29)) == 0
    assert services.lapse_due(at=at(17, 30)) == 1
    walk.plan.refresh_from_db()
    assert walk.plan.state == "lapsed"
    assert services.released_stop(walk.leader, at=at(17, 31)) is None
    with pytest.raises(Stop.DoesNotExist):
        services.unseal(by=walk.leader, stop_id=walk.stops()[0]["stop_id"], at=at(17, 31))


def test_closing_by_hand_needs_author_or_approver_and_a_reason(walk, world):
    services.start_duty(by=walk.leader, at=at(8, 30))
    for by, reason in ((world.second_dispatcher, "雨"), (world.dispatcher, " ")):
        with pytest.raises(Refused):
            services.close_plan(walk.plan, by=by, reason=reason, at=now())
    assert services.close_plan(walk.plan, by=world.county_leader, reason="暴雨", at=at(12)).state == "completed"


def test_author_or_approver_may_release_by_hand(walk, world):
    second = walk.stops()[1]["stop_id"]
    with pytest.raises(Refused):
        services.release_stop(walk.plan, by=world.second_dispatcher, stop_id=second, at=at(8))
    services.release_stop(walk.plan, by=world.dispatcher, stop_id=second, at=at(8))
    assert str(services.released_stop(walk.leader, at=at(8, 1)).stop_id) == second


@pytest.mark.rule("S1")
def test_a_leader_who_skips_at_once_does_not_read_the_day_ahead(walk):
    services.start_duty(by=walk.leader, at=at(7, 31))
    first = services.released_stop(walk.leader, at=at(7, 31))
    services.skip(by=walk.leader, stop_id=first.stop_id, reason="塌方断路", at=at(7, 32))
    assert services.released_stop(walk.leader, at=at(7, 33)) is None
    due = planned_at(walk.content, walk.stops()[0])
    assert services.released_stop(walk.leader, at=due - timedelta(seconds=1)) is None
    assert str(services.released_stop(walk.leader, at=due).stop_id) == walk.stops()[1]["stop_id"]


@pytest.mark.rule("S1")
def test_leaving_without_having_been_seen_there_does_not_read_the_day_ahead(walk):
    services.start_duty(by=walk.leader, at=at(7, 31))
    first = services.released_stop(walk.leader, at=at(7, 31))
    services.leave(by=walk.leader, stop_id=first.stop_id, at=at(7, 32))
    assert services.released_stop(walk.leader, at=at(7, 33)) is None
