"""Visits of before, imported from a region's history."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from .models import Visit
from .rules import ArrivalStanding, VisitState

# Names of what is imported, so that loading twice is loading once.
HISTORY = UUID("6a5b6f0e-2f0c-4a57-9d0b-6f1c1f0f2b55")


@dataclass(frozen=True, slots=True)
class PastVisit:
    """A row of a region's history; `officers` are rows of the register, `key` its name in the file."""

    key: str
    site: Any
    arrived_at: Any
    left_at: Any
    officers: list[Any]
    selection_mode: str


def historic_id(key: str) -> UUID:
    return uuid5(HISTORY, key)


@transaction.atomic
def record_history(rows) -> dict[str, Visit]:
    """Import finished visits of before: no fix, no papers, `is_historic`. {key: visit}; what is there stays."""
    visits = {row.key: _past_visit(row) for row in rows}
    Visit.objects.bulk_create(visits.values(), ignore_conflicts=True)
    links = [
        Visit.officers.through(visit_id=visits[row.key].pk, officer_id=officer.pk)
        for row in rows
        for officer in row.officers
    ]
    Visit.officers.through.objects.bulk_create(links, ignore_conflicts=True)
    return visits


def _past_visit(row):
    return Visit(
        id=historic_id(row.key),
        site=row.site,
        township_id=row.site.township_id,
        sector_line_id=row.site.sector_line_id,
        selection_mode=row.selection_mode,
        state=VisitState.LEFT,
        standing=ArrivalStanding.VERIFIED,
        arrived_at=row.arrived_at,
        opened_at=row.arrived_at,
        left_at=row.left_at,
        arrival_location=row.site.location,
        is_historic=True,
    )
