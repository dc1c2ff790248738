"""集中攻坚行动: campaign and phases, half-month periods, and a campaign moved to other months.

Source: R5, R6, R31, R43, R45, I21, I30. County dates and settings, from fixtures/campaign_2019.yaml.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Period:
    """Both days inclusive."""

    starts_on: date
    ends_on: date

    def __contains__(self, on: date) -> bool:
        return self.starts_on <= on <= self.ends_on


@dataclass(frozen=True, slots=True)
class Phase:
    key: str
    name: str
    name_en: str
    period: Period


@dataclass(frozen=True, slots=True)
class Campaign:
    """`guard` 国庆特别防护期 with the lines it names and its factor on intervals; `supervision`: the months of R43."""

    key: str
    name: str
    name_en: str
    period: Period
    phases: tuple[Phase, ...]
    guard: Period
    guard_lines: frozenset[str]
    guard_factor: Decimal
    supervision: Period


def campaign(document: Mapping[str, Any]) -> Campaign:
    """A campaign from a parsed fixtures/campaign_*.yaml."""
    return Campaign(
        key=document["key"],
        name=document["name"],
        name_en=document["name_en"],
        period=_period(document),
        phases=tuple(Phase(row["key"], row["name"], row["name_en"], _period(row)) for row in document["phases"]),
        guard=_period(document["special_guard"]),
        guard_lines=frozenset(document["special_guard"]["lines"]),
        guard_factor=Decimal(document["special_guard"]["interval_factor"]),
        supervision=_period(document["supervision"]),
    )


def _period(row: Mapping[str, Any]) -> Period:
    if row["starts_on"] > row["ends_on"]:
        raise ValueError(f"campaign: {row['starts_on']} is after {row['ends_on']}")
    return Period(row["starts_on"], row["ends_on"])


# 1. Phases


def phases_open_on(campaign: Campaign, on: date) -> list[Phase]:
    """Phases that accept submissions on the day; 2019-09-09 belongs to two (R5)."""
    return [phase for phase in campaign.phases if on in phase.period]


def phase_on(campaign: Campaign, on: date) -> Phase | None:
    """The phase reported for a day: the later one where two meet; None in December, campaign active or not (I30)."""
    return max(phases_open_on(campaign, on), key=lambda phase: phase.period.starts_on, default=None)


# 2. Periods


def months(period: Period) -> list[Period]:
    """The calendar months a period touches, whole."""
    found, first = [], period.starts_on.replace(day=1)
    while first <= period.ends_on:
        found.append(Period(first, _month_end(first)))
        first = found[-1].ends_on + timedelta(days=1)
    return found


def half_months(period: Period) -> list[Period]:
    """1–15 and 16–month end over the months a period touches (R31): September to December are eight (I21)."""
    halves = []
    for month in months(period):
        middle = month.starts_on.replace(day=15)
        halves += [Period(month.starts_on, middle), Period(middle + timedelta(days=1), month.ends_on)]
    return halves


def half_month_of(on: date) -> Period:
    return next(half for half in half_months(Period(on, on)) if on in half)


def report_due_on(half_month: Period) -> date:
    """The first day after the period [default]."""
    return half_month.ends_on + timedelta(days=1)


# 3. A campaign moved by whole months


def months_between(start: date, on: date) -> int:
    """Whole months to move `start`'s month to `on`'s month."""
    return (on.year - start.year) * 12 + on.month - start.month


def shift_day(day: date, by_months: int) -> date:
    """The same day of another month; a month's last day stays a last day, so that what joined still joins."""
    index = day.year * 12 + day.month - 1 + by_months
    first = date(index // 12, index % 12 + 1, 1)
    is_last = day == _month_end(day)
    return _month_end(first) if is_last else first.replace(day=min(day.day, _month_end(first).day))


def shift(campaign: Campaign, by_months: int) -> Campaign:
    def moved(period: Period) -> Period:
        return Period(shift_day(period.starts_on, by_months), shift_day(period.ends_on, by_months))

    return replace(
        campaign,
        period=moved(campaign.period),
        phases=tuple(replace(phase, period=moved(phase.period)) for phase in campaign.phases),
        guard=moved(campaign.guard),
        supervision=moved(campaign.supervision),
    )


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])
