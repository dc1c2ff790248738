"""候选池: who is in today's draw and why, who is not and why, and how often each risk class can be seen.

Source: docs/draw.md, R45, N1, coverage.rules. Pure; a chance is a calibrated hazard and never a debt score.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from inspections.coverage.rules import Guard, factor_of, interval_days, is_guarded
from inspections.draw.hazard import (
    Candidate,
    Hazard,
    RiskClass,
    calibrated,
    class_rates,
    most_stops,
    weights,
    working_days_left,
)
from inspections.draw.hazard import hazards as hazards_today
from inspections.draw.lottery import ONE
from layers.risk.rules import RiskLevel
from layers.sites.rules import ACTIVE

CAPS = {RiskLevel.RED: 24, RiskLevel.ORANGE: 8, RiskLevel.YELLOW: 4, RiskLevel.BLUE: 3}
WORKING_DAYS_A_YEAR = 245
LEAST_RATE = 1.5  # below it a class becomes guessable (docs/draw.md)


class Because(StrEnum):
    """Why a site is in the pool, the gravest first."""

    OVERDUE = "overdue"
    DUE_SOON = "due_soon"
    NEW = "new"
    GUARD = "guard"
    LOOK_BACK = "look_back"


class LeftOut(StrEnum):
    CLOSED = "closed"
    CAP_SPENT = "cap_spent"


@dataclass(frozen=True, slots=True)
class Known:
    """A site as planning sees it. `counts_from`: its last visit, or a random age where it was never visited."""

    id: int
    x_m: int
    y_m: int
    level: RiskLevel
    line: str
    status: str
    counts_from: date
    is_new: bool
    visits_in_a_year: int


@dataclass(frozen=True, slots=True)
class Pool:
    candidates: list[Candidate]
    by_risk: dict[str, Hazard]
    paper: dict[str, Any]  # what the envelope keeps and the planner sees


def make_pool(
    sites: Sequence[Known],
    *,
    on: date,
    stops: int,
    guard: Guard | None,
    is_working_day: Callable[[date], bool],
) -> Pool:
    """Everybody active is in it with some chance; the reasons say how great and why."""
    refused = {site.id: why for site in sites if (why := left_out(site))}
    inside = [site for site in sites if site.id not in refused]
    rates, by_risk = _classes(inside, stops)
    candidates = [_candidate(site, guard) for site in inside]
    chances = hazards_today(candidates, on, is_working_day, by_risk)
    weight = weights(chances, stops) if stops <= most_stops(chances) else {}
    left = working_days_left(on, {one.due_on for one in candidates}, is_working_day)
    rows: list[dict[str, Any]] = [
        {
            "site": site.id,
            "level": site.level.value,
            "due_on": one.due_on.isoformat(),
            "last_visit_on": None if site.is_new else site.counts_from.isoformat(),
            "days_left": left[one.due_on],
            "chance": round(weight.get(one.id, 0) / ONE, 4),
            "reasons": _because(site, one, on, left[one.due_on], by_risk[site.level], guard),
        }
        for site, one in zip(inside, candidates, strict=True)
    ]
    paper = {
        "candidates": rows,
        "excluded": [{"site": site_id, "reason": why.value} for site_id, why in refused.items()],
        "classes": rates,
        "reasons": dict(Counter(row["reasons"][0] for row in rows)),
        "most_stops": most_stops(chances),
        "is_guard": guard is not None,
    }
    return Pool(candidates, by_risk, paper)


def left_out(site: Known) -> LeftOut | None:
    if site.status not in ACTIVE:
        return LeftOut.CLOSED
    return LeftOut.CAP_SPENT if site.visits_in_a_year >= CAPS[site.level] else None


def _classes(inside: Sequence[Known], stops: int) -> tuple[list[dict[str, Any]], dict[str, Hazard]]:
    """Per class: how many, interval, cap, r and whether r is too low; and its hazard."""
    number = Counter(site.level for site in inside)
    classes = {level.value: RiskClass(number[level], interval_days(level), CAPS[level]) for level in number}
    rates = class_rates(classes, stops * WORKING_DAYS_A_YEAR)
    rows = [
        {
            "level": level,
            "sites": one.sites,
            "interval_days": one.interval_days,
            "cap": one.cap,
            "r": round(rates[level], 2),
            "is_low": rates[level] < LEAST_RATE,
        }
        for level, one in sorted(classes.items(), key=lambda item: -RiskLevel(item[0]).rank)
    ]
    hazards = {
        level: calibrated(rates[level], one.interval_days, WORKING_DAYS_A_YEAR) for level, one in classes.items()
    }
    return rows, hazards


def _candidate(site: Known, guard: Guard | None) -> Candidate:
    return Candidate(
        id=str(site.id),
        x_m=site.x_m,
        y_m=site.y_m,
        risk=site.level.value,
        last_visit_on=site.counts_from,
        visits_this_year=site.visits_in_a_year,
        cap=CAPS[site.level],
        interval_days=interval_days(site.level, factor=factor_of(guard, line=site.line, level=site.level)),
    )


def _because(site: Known, one: Candidate, on: date, days_left: int, hazard: Hazard, guard: Guard | None) -> list[str]:
    found = {
        Because.OVERDUE: one.due_on < on,
        Because.DUE_SOON: one.due_on >= on and days_left <= hazard.k_days,
        Because.NEW: site.is_new,
        Because.GUARD: is_guarded(guard, line=site.line, level=site.level),
    }
    return [why.value for why, applies in found.items() if applies] or [Because.LOOK_BACK.value]
