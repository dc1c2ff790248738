from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from inspections.planning.rules import (
    Ask,
    CeremonyStanding,
    first_departure,
    may_draw,
    may_freeze,
    may_give,
    may_plan,
    may_put_up,
    may_redraw,
    may_show,
)

DAY = date(2019, 10, 17)
ASK = Ask(DAY, 2, 8, datetime(2019, 10, 17, 0, 30, tzinfo=UTC), datetime(2019, 10, 17, 9, 30, tzinfo=UTC))
EVE = datetime(2019, 10, 16, 1, tzinfo=UTC)
READY = CeremonyStanding(DAY, 1, "aa", ("aa", "bb", "cc"), has_nonce=True, is_drawn=False)


def codes(verdict):
    return [reason.code for reason in verdict.reasons]


def test_a_fair_ask_is_allowed():
    assert may_plan(ASK, at=EVE, has_commitment=True).ok


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"teams": 0, "stops": 1}, "plan.no_team"),
        ({"stops": 1}, "plan.fewer_stops_than_teams"),
        ({"stops": 33}, "plan.more_stops_than_daylight"),
        ({"shift_ends_at": ASK.departs_at}, "plan.shift_ends_before_departure"),
    ],
)
def test_each_unfair_ask_says_why(change, code):
    assert code in codes(may_plan(replace(ASK, **change), at=EVE, has_commitment=True))


def test_all_reasons_come_at_once():
    late = may_plan(replace(ASK, stops=1), at=ASK.departs_at, has_commitment=False)
    assert codes(late) == ["plan.departure_is_past", "draw.no_commitment", "plan.fewer_stops_than_teams"]


@pytest.mark.rule("S7")
@pytest.mark.parametrize(
    ("change", "reasons"),
    [
        ({}, []),
        ({"snapshot_hash": None}, ["draw.not_frozen", "draw.not_shown"]),
        ({"has_nonce": False}, ["draw.no_nonce"]),
        ({"snapshot_hash": "dd"}, ["draw.not_shown"]),
        ({"is_drawn": True}, ["draw.already_drawn"]),
    ],
)
def test_only_a_snapshot_shown_before_the_nonce_is_drawn_from(change, reasons):
    assert codes(may_draw(replace(READY, **change))) == reasons


@pytest.mark.rule("S7")
def test_after_the_values_were_shown_nothing_is_frozen_again():
    assert codes(may_freeze(READY, stops=4, most_stops=20)) == ["draw.values_already_shown"]
    assert may_freeze(replace(READY, shown=()), stops=4, most_stops=20).ok
    assert codes(may_freeze(replace(READY, shown=()), stops=21, most_stops=20)) == ["draw.pool_too_small"]


def test_a_redraw_needs_a_reason_and_an_attempt_left():
    assert may_redraw(replace(READY, is_drawn=True), reason="车辆故障").ok
    assert codes(may_redraw(replace(READY, attempt=3), reason=" ")) == ["draw.no_attempt_left", "draw.reason_needed"]


@pytest.mark.rule("S7")
def test_the_witness_is_shown_values_for_committed_days_to_come():
    assert may_show(is_witness=True, on=DAY, today=DAY, has_commitment=True).ok
    wrong = may_show(is_witness=False, on=DAY, today=date(2019, 10, 18), has_commitment=False)
    assert codes(wrong) == ["draw.not_the_witness", "draw.day_is_past", "draw.no_commitment"]


@pytest.mark.rule("S7")
def test_a_nonce_is_64_hex_digits_after_the_values_and_stands_once_given():
    fair = {"is_witness": True, "is_shown": True, "given": "", "nonce": "0f" * 32, "on": DAY}
    assert may_give(**fair).ok
    assert may_give(**fair | {"given": "0f" * 32}).ok
    assert codes(may_give(**fair | {"given": "ab" * 32})) == ["draw.nonce_already_given"]
    assert codes(may_give(**fair | {"is_shown": False, "nonce": "7"})) == [
        "draw.values_not_shown",
        "draw.nonce_malformed",
    ]
    assert codes(may_give(**fair | {"nonce": "0" * 64})) == ["draw.nonce_one_digit"]


def test_a_draft_is_put_up_routed_and_to_someone_else_who_may_seal():
    fair = {"is_routed": True, "stops": 4, "approver_may_seal": True, "is_author": False}
    assert may_put_up(**fair).ok
    assert codes(may_put_up(**fair | {"is_author": True})) == ["round.approver_is_author"]
    assert codes(may_put_up(**fair | {"is_routed": False, "stops": 0})) == ["plan.not_routed"]
    assert codes(may_put_up(**fair | {"approver_may_seal": False})) == ["plan.approver_may_not_seal"]


@pytest.mark.parametrize(
    ("hour", "minute", "departs"),
    [(6, 30, time(8, 30)), (8, 0, time(9)), (9, 40, time(10, 30)), (15, 29, time(16)), (15, 30, None), (20, 50, None)],
)
def test_a_plan_for_today_departs_later_and_not_in_the_evening(hour, minute, departs):
    assert first_departure(date(2019, 10, 16), at=datetime(2019, 10, 16, hour, minute, tzinfo=UTC)) == departs


def test_a_plan_for_tomorrow_departs_at_half_past_eight():
    assert first_departure(date(2019, 10, 17), at=datetime(2019, 10, 16, 20, 50, tzinfo=UTC)) == time(8, 30)
