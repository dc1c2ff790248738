"""巡查覆盖率: when a site is due, whether it is covered on a day, and the share that is.

Source: R1, R45, domain §4. The interval rolls from the last finished visit, or runs by calendar periods.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from math import floor

from layers.risk.rules import PATROL_INTERVAL_DAYS, RiskLevel


class DueRule(StrEnum):
    ROLLING = "rolling"
    CALENDAR = "calendar"


# Months in the calendar period of a level: month, quarter, half-year, year.
PERIOD_MONTHS = {RiskLevel.RED: 1, RiskLevel.ORANGE: 3, RiskLevel.YELLOW: 6, RiskLevel.BLUE: 12}
GUARD_FACTOR = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Patrol:
    """What coverage knows of one active site; `since` = the day it entered the register."""

    level: RiskLevel
    last_visited_on: date | None
    since: date


def interval_days(level: RiskLevel, *, factor: Decimal = Decimal(1)) -> int:
    """Days between visits; the special guard window (R45) shortens them by its factor."""
    return max(1, floor(PATROL_INTERVAL_DAYS[level] * factor))


def calendar_period(level: RiskLevel, on: date) -> tuple[date, date]:
    """First and last day of the month, quarter, half-year or year of a level that holds the day."""
    months = PERIOD_MONTHS[level]
    first = (on.month - 1) // months * months
    after = on.year * 12 + first + months
    return date(on.year, first + 1, 1), date(after // 12, after % 12 + 1, 1) - timedelta(days=1)


def due_on(patrol: Patrol, *, rule: DueRule = DueRule.ROLLING, factor: Decimal = Decimal(1)) -> date:
    """The last day a visit is in time. A site never visited is due its interval after it entered the register."""
    start = patrol.last_visited_on or patrol.since
    if rule == DueRule.ROLLING:
        return start + timedelta(days=interval_days(patrol.level, factor=factor))
    period_ends = calendar_period(patrol.level, start)[1]
    # A visit settles its own period: the next one is due by the end of the period after.
    is_settled = patrol.last_visited_on is not None
    return calendar_period(patrol.level, period_ends + timedelta(days=1))[1] if is_settled else period_ends


def is_covered(patrol: Patrol, *, on: date, rule: DueRule = DueRule.ROLLING, factor: Decimal = Decimal(1)) -> bool:
    """Visited within the interval that runs on the day; never visited is never covered."""
    last = patrol.last_visited_on
    if last is None or last > on:
        return False
    if rule == DueRule.CALENDAR:
        return last >= calendar_period(patrol.level, on)[0]
    return on <= due_on(patrol, factor=factor)


def overdue_days(patrol: Patrol, *, on: date, rule: DueRule = DueRule.ROLLING, factor: Decimal = Decimal(1)) -> int:
    return max(0, (on - due_on(patrol, rule=rule, factor=factor)).days)


def share_percent(covered: int, active: int) -> Decimal | None:
    """Percent with one decimal, never rounded up to 100; None where there is nothing to cover."""
    if not active:
        return None
    return Decimal(covered * 1000 // active) / 10
