from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.campaigns.rules import Period, half_months
from inspections.ledgers.rules import (
    BatchKind,
    BatchRecord,
    changed_figures,
    figures,
    is_late,
    may_submit,
)

SEASON = half_months(Period(date(2019, 9, 1), date(2019, 12, 31)))
FIRST = SEASON[0]
RECORDS = st.lists(
    st.builds(
        BatchRecord,
        id=st.integers(1, 30),
        batch=st.sampled_from(BatchKind),
        on=st.dates(date(2019, 9, 1), date(2019, 12, 31)),
    ),
    max_size=30,
    unique_by=lambda record: (record.id, record.batch),
)


@pytest.mark.rule("R32", "I21")
@given(RECORDS)
def test_over_the_season_every_record_counts_in_one_period_and_each_figure_is_its_list(records):
    season = [figure for period in SEASON for figure in figures(records, period)]
    assert sum(figure.count for figure in season) == len(records)
    assert all(figure.count == len(figure.records) for figure in season)


@pytest.mark.rule("R31")
def test_a_period_without_records_reports_five_zeros_in_the_order_of_the_plan():
    assert [(figure.batch, figure.count) for figure in figures([], FIRST)] == [(batch, 0) for batch in BatchKind]


@pytest.mark.rule("R31")
def test_the_fifteenth_and_the_sixteenth_are_two_periods():
    records = [BatchRecord(day, BatchKind.EXPOSED, date(2019, 9, day)) for day in (15, 16)]
    assert figures(records, FIRST)[0].records == (15,)
    assert figures(records, SEASON[1])[0].records == (16,)


def test_the_same_record_twice_counts_once():
    record = BatchRecord("h-1", BatchKind.LISTED, date(2019, 9, 3))
    assert figures([record, record], FIRST)[1].count == 1


@pytest.mark.rule("R32")
def test_a_report_is_submitted_once_after_its_period_with_its_text():
    assert may_submit(FIRST, text="本期无曝光。", on=date(2019, 9, 16)).ok
    refused = may_submit(FIRST, text="", on=date(2019, 9, 15))
    assert [r.code for r in refused.reasons] == ["ledger.period_not_over", "ledger.text_needed"]


@pytest.mark.rule("R31")
def test_a_report_is_late_from_the_second_day_after_its_period():
    assert not is_late(FIRST, submitted_on=None, on=date(2019, 9, 16))
    assert is_late(FIRST, submitted_on=None, on=date(2019, 9, 17))
    assert not is_late(FIRST, submitted_on=date(2019, 9, 16), on=date(2019, 12, 1))


@pytest.mark.rule("R32")
def test_what_changed_since_submission_is_named():
    frozen = dict.fromkeys(BatchKind, 0)
    now = figures([BatchRecord(1, BatchKind.PROSECUTED, date(2019, 9, 5))], FIRST)
    assert changed_figures(frozen, now) == {BatchKind.PROSECUTED: (0, 1)}
