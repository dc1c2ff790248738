from datetime import date
from pathlib import Path

from gis_platform.common.clock import now
from inspections.organisation.services import rows_of

from .services import record_history


def load_past(region: Path, today: date) -> None:
    """Resident days of this month and the one before from `supervision.csv`; a region without has none."""
    record_history(rows_of(region / "supervision.csv"), today=today, at=now())
