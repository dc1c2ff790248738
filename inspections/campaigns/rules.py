"""集中攻坚行动: campaign, phases, duties and their due dates, half-month periods, and a campaign moved to other months.

Source: R4–R13, R31, R41–R48, I21, I30. Dates are county dates and settings: they come from fixtures/campaign_2019.yaml.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any


class Every(StrEnum):
    """How often a duty comes round."""

    ONCE = "once"
    DAY = "day"
    HALF_MONTH = "half_month"
    MONTH = "month"


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
class Duty:
    """One task with its responsible office and leader (R8); `each` = who does it once each."""

    key: str
    name: str
    name_en: str
    rule: str
    office: str
    leader: str
    each: str
    every: Every
    period: Period


@dataclass(frozen=True, slots=True)
class Due:
    """One round of a duty: what it covers and the day it is due."""

    duty: str
    period: Period
    due_on: date


@dataclass(frozen=True, slots=True)
class Campaign:
    """`guard` 国庆特别防护期; `supervision`: the months of R43."""

    key: str
    name: str
    name_en: str
    period: Period
    phases: tuple[Phase, ...]
    guard: Period
    supervision: Period
    duties: tuple[Duty, ...]


def campaign(document: Mapping[str, Any]) -> Campaign:
    """A campaign from a parsed fixtures/campaign_*.yaml."""
    return Campaign(
        key=document["key"],
        name=document["name"],
        name_en=document["name_en"],
        period=_period(document),
        phases=tuple(Phase(row["key"], row["name"], row["name_en"], _period(row)) for row in document["phases"]),
        guard=_period(document["special_guard"]),
        supervision=_period(document["supervision"]),
        duties=tuple(_duty(row) for row in document["duties"]),
    )


def _period(row: Mapping[str, Any]) -> Period:
    if row["starts_on"] > row["ends_on"]:
        raise ValueError(f"campaign: {row['starts_on']} is after {row['ends_on']}")
    return Period(row["starts_on"], row["ends_on"])


def _duty(row: Mapping[str, Any]) -> Duty:
    words = {name: row[name] for name in ("key", "name", "name_en", "rule", "office", "leader", "each")}
    return Duty(**words, every=Every(row["every"]), period=_period(row))


# 1. Phases


def phases_open_on(campaign: Campaign, on: date) -> list[Phase]:
    """Phases that accept submissions on the day; 2019-09-09 belongs to two (R5)."""
    return [phase for phase in campaign.phases if on in phase.period]


def phase_on(campaign: Campaign, on: date) -> Phase | None:
    """The phase reported for a day: the later one where two meet; None in December, campaign active or not (I30)."""
    return max(phases_open_on(campaign, on), key=lambda phase: phase.period.starts_on, default=None)


def is_active(campaign: Campaign, on: date) -> bool:
    return on in campaign.period


# 2. Periods and duties


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


def dues(duty: Duty) -> list[Due]:
    """Every round of a duty in order."""
    match duty.every:
        case Every.ONCE:
            return [Due(duty.key, duty.period, duty.period.ends_on)]
        case Every.DAY:
            length = (duty.period.ends_on - duty.period.starts_on).days + 1
            days = [duty.period.starts_on + timedelta(days=n) for n in range(length)]
            return [Due(duty.key, Period(day, day), day) for day in days]
        case Every.MONTH:
            return [Due(duty.key, month, month.ends_on) for month in months(duty.period)]
        case Every.HALF_MONTH:
            return [Due(duty.key, half, report_due_on(half)) for half in half_months(duty.period)]


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
        duties=tuple(replace(duty, period=moved(duty.period)) for duty in campaign.duties),
    )


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])
