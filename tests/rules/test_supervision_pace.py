from datetime import date

import pytest

from gis_platform.common.verdict import Verdict
from inspections.supervision.rules import Pace, Standing, forecast_days, pace, standing, working_days

OCTOBER = {"starts_on": date(2019, 10, 1), "ends_on": date(2019, 10, 31)}
SIXTEENTH = date(2019, 10, 16)


def test_october_2019_has_23_working_days_and_12_are_over_on_the_sixteenth():
    assert working_days(date(2019, 10, 1), date(2019, 10, 31)) == 23
    assert working_days(date(2019, 10, 1), SIXTEENTH) == 12


@pytest.mark.rule("R43")
@pytest.mark.parametrize(
    ("days", "expected", "verdict"),
    [
        (5, 9, Pace.MET),
        (3, 5, Pace.ON_PACE),
        (2, 3, Pace.SHORT),
        (0, 0, Pace.SHORT),
    ],
)
def test_a_month_under_way_is_judged_by_where_it_leads(days, expected, verdict):
    assert forecast_days(days, on=SIXTEENTH, **OCTOBER) == expected
    assert pace(days, required=5, on=SIXTEENTH, **OCTOBER) == verdict


def test_one_day_short_at_the_end_is_slow():
    assert pace(3, required=6, on=SIXTEENTH, **OCTOBER) == Pace.SLOW


@pytest.mark.rule("I5")
def test_a_month_that_is_over_is_met_or_missed_and_one_to_come_says_nothing():
    assert pace(4, required=5, on=date(2019, 11, 1), **OCTOBER) == Pace.MISSED
    assert pace(5, required=5, on=date(2019, 11, 1), **OCTOBER) == Pace.MET
    assert pace(0, required=5, on=date(2019, 9, 30), **OCTOBER) == Pace.AHEAD


def test_only_a_missing_review_is_to_be_reviewed():
    missing = (True, "supervision.under_review", {})
    assert standing(Verdict()) == Standing.COUNTED
    assert standing(Verdict.unless(missing)) == Standing.TO_REVIEW
    assert standing(Verdict.unless(missing, (True, "supervision.no_deputy", {}))) == Standing.NOT_COUNTED
