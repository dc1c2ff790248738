from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from inspections.campaigns.rules import (
    Period,
    campaign,
    half_month_of,
    half_months,
    months,
    months_between,
    phase_on,
    phases_open_on,
    report_due_on,
    shift,
    shift_day,
)
from layers.sites.rules import OFFICE_OF_LINE, SectorLineKey

DOCUMENT = yaml.safe_load((Path(__file__).parents[2] / "fixtures/campaign_2019.yaml").read_text(encoding="utf-8"))
PLAN = campaign(DOCUMENT)
DUTIES = {duty["key"]: duty for duty in DOCUMENT["duties"]}


@pytest.mark.rule("R5", "R6", "I30")
@pytest.mark.parametrize(
    ("on", "phase"),
    [
        (date(2019, 9, 8), "mobilise"),
        (date(2019, 9, 9), "sweep"),
        (date(2019, 10, 31), "sweep"),
        (date(2019, 11, 1), "consolidate"),
        (date(2019, 11, 30), "consolidate"),
        (date(2019, 12, 1), None),
        (date(2019, 12, 15), None),
    ],
)
def test_each_day_has_its_phase_and_the_campaign_is_active_on_all_of_them(on, phase):
    found = phase_on(PLAN, on)
    assert (found and found.key) == phase
    assert on in PLAN.period


@pytest.mark.rule("R5")
def test_on_the_ninth_of_september_both_phases_take_submissions():
    assert [phase.key for phase in phases_open_on(PLAN, date(2019, 9, 9))] == ["mobilise", "sweep"]
    assert [phase.key for phase in phases_open_on(PLAN, date(2019, 9, 10))] == ["sweep"]


@pytest.mark.rule("R31", "I21")
def test_september_to_december_are_eight_half_months_without_gap_or_overlap():
    halves = half_months(PLAN.period)
    assert len(halves) == 8
    assert (halves[0].starts_on, halves[-1].ends_on) == (PLAN.period.starts_on, PLAN.period.ends_on)
    assert all(b.starts_on - a.ends_on == timedelta(days=1) for a, b in pairwise(halves))
    assert [report_due_on(half) for half in halves[:2]] == [date(2019, 9, 16), date(2019, 10, 1)]


@pytest.mark.rule("I21")
@given(st.dates(date(2000, 1, 1), date(2060, 1, 1)))
def test_every_day_is_in_exactly_one_half_month(on):
    year = half_months(Period(date(on.year, 1, 1), date(on.year, 12, 31)))
    assert [half for half in year if on in half] == [half_month_of(on)]


def test_the_figures_of_the_plan_are_those_of_the_text():
    assert len(DOCUMENT["main_units"]) == 12
    assert len({unit["key"] for unit in DOCUMENT["main_units"]}) == 12
    assert len(DOCUMENT["offices"]) == 7
    assert len(DOCUMENT["batches"]) == 5
    assert len(months(PLAN.supervision)) * 12 * DOCUMENT["supervision"]["required_days"] == 180


@pytest.mark.rule("R7", "R8")
def test_every_task_has_a_known_office_and_every_line_the_office_of_the_rules():
    offices = {office["key"] for office in DOCUMENT["offices"]}
    assert {duty["office"] for duty in DUTIES.values()} <= offices
    assert all(duty["leader"] for duty in DUTIES.values())
    assert {line: office["key"] for office in DOCUMENT["offices"] for line in office["lines"]} == OFFICE_OF_LINE
    assert {line["key"] for line in DOCUMENT["sector_lines"]} == set(SectorLineKey)


@pytest.mark.rule("R31", "R43", "R46", "R47", "R48")
@pytest.mark.parametrize(
    ("duty", "every", "first", "last"),
    [
        ("township_plan", "once", date(2019, 9, 1), date(2019, 9, 9)),
        ("seven_checks", "once", date(2019, 9, 9), date(2019, 10, 31)),
        ("resident_supervision", "month", date(2019, 9, 1), date(2019, 11, 30)),
        ("five_batches", "half_month", date(2019, 9, 1), date(2019, 12, 31)),
        ("guard_daily_report", "day", date(2019, 9, 25), date(2019, 10, 7)),
        ("assessment_preparation", "once", date(2019, 9, 9), date(2019, 11, 5)),
        ("look_back", "once", date(2019, 12, 1), date(2019, 12, 31)),
    ],
)
def test_each_duty_stands_in_the_calendar_as_the_plan_says(duty, every, first, last):
    found = DUTIES[duty]
    assert (found["every"], found["starts_on"], found["ends_on"]) == (every, first, last)


@given(st.integers(-120, 240))
def test_a_shifted_campaign_keeps_its_joints(by_months):
    moved = shift(PLAN, by_months)
    mobilise, sweep, consolidate = (phase.period for phase in moved.phases)
    assert mobilise.ends_on == sweep.starts_on
    assert consolidate.starts_on - sweep.ends_on == timedelta(days=1)
    assert len(half_months(moved.period)) == 8
    assert len(months(moved.supervision)) == 3
    assert months(moved.supervision)[-1].ends_on == moved.supervision.ends_on


@given(st.dates(date(2001, 1, 1), date(2060, 1, 1)), st.dates(date(2001, 1, 1), date(2060, 1, 1)), st.integers(-24, 24))
def test_shifting_keeps_the_order_of_days(a, b, by_months):
    early, late = sorted((a, b))
    assert shift_day(early, by_months) <= shift_day(late, by_months)


def test_october_2019_becomes_the_month_of_today():
    today = date(2026, 11, 24)
    moved = shift(PLAN, months_between(date(2019, 10, 1), today))
    assert moved.period == Period(date(2026, 10, 1), date(2027, 1, 31))
    assert moved.supervision == Period(date(2026, 10, 1), date(2026, 12, 31))
    found = phase_on(moved, today)
    assert found is not None
    assert found.key == "sweep"


def test_a_campaign_that_ends_before_it_starts_is_a_clear_stop():
    with pytest.raises(ValueError, match="is after"):
        campaign(DOCUMENT | {"ends_on": date(2019, 1, 1)})
