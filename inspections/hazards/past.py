"""A region's past year: `history.csv` and `history_findings.csv` into visits, findings and hazards in their states."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from gis_platform.common.clock import now
from inspections.organisation.models import Officer
from inspections.organisation.services import rows_of
from inspections.visits.history import PastVisit
from inspections.visits.history import record_history as record_visits
from inspections.visits.models import Visit
from layers.sites.models import Site

from .history import PastFinding
from .history import record_history as record_hazards
from .rules import HazardGrade, HazardState

Row = dict[str, str]


@transaction.atomic
def load_past(region: Path, today: date) -> None:
    """Days are offsets from `today`; what the clock has not reached is left for a later call. Twice is once."""
    visits = record_visits(_visits(rows_of(region / "history.csv"), today))
    findings = [row for row in rows_of(region / "history_findings.csv") if row["visit"] in visits]
    record_hazards([_finding(row, visits[row["visit"]]) for row in findings])


def _visits(rows: Iterable[Row], today: date) -> list[PastVisit]:
    sites = {site.code: site for site in Site.objects.all()}
    officers = {officer.code: officer for officer in Officer.objects.all()}
    found = []
    for row in rows:
        arrived_at = _moment(row, today)
        if arrived_at > now():
            continue
        found.append(
            PastVisit(
                key=row["visit"],
                site=sites[row["site"]],
                arrived_at=arrived_at,
                left_at=arrived_at + timedelta(minutes=int(row["minutes"])),
                officers=[officers[code] for code in row["officers"].split(";")],
                selection_mode=row["selection_mode"],
            )
        )
    return found


def _moment(row: Row, today: date) -> datetime:
    """A working day at that distance: weekends fall on the Friday before."""
    day = today + timedelta(days=int(row["day_offset"]))
    day -= timedelta(days=max(0, day.weekday() - 4))
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(row["started_at"])))


def _finding(row: Row, visit: Visit) -> PastFinding:
    due_on = timezone.localtime(visit.arrived_at).date() + timedelta(days=int(row["due_in_days"] or 15))
    return PastFinding(
        key=f"{row['visit']}-{row['number']}",
        visit=visit,
        text=row["text"],
        grade=HazardGrade(row["grade"]),
        state=HazardState(row["state"]),
        is_fixed_on_site=row["is_fixed_on_site"] == "true",
        due_on=due_on,
        rectifier=row["rectifier"],
    )
