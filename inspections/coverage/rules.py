"""巡查覆盖率: when a site is due, whether it is covered on a day, and the share that is.

Source: R1, R45, §4. The interval rolls from the last finished visit.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import floor

from layers.risk.rules import PATROL_INTERVAL_DAYS, RiskLevel


@dataclass(frozen=True, slots=True)
class Patrol:
    """What coverage knows of one active site; `since` = the day it entered the register."""

    level: RiskLevel
    last_visited_on: date | None
    since: date


@dataclass(frozen=True, slots=True)
class Guard:
    """国庆特别防护期 on one of its days: the sector lines it names, and the factor on intervals."""

    lines: frozenset[str]
    factor: Decimal


def is_guarded(guard: Guard | None, *, line: str, level: RiskLevel) -> bool:
    """R45: mines, ponds, industry and trade by their line; the other key enterprises (等重点企业) are the red ones."""
    return guard is not None and (line in guard.lines or level == RiskLevel.RED)


def factor_of(guard: Guard | None, *, line: str, level: RiskLevel) -> Decimal:
    return guard.factor if guard and is_guarded(guard, line=line, level=level) else Decimal(1)


def interval_days(level: RiskLevel, *, factor: Decimal = Decimal(1)) -> int:
    """Days between visits; the special guard window (R45) shortens them by its factor."""
    return max(1, floor(PATROL_INTERVAL_DAYS[level] * factor))


def due_on(patrol: Patrol, *, factor: Decimal = Decimal(1)) -> date:
    """The last day a visit is in time. A site never visited is due its interval after it entered the register."""
    start = patrol.last_visited_on or patrol.since
    return start + timedelta(days=interval_days(patrol.level, factor=factor))


def is_covered(patrol: Patrol, *, on: date, factor: Decimal = Decimal(1)) -> bool:
    """Visited within the interval that runs on the day; never visited is never covered."""
    last = patrol.last_visited_on
    if last is None or last > on:
        return False
    return on <= due_on(patrol, factor=factor)


def share_percent(covered: int, active: int) -> Decimal | None:
    """Percent with one decimal, never rounded up to 100; None where there is nothing to cover."""
    if not active:
        return None
    return Decimal(covered * 1000 // active) / 10
