"""From a date to a sealed plan, on straight lines."""

import pytest

from gis_platform import audit
from gis_platform.common.clock import now
from gis_platform.common.errors import Refused
from inspections.organisation.models import Certificate, Leave, Recusal
from inspections.planning import services
from inspections.planning.draft_paper import draft_paper
from inspections.planning.plan import drawn_sites
from inspections.planning.queries import day_paper
from inspections.rounds.models import Assembly, Plan, Round, Stop
from tests.inspections.sealed_day import THURSDAY

pytestmark = pytest.mark.django_db


def codes(refused):
    return [reason.code for reason in refused.value.verdict.reasons]


@pytest.mark.rule("S1", "S6")
def test_a_plan_is_drawn_routed_and_sealed_without_a_row_that_names_a_site(desk, world):
    plan = desk.sealed()

    content = desk.content(plan)
    stops = [stop for team in content["teams"] for stop in team["stops"]]
    assert (plan.state, plan.approver, len(content["teams"])) == ("sealed", world.county_leader, 2)
    assert len(stops) + sum(len(team["not_fitted"]) for team in content["teams"]) == 6
    assert all(stop["state"] == "sealed" and stop["planned"] for stop in stops)
    assert {call.member_id for call in Assembly.objects.all()} == {
        m for team in content["teams"] for m in team["members"]
    }
    assert (Round.objects.count(), Stop.objects.count()) == (0, 0)


def test_each_deed_is_recorded_and_so_is_each_opening(desk):
    plan = desk.sealed()
    deeds = audit.deeds_on(plan)
    for deed in ("plan.drafted", "plan.drawn", "plan.routed", "plan.put_up", "plan.sealed"):
        assert deed in deeds
    before = deeds.count("plan.opened")
    desk.content(plan)
    assert audit.deeds_on(plan).count("plan.opened") == before + 1


@pytest.mark.rule("S7")
def test_a_draw_before_the_nonce_says_what_to_do(desk, world, as_dispatcher):
    plan = desk.plan()
    with pytest.raises(Refused) as refused:
        services.draw(plan, by=world.dispatcher, at=now())
    assert codes(refused) == ["draw.no_nonce"]

    services.show_values(by=world.unit_leader, on=THURSDAY, at=now())
    with pytest.raises(Refused) as refused:
        services.freeze_pool(plan, by=world.dispatcher, at=now())
    assert codes(refused) == ["draw.values_already_shown"]


@pytest.mark.rule("S7")
def test_a_pool_frozen_after_the_values_were_shown_cannot_be_drawn_from(desk, world):
    desk.witness()
    with pytest.raises(Refused) as refused:
        desk.plan()
    assert codes(refused) == ["draw.values_already_shown"]


@pytest.mark.rule("S7")
def test_a_redraw_keeps_the_earlier_attempt_and_its_reason(desk, world):
    plan = desk.drawn()
    first = desk.content(plan)["draw"]["public"]
    services.redraw(plan, reason="一组车辆故障", by=world.dispatcher, at=now())

    draw = desk.content(plan)["draw"]
    assert draw["public"]["attempt"] == 2
    assert draw["public"]["earlier_attempts"][0]["reason"] == "一组车辆故障"
    assert draw["earlier"][0]["record"] == first
    services.redraw(plan, reason="又一组车辆故障", by=world.dispatcher, at=now())
    with pytest.raises(Refused) as refused:
        services.redraw(plan, reason="再来", by=world.dispatcher, at=now())
    assert codes(refused) == ["draw.no_attempt_left"]


@pytest.mark.rule("S4")
def test_without_enough_certified_officers_the_plan_is_refused_with_the_counts(desk, world):
    Certificate.objects.filter(officer=world.inspector.officer).update(valid_to="2019-10-10")
    Leave.objects.create(officer=world.second_inspector.officer, from_on=THURSDAY, to_on=THURSDAY)
    with pytest.raises(Refused) as refused:
        desk.plan()
    reason = refused.value.verdict.reasons[0]
    assert reason.code == "draw.too_few_officers"
    assert (reason.values["eligible"], reason.values["uncertified"], reason.values["on_leave"]) == (2, 1, 1)
    assert not Plan.objects.exists()


@pytest.mark.rule("S5", "I9")
def test_an_officer_recused_from_every_site_makes_the_draw_refuse_and_change_nothing(desk, world):
    for site in [*world.sites.values(), *type(world.east_mine).objects.filter(code__startswith="MORE")]:
        Recusal.objects.create(officer=world.inspector.officer, site=site, reason="亲属")
    plan = desk.plan()
    desk.witness()
    with pytest.raises(Refused) as refused:
        services.draw(plan, by=world.dispatcher, at=now())
    assert "draw.too_few_officers" in codes(refused) or "draw.recusals_leave_no_pairing" in codes(refused)
    assert desk.content(plan)["draw"]["public"] is None


def test_more_stops_than_the_day_holds_is_refused_with_the_number_it_holds(desk):
    with pytest.raises(Refused) as refused:
        desk.plan(teams=1, stops=30)
    reason = next(r for r in refused.value.verdict.reasons if r.code == "plan.more_stops_than_daylight")
    assert reason.values == {"stops": 30, "most": 16}


def test_drawn_stops_that_do_not_fit_stay_in_the_record_with_their_reason(desk):
    plan = desk.routed(teams=1, stops=12)
    content = desk.content(plan)
    team = content["teams"][0]
    planned = {stop["site"] for stop in team["stops"]} | {row["site"] for row in team["not_fitted"]}
    assert team["not_fitted"]
    assert planned == set(drawn_sites(content))
    assert {row["reason"] for row in team["not_fitted"]} == {"route.shift_too_short"}


def test_routing_again_gives_the_same_day(desk, world):
    plan = desk.routed(teams=1, stops=12)
    first = [[stop["site"] for stop in team["stops"]] for team in desk.content(plan)["teams"]]
    services.route(plan, by=world.dispatcher, at=now())
    assert [[stop["site"] for stop in team["stops"]] for team in desk.content(plan)["teams"]] == first


@pytest.mark.rule("S1")
def test_the_author_may_not_seal(desk, world):
    plan = desk.put_up()
    with pytest.raises(Refused) as refused:
        services.seal(plan, by=world.dispatcher, at=now())
    assert "round.approver_is_author" in codes(refused)
    assert not Assembly.objects.exists()


def test_sealing_twice_is_refused_the_second_time(desk, world):
    plan = desk.sealed()
    with pytest.raises(Refused) as refused:
        services.seal(plan, by=world.county_leader, at=now())
    assert codes(refused) == ["round.wrong_state"]


def test_a_sealed_plan_can_be_cancelled_with_a_reason_only(desk, world):
    plan = desk.sealed()
    with pytest.raises(Refused):
        services.cancel(plan, reason=" ", by=world.dispatcher, at=now())
    services.cancel(plan, reason="暴雨红色预警", by=world.county_leader, at=now())
    plan.refresh_from_db()
    assert (plan.state, plan.ended_because) == ("cancelled", "暴雨红色预警")


def test_the_solver_s_figures_come_with_the_plan(desk, world):
    plan = desk.routed()
    assert services.plan_gap(plan, by=world.dispatcher, seconds=0.3, at=now()) <= 5
    assert services.opened_draft(plan, by=world.dispatcher, why="test", at=now())["solver"]["is_estimate"]


def test_one_command_takes_the_day_as_far_as_it_goes(desk, world):
    plan, is_drawn = services.draw_day(on=THURSDAY, teams=2, stops=6, by=world.dispatcher, at=now())
    assert not is_drawn
    desk.witness()
    again, is_drawn = services.draw_day(on=THURSDAY, teams=2, stops=6, by=world.dispatcher, at=now())
    assert (again, is_drawn) == (plan, True)


def another_call(world, member) -> Plan:
    """A sealed plan of the same day by the second dispatcher that calls one officer."""
    plan = Plan.objects.create(
        date=THURSDAY, author=world.second_dispatcher, approver=world.county_leader, state="sealed",
        created_at=now(), sealed_at=now(),
    )  # fmt: skip
    departs_at, shift_ends_at = services.shift(THURSDAY)
    Assembly.objects.create(
        plan=plan,
        member=member,
        date=THURSDAY,
        departs_at=departs_at,
        shift_ends_at=shift_ends_at,
        meeting_point="驻地",
    )
    return plan


@pytest.mark.rule("S1", "S6")
def test_an_officer_called_elsewhere_is_not_drawn_and_looks_as_one_on_leave(desk, world):
    another_call(world, world.inspector)
    Leave.objects.create(officer=world.second_inspector.officer, from_on=THURSDAY, to_on=THURSDAY)
    plan = desk.drawn(teams=1, stops=2)
    team = desk.content(plan)["teams"][0]
    assert set(team["members"]) == {world.third_inspector.pk, world.people["fourth_inspector"].pk}
    rows = {row["name"]: row for row in draft_paper(plan, desk.content(plan))["officers"]}
    called, on_leave = (rows[world.people[name].get_full_name()] for name in ("inspector", "second_inspector"))
    assert called | {"name": ""} == on_leave | {"name": ""}


def test_a_call_that_was_cancelled_keeps_nobody_away(desk, world):
    other = another_call(world, world.inspector)
    services.cancel(other, reason="暴雨", by=world.second_dispatcher, at=now())
    rows = draft_paper(plan := desk.plan(), desk.content(plan))["officers"]
    assert not any(row["is_on_leave"] for row in rows)


@pytest.mark.rule("S1", "I7")
def test_before_the_freeze_no_answer_depends_on_who_is_called_elsewhere(desk, world):
    def asked(teams):
        with pytest.raises(Refused) as refused:
            desk.plan(teams=teams, stops=20)
        return [(reason.code, reason.values) for reason in refused.value.verdict.reasons]

    desk.witness()
    before = day_paper(THURSDAY), asked(2), asked(3)
    another_call(world, world.inspector)
    assert (day_paper(THURSDAY), asked(2), asked(3)) == before


@pytest.mark.rule("S1")
def test_the_later_of_two_plans_with_one_officer_is_not_sealed_and_learns_no_more(desk, world):
    plan = desk.put_up()
    version, member = plan.envelope_version, desk.content(plan)["teams"][0]["members"][0]
    other = another_call(world, type(world.inspector).objects.get(pk=member))
    with pytest.raises(Refused) as refused:
        services.seal(plan, by=world.county_leader, at=now())
    assert [(reason.code, reason.values) for reason in refused.value.verdict.reasons] == [
        ("plan.officers_not_available", {})
    ]
    plan.refresh_from_db()
    assert (plan.state, plan.sealed_at, plan.envelope_version) == ("draft", None, version)
    assert not plan.assemblies.exists()

    services.cancel(other, reason="暴雨", by=world.county_leader, at=now())
    assert services.seal(plan, by=world.county_leader, at=now()).state == "sealed"


@pytest.mark.rule("S1")
@pytest.mark.parametrize("deed", ["redraw", "route"])
def test_what_changes_after_the_approver_has_read_it_must_be_put_up_again(desk, world, deed):
    plan = desk.put_up()
    if deed == "redraw":
        services.redraw(plan, reason="示例：名单有误", by=world.dispatcher, at=now())
    services.route(plan, by=world.dispatcher, at=now())
    plan.refresh_from_db()
    assert plan.approver is None
    assert not Plan.objects.visible_to(world.county_leader).filter(pk=plan.pk).exists()
