from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.coverage.rules import (
    Patrol,
    due_on,
    interval_days,
    is_covered,
    share_percent,
)
from layers.risk.rules import RiskLevel

RED, ORANGE, YELLOW, BLUE = RiskLevel
SINCE = date(2019, 1, 1)
HALF = Decimal("0.5")
PATROLS = st.builds(
    Patrol,
    level=st.sampled_from(RiskLevel),
    last_visited_on=st.none() | st.dates(date(2019, 1, 1), date(2020, 12, 31)),
    since=st.just(SINCE),
)


def test_the_interval_rolls_from_the_last_visit():
    patrol = Patrol(RED, date(2019, 9, 16), SINCE)
    assert due_on(patrol) == date(2019, 10, 16)
    assert is_covered(patrol, on=date(2019, 10, 16))
    assert not is_covered(patrol, on=date(2019, 10, 17))


@pytest.mark.rule("R45")
def test_the_special_guard_halves_the_interval():
    assert [interval_days(level, factor=HALF) for level in RiskLevel] == [15, 45, 90, 182]
    assert due_on(Patrol(RED, date(2019, 9, 16), SINCE), factor=HALF) == date(2019, 10, 1)


def test_a_site_never_visited_is_due_an_interval_after_it_was_entered_and_never_covered():
    patrol = Patrol(ORANGE, None, date(2019, 9, 1))
    assert due_on(patrol) == date(2019, 11, 30)
    assert not is_covered(patrol, on=date(2019, 9, 2))


@given(PATROLS, st.dates(date(2019, 1, 1), date(2021, 12, 31)))
def test_nothing_is_covered_after_its_due_date(patrol, on):
    assert not (is_covered(patrol, on=on) and on > due_on(patrol))


@given(PATROLS, st.integers(0, 400))
def test_a_later_visit_never_brings_the_due_date_forward(patrol, days):
    if patrol.last_visited_on:
        later = Patrol(patrol.level, patrol.last_visited_on + timedelta(days=days), SINCE)
        assert due_on(later) >= due_on(patrol)


@pytest.mark.rule("R1")
def test_the_share_is_a_percentage_that_reaches_100_only_when_all_are_covered():
    assert share_percent(0, 0) is None
    assert share_percent(349, 349) == 100
    assert share_percent(4999, 5000) == Decimal("99.9")
    assert share_percent(1, 3) == Decimal("33.3")
