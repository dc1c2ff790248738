from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspections.draw.hazard import (
    MOST,
    Hazard,
    RiskClass,
    calibrated,
    class_rates,
    entry_visit_on,
    hazard_today,
    hazards,
    most_stops,
    weights,
    working_days_left,
)
from inspections.draw.lottery import ONE, Stream

from .draw_day import INTERVALS, ON, candidates, is_working_day

COUNTY = {"red": 10, "orange": 40, "yellow": 100, "blue": 200}
BY_RISK = {risk: calibrated(2.0, days, 245) for risk, days in INTERVALS.items()}


def classes(**caps: int) -> dict[str, RiskClass]:
    return {risk: RiskClass(COUNTY[risk], INTERVALS[risk], caps.get(risk, 10_000)) for risk in COUNTY}


@given(st.lists(st.integers(0, ONE), min_size=1, max_size=80), st.integers(1, 40))
@settings(max_examples=100)
def test_weights_add_up_exactly_for_any_register(chances, stops):
    register = {f"{k}": chance for k, chance in enumerate(chances)}
    if stops > most_stops(register):
        with pytest.raises(ValueError, match="can be drawn"):
            weights(register, stops)
        return
    scaled = weights(register, stops)
    assert sum(scaled.values()) == stops * ONE
    assert all(0 <= weight <= MOST for weight in scaled.values())
    assert all(scaled[name] == 0 for name, chance in register.items() if chance == 0)


@given(st.lists(st.integers(1, ONE), min_size=2, max_size=40))
@settings(max_examples=50)
def test_a_greater_hazard_never_gets_a_smaller_weight(chances):
    register = {f"{k}": chance for k, chance in enumerate(chances)}
    scaled = weights(register, 1)
    in_order = [scaled[name] for name in sorted(register, key=register.get)]
    assert all(a <= b + 1 for a, b in pairwise(in_order))  # ± 1 from the repair


def test_the_hazard_is_flat_then_rises_to_the_due_day_and_stops_at_its_top():
    hazard = Hazard(h0=ONE // 20, k_days=10, top=ONE // 3)
    daily = [hazard_today(hazard, left) for left in range(15, -3, -1)]
    assert daily[:4] == [ONE // 20] * 4
    assert daily == sorted(daily)
    assert daily[-1] == ONE // 3


@pytest.mark.rule("S6")
def test_a_site_just_visited_may_be_drawn_again_the_next_day():
    site = replace(candidates(1)[0], last_visit_on=ON - timedelta(days=1))
    assert hazards([site], ON, is_working_day, BY_RISK)[site.id] > 0


def test_a_spent_cap_takes_a_site_out():
    site = replace(candidates(1)[0], visits_this_year=24, cap=24)
    assert hazards([site], ON, is_working_day, BY_RISK) == {site.id: 0}


@pytest.mark.parametrize(
    ("on", "due_on", "left"),
    [
        (date(2019, 10, 16), date(2019, 10, 16), 1),
        (date(2019, 10, 16), date(2019, 10, 15), 0),
        (date(2019, 10, 18), date(2019, 10, 20), 1),  # Friday, due on Sunday: today is the last chance
        (date(2019, 10, 18), date(2019, 10, 21), 2),
        (date(2019, 9, 30), date(2019, 10, 7), 1),  # due within the national holiday: the day before it
        (date(2019, 9, 30), date(2019, 10, 8), 2),
    ],
)
def test_the_last_working_day_before_a_weekend_or_holiday_is_the_due_day(on, due_on, left):
    assert working_days_left(on, {due_on}, is_working_day) == {due_on: left}


@given(st.floats(0.3, 12), st.sampled_from(sorted(INTERVALS.values())))
@settings(max_examples=100)
def test_every_rate_has_a_hazard_in_order(r, interval_days):
    hazard = calibrated(r, interval_days, 245)
    assert 0 < hazard.h0 <= hazard.top <= ONE
    assert 0 < hazard.k_days < interval_days


def test_the_table_is_met_at_its_rows_and_between_them():
    interval = 365 * 245 / 365
    at_two = calibrated(2.0, 365, 245)
    assert at_two.h0 == int(0.63 * 2 / interval * ONE)
    assert at_two.k_days == int(0.80 * interval)
    between = calibrated(1.875, 365, 245)
    assert between.k_days == int(0.79 * interval)
    assert calibrated(9, 365, 245).k_days == calibrated(3.5, 365, 245).k_days


def test_without_caps_all_classes_get_the_same_rate():
    rates = class_rates(classes(), visits_a_year=8 * 245)
    assert rates.keys() == COUNTY.keys()
    assert all(rate == pytest.approx(2.85, abs=0.01) for rate in rates.values())


def test_what_a_cap_holds_back_goes_to_the_other_classes():
    rates = class_rates(classes(red=12, orange=4), visits_a_year=8 * 245)
    assert rates["red"] == pytest.approx(0.9 * 12 * 30 / 365)
    assert rates["yellow"] == rates["blue"] > 2.85
    visits = sum(COUNTY[risk] * rate * 365 / INTERVALS[risk] for risk, rate in rates.items())
    assert visits == pytest.approx(8 * 245)


def test_new_sites_do_not_all_fall_due_together():
    rng = Stream("ab" * 32, "entry")
    ages = [(ON - entry_visit_on(ON, 365, rng)).days for _ in range(300)]
    assert min(ages) >= 0
    assert max(ages) < 365
    assert 150 < sum(ages) / len(ages) < 215
