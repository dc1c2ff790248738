"""The past of a region's hazards: findings of imported visits, in every state, with the events that led there."""

from collections import deque
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid5

from django.db import transaction

from gis_platform.common.clock import county_date
from inspections.visits.history import HISTORY
from inspections.visits.models import Finding, Visit

from .models import Hazard, HazardEvent
from .rules import TRANSITIONS, HazardDeed, HazardGrade, HazardState

# Deeds that lead off the common road, taken only where the end is theirs.
_BY_WAYS = {HazardDeed.FIX_ON_SITE, HazardDeed.EXTEND, HazardDeed.FAIL_RECHECK, HazardDeed.LIST}


@dataclass(frozen=True, slots=True)
class PastFinding:
    """A row of a region's history. `visit` an imported one; `key` its name in the file."""

    key: str
    visit: Visit
    text: str
    grade: HazardGrade
    state: HazardState
    is_fixed_on_site: bool
    due_on: date | None
    rectifier: str


@transaction.atomic
def record_history(rows) -> dict[str, Hazard]:
    """{key: hazard}. What is there stays as it is: loading twice is loading once."""
    ids = {row.key: uuid5(HISTORY, row.key) for row in rows}
    known = set(Hazard.objects.filter(pk__in=ids.values()).values_list("pk", flat=True))
    new = [row for row in rows if ids[row.key] not in known]
    Finding.objects.bulk_create([_finding(row, ids[row.key]) for row in new])
    hazards = {row.key: _hazard(row, ids[row.key]) for row in new}
    Hazard.objects.bulk_create(hazards.values())
    HazardEvent.objects.bulk_create([event for row in new for event in _events(row, hazards[row.key])])
    return hazards


def _finding(row, finding_id):
    visit = row.visit
    return Finding(
        id=finding_id,
        visit=visit,
        text=row.text,
        grade_hint=row.grade,
        location=visit.site.location,
        found_at=visit.arrived_at,
        received_at=visit.arrived_at,
    )


def _hazard(row, finding_id):
    visit, found_on = row.visit, county_date(row.visit.arrived_at)
    is_judged = row.state not in (HazardState.REPORTED, HazardState.VOIDED) and not row.is_fixed_on_site
    return Hazard(
        id=finding_id,
        finding_id=finding_id,
        site_id=visit.site_id,
        township_id=visit.township_id,
        sector_line_id=visit.sector_line_id,
        location=visit.site.location,
        opened_at=visit.opened_at,
        state=row.state,
        grade=row.grade,
        found_on=found_on,
        confirmed_on=found_on if is_judged else None,
        due_on=row.due_on if is_judged else None,
        rectifier=row.rectifier if any(deed == HazardDeed.ASSIGN for deed, _, _ in _road(row)) else "",
        closed_at=_moments(row)[-1] if row.state == HazardState.CLOSED else None,
    )


def road_to(state: HazardState, *, is_fixed_on_site: bool) -> list[tuple[HazardDeed, HazardState, HazardState]]:
    """The shortest way from a draft to a state as (deed, from, to); on the spot only where it was mended so."""
    barred = _BY_WAYS - ({HazardDeed.FIX_ON_SITE} if is_fixed_on_site else set())
    waiting: deque[tuple[HazardState, list[Any]]] = deque([(HazardState.DRAFT, [])])
    seen = {HazardState.DRAFT}
    while waiting:
        here, road = waiting.popleft()
        if here == state:
            return road
        for (start, deed), after in TRANSITIONS.items():
            if start == here and deed not in barred and after not in seen:
                seen.add(after)
                waiting.append((after, [*road, (deed, here, after)]))
    raise ValueError(f"no way leads to {state}")


def _road(row):
    return road_to(row.state, is_fixed_on_site=row.is_fixed_on_site)


def _moments(row) -> list[datetime]:
    """One a deed: on the spot within the visit, else a day apart."""
    steps = len(_road(row))
    step = timedelta(minutes=5) if row.is_fixed_on_site else timedelta(days=1)
    return [row.visit.arrived_at + step * k for k in range(steps)]


def _events(row, hazard):
    return [
        HazardEvent(hazard=hazard, deed=deed, from_state=before, to_state=after, at=at, data={"is_historic": True})
        for (deed, before, after), at in zip(_road(row), _moments(row), strict=True)
    ]
