from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.rounds.rules import (
    FINISHED,
    PLAN_TRANSITIONS,
    STOP_TRANSITIONS,
    PlanStanding,
    PlanState,
    StopStanding,
    StopState,
    closed_state,
    closes_by_itself,
    has_lapsed,
    is_complete,
    may_cancel,
    may_change_draft,
    may_close,
    may_depart,
    may_release,
    may_release_by_hand,
    may_seal,
    may_skip,
    may_unseal,
    next_to_release,
    record_public_at,
)

T = datetime(2019, 10, 16, 0, 30, tzinfo=UTC)
T_60 = T - timedelta(minutes=60)
DRAFT = PlanStanding(PlanState.DRAFT, author="zhou", approver="tan")
SEALED = PlanStanding(PlanState.SEALED, author="zhou", approver="tan")
WALKED = PlanStanding(PlanState.DEPARTED, author="zhou", approver="tan")
FAIR = {"by": "tan", "role": "dispatcher", "stops": 6, "departs_at": T, "at": T - timedelta(hours=12)}


def codes(verdict):
    return [reason.code for reason in verdict.reasons]


def stops(*states):
    return [StopStanding(state) for state in states]


@pytest.mark.rule("S1")
@pytest.mark.parametrize("role", ["dispatcher", "county_leader"])
def test_a_second_dispatcher_or_a_county_leader_seals(role):
    assert may_seal(DRAFT, **FAIR | {"role": role}).ok


@pytest.mark.rule("S1")
@pytest.mark.parametrize(
    ("plan", "change", "code"),
    [
        (DRAFT, {"by": "zhou"}, "round.approver_is_author"),
        (PlanStanding(PlanState.DRAFT, "zhou", "li"), {}, "round.not_the_named_approver"),
        (DRAFT, {"role": "township_leader"}, "round.role_may_not_seal"),
        (DRAFT, {"stops": 0}, "round.no_stops"),
        (DRAFT, {"at": T}, "round.departure_is_past"),
        (SEALED, {}, "round.wrong_state"),
        (WALKED, {}, "round.wrong_state"),
    ],
)
def test_each_refusal_to_seal_says_why(plan, change, code):
    assert codes(may_seal(plan, **FAIR | change)) == [code]


def test_a_draft_is_changed_by_its_author_alone_and_only_as_a_draft():
    assert may_change_draft(DRAFT, "draw", by="zhou").ok
    assert codes(may_change_draft(SEALED, "draw", by="tan")) == ["round.wrong_state", "round.not_the_author"]


@pytest.mark.rule("S1")
def test_the_first_stop_is_released_an_hour_before_departure_and_not_earlier():
    ahead = stops(StopState.SEALED, StopState.SEALED)
    assert may_release(SEALED, ahead, 0, departs_at=T, at=T_60).ok
    early = may_release(SEALED, ahead, 0, departs_at=T, at=T_60 - timedelta(seconds=1))
    assert codes(early) == ["round.too_early"]


@pytest.mark.rule("S1")
def test_the_next_stop_waits_until_the_one_before_is_left():
    assert codes(may_release(WALKED, stops("unsealed", "sealed"), 1, departs_at=T, at=T)) == ["stop.earlier_stop_open"]
    assert may_release(WALKED, stops(StopState.LEFT, StopState.SEALED), 1, departs_at=T, at=T).ok
    assert may_release(WALKED, stops(StopState.SKIPPED, StopState.SEALED), 1, departs_at=T, at=T).ok


@pytest.mark.rule("S2")
def test_leaving_a_stop_whose_arrival_never_verified_lets_the_round_go_on():
    left = StopStanding(StopState.RELEASED, left_at=T)
    assert next_to_release([left, StopStanding(StopState.SEALED)]) == 1
    assert may_release(WALKED, [left, StopStanding(StopState.SEALED)], 1, departs_at=T, at=T).ok


@pytest.mark.rule("S2")
@pytest.mark.parametrize("state", [PlanState.DRAFT, PlanState.CANCELLED, PlanState.LAPSED, PlanState.COMPLETED])
def test_nothing_is_released_from_a_plan_that_is_not_under_way(state):
    plan = PlanStanding(state, "zhou", "tan")
    assert "round.wrong_state" in codes(may_release(plan, stops(StopState.SEALED), 0, departs_at=T, at=T))
    assert "round.wrong_state" in codes(may_release_by_hand(plan, StopState.SEALED, departs_at=T, by="tan", at=T))


@pytest.mark.rule("S1")
@pytest.mark.parametrize("passed", [StopStanding(StopState.SKIPPED, T_60), StopStanding(StopState.RELEASED, T_60)])
def test_passing_a_stop_by_does_not_open_the_next_one_ahead_of_its_time(passed):
    both, nine = [passed, StopStanding(StopState.SEALED)], T + timedelta(minutes=30)
    asked = {"departs_at": T, "before_planned_at": nine}
    assert codes(may_release(WALKED, both, 1, at=nine - timedelta(seconds=1), **asked)) == ["round.too_early"]
    assert may_release(WALKED, both, 1, at=nine, **asked).ok
    reached = [StopStanding(StopState.LEFT, T), StopStanding(StopState.SEALED)]
    assert may_release(WALKED, reached, 1, at=T, **asked).ok


@pytest.mark.rule("S1")
def test_by_hand_nothing_is_released_before_the_hour():
    early = T_60 - timedelta(seconds=1)
    asked = {"departs_at": T, "by": "zhou"}
    assert codes(may_release_by_hand(SEALED, StopState.SEALED, at=early, **asked)) == ["round.too_early"]


def test_by_hand_only_author_or_approver_release():
    assert may_release_by_hand(SEALED, StopState.SEALED, departs_at=T, by="zhou", at=T_60).ok
    assert codes(may_release_by_hand(SEALED, StopState.SEALED, departs_at=T, by="wu", at=T)) == [
        "round.not_author_or_approver"
    ]


@given(st.lists(st.sampled_from(StopState), min_size=1, max_size=6))
def test_at_most_one_stop_is_open_and_its_turn_is_the_first_ahead(states):
    place = next_to_release(stops(*states))
    if place is not None:
        assert all(state in FINISHED for state in states[:place])
        assert states[place] == StopState.SEALED


@given(st.sampled_from(StopState))
def test_after_closing_no_stop_is_open(state):
    assert closed_state(state) in FINISHED


def test_departed_is_the_first_start_of_duty_after_t_minus_60():
    assert may_depart(SEALED, departs_at=T, at=T_60).ok
    assert codes(may_depart(SEALED, departs_at=T, at=T_60 - timedelta(minutes=1))) == ["round.too_early"]
    assert codes(may_depart(WALKED, departs_at=T, at=T)) == ["round.wrong_state"]


@pytest.mark.rule("S2")
def test_a_plan_nobody_set_out_on_lapses_and_a_walked_one_never():
    end = T + timedelta(hours=9)
    assert not has_lapsed(PlanState.SEALED, shift_ends_at=end, at=end - timedelta(seconds=1))
    assert has_lapsed(PlanState.SEALED, shift_ends_at=end, at=end)
    assert not has_lapsed(PlanState.DEPARTED, shift_ends_at=end, at=end)


def test_a_round_closes_when_all_is_behind_or_the_shift_is_over():
    end = T + timedelta(hours=9)
    done, open_ = stops(StopState.LEFT, StopState.NOT_FITTED), stops(StopState.LEFT, StopState.SEALED)
    assert is_complete(done)
    assert closes_by_itself(PlanState.DEPARTED, done, shift_ends_at=end, at=T)
    assert not closes_by_itself(PlanState.DEPARTED, open_, shift_ends_at=end, at=T)
    assert closes_by_itself(PlanState.DEPARTED, open_, shift_ends_at=end, at=end)
    assert codes(may_close(WALKED, open_, by="tan", reason=" ")) == ["round.reason_needed"]
    assert may_close(WALKED, done, by="zhou", reason="").ok


@pytest.mark.rule("S2", "I8")
def test_only_a_released_stop_is_unsealed():
    assert may_unseal(StopState.RELEASED, released_at=T, received_at=T).ok
    assert codes(may_unseal(StopState.SEALED, released_at=T, received_at=T)) == ["stop.not_released"]
    assert codes(may_unseal(StopState.RELEASED, released_at=None, received_at=T)) == ["stop.not_released"]
    early = T - timedelta(seconds=1)
    assert codes(may_unseal(StopState.RELEASED, released_at=T, received_at=early)) == ["stop.not_released"]


@pytest.mark.rule("S3")
def test_an_arrival_that_reaches_the_server_after_the_round_still_opens_its_released_stop():
    assert may_unseal(StopState.NOT_REACHED, released_at=T, received_at=T + timedelta(hours=12)).ok
    assert codes(may_unseal(StopState.NOT_REACHED, released_at=None, received_at=T)) == ["stop.not_released"]


def test_skipping_and_cancelling_take_a_reason():
    assert codes(may_skip(StopStanding(StopState.RELEASED), reason="")) == ["stop.reason_needed"]
    assert codes(may_skip(StopStanding(StopState.SEALED), reason="塌方断路")) == ["stop.wrong_state"]
    assert codes(may_cancel(SEALED, by="wu", reason="")) == ["round.not_author_or_approver", "round.reason_needed"]
    assert may_cancel(SEALED, by="tan", reason="台风红色预警").ok


def test_every_state_is_reached_and_the_ends_are_ends():
    assert set(PlanState) == {PlanState.DRAFT, *PLAN_TRANSITIONS.values()}
    ends = {PlanState.COMPLETED, PlanState.CANCELLED, PlanState.LAPSED}
    assert not ends & {state for state, _ in PLAN_TRANSITIONS}
    assert {StopState.LEFT, StopState.SKIPPED, StopState.NOT_FITTED}.isdisjoint(state for state, _ in STOP_TRANSITIONS)


@pytest.mark.rule("S7")
def test_the_public_record_appears_seven_days_after_closing():
    assert record_public_at(T) == T + timedelta(days=7)
