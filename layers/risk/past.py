from datetime import date, timedelta
from pathlib import Path

from gis_platform.common.clock import now
from layers.sites.models import Site

from .services import reassess

BEFORE = timedelta(days=45)


def load_past(region: Path, today: date) -> None:
    """A first judgement some weeks back, so that a demo's map and trends have a yesterday."""
    ids = Site.objects.active().filter(assessments__isnull=True).values_list("pk", flat=True)
    reassess(list(ids), at=now() - BEFORE)
