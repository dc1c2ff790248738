from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.supervision.rules import (
    CheckIn,
    Review,
    counts,
    may_review,
    resident_days,
    unit_days_required,
    unit_months,
)

COUNTY = ZoneInfo("Asia/Shanghai")
SEPTEMBER, OCTOBER, NOVEMBER = (date(2019, month, 1) for month in (9, 10, 11))
GOOD = CheckIn(
    id=1,
    unit="police",
    township="431127102",
    at=datetime(2019, 9, 16, 9, 0, tzinfo=COUNTY),
    is_led_by_deputy=True,
    is_inside=True,
    edge_m=2_400.0,
    accuracy_m=15.0,
    is_mock=False,
)


def codes(verdict):
    return [reason.code for reason in verdict.reasons]


def days_of(*check_ins):
    return resident_days(check_ins, tz=COUNTY)


def on(*days, unit="police"):
    return [replace(GOOD, unit=unit, at=datetime(2019, *day, 10, 0, tzinfo=COUNTY)) for day in days]


@pytest.mark.rule("I3")
def test_ten_to_midnight_and_ten_past_are_two_days_of_two_months():
    before, after = datetime(2019, 9, 30, 15, 50, tzinfo=UTC), datetime(2019, 9, 30, 16, 10, tzinfo=UTC)
    days = days_of(replace(GOOD, at=before), replace(GOOD, at=after))
    assert set(days.counted) == {("police", date(2019, 9, 30)), ("police", date(2019, 10, 1))}
    rows = unit_months(days, units=["police"], months=[SEPTEMBER, OCTOBER])
    assert [row.days for row in rows] == [1, 1]


@pytest.mark.rule("I4")
def test_ten_check_ins_in_two_townships_on_one_date_are_one_day():
    many = [replace(GOOD, id=n, at=GOOD.at + timedelta(minutes=n), township=f"43112710{2 + n % 2}") for n in range(10)]
    days = days_of(*many)
    assert len(days.counted) == 1
    assert len(days.counted["police", date(2019, 9, 16)]) == 10


@pytest.mark.rule("I4")
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"is_led_by_deputy": False}, "supervision.no_deputy"),
        ({"is_inside": False}, "supervision.outside"),
        ({"is_mock": True}, "supervision.mocked"),
        ({"is_mock": None}, "supervision.under_review"),
        ({"accuracy_m": 100.5}, "supervision.inaccurate"),
        ({"accuracy_m": None}, "supervision.inaccurate"),
        ({"edge_m": 500.0}, "supervision.under_review"),
        ({"is_inside": False, "edge_m": 80.0}, "supervision.under_review"),
        ({"edge_m": 80.0, "review": Review.REFUSED}, "supervision.review_refused"),
    ],
)
def test_what_does_not_count_is_listed_with_its_reason(change, code):
    days = days_of(replace(GOOD, **change))
    assert not days.counted
    assert [codes(verdict) for _, verdict in days.not_counted] == [[code]]


@pytest.mark.rule("I4")
def test_a_review_settles_the_edge_but_never_the_deputy_nor_a_mock():
    accepted = replace(GOOD, edge_m=80.0, is_inside=False, review=Review.ACCEPTED)
    assert counts(accepted).ok
    assert codes(counts(replace(accepted, is_led_by_deputy=False))) == ["supervision.no_deputy"]
    assert codes(counts(replace(accepted, is_mock=True))) == ["supervision.mocked"]
    assert codes(counts(replace(accepted, edge_m=9_000.0))) == ["supervision.outside"]


def test_a_dispatcher_reviews_what_is_doubtful_and_nothing_else():
    doubtful = replace(GOOD, edge_m=80.0)
    assert may_review(doubtful, role="dispatcher", reason="照片可见村部门牌").ok
    assert codes(may_review(GOOD, role="unit_leader", reason="")) == [
        "supervision.nothing_to_review",
        "supervision.not_dispatcher",
        "supervision.reason_needed",
    ]


@pytest.mark.rule("R43", "I5")
def test_six_four_five_fails_october_although_the_total_is_fifteen():
    days = days_of(
        *on(*[(9, d) for d in range(1, 7)], *[(10, d) for d in range(8, 12)], *[(11, d) for d in range(1, 6)])
    )
    rows = unit_months(days, units=["police"], months=[SEPTEMBER, OCTOBER, NOVEMBER])
    assert [(row.days, row.shortfall) for row in rows] == [(6, 0), (4, 1), (5, 0)]


@pytest.mark.rule("R43", "I5")
def test_twelve_units_in_three_months_owe_180_unit_days_and_each_cell_is_named():
    units, months = [f"unit-{n}" for n in range(12)], [SEPTEMBER, OCTOBER, NOVEMBER]
    assert unit_days_required(units=12, months=3) == 180
    rows = unit_months(days_of(), units=units, months=months)
    assert len(rows) == 36
    assert sum(row.shortfall for row in rows) == 180


@pytest.mark.rule("I4", "I5")
@given(
    st.lists(st.tuples(st.integers(1, 30), st.integers(0, 23), st.sampled_from(["a", "b"]), st.booleans()), max_size=40)
)
def test_days_are_the_distinct_dates_of_good_check_ins_in_any_order(rows):
    check_ins = [
        replace(GOOD, unit=unit, at=datetime(2019, 9, day, hour, tzinfo=COUNTY), is_led_by_deputy=led)
        for day, hour, unit, led in rows
    ]
    days = days_of(*check_ins)
    assert set(days.counted) == {(unit, date(2019, 9, day)) for day, _, unit, led in rows if led}
    assert sum(map(len, days.counted.values())) + len(days.not_counted) == len(rows)
    months = unit_months(days, units=["a", "b"], months=[SEPTEMBER])
    assert sum(row.days for row in months) == len(days.counted)
