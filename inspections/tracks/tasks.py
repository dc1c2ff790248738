from datetime import timedelta

from celery import shared_task

from gis_platform.common.clock import county_today

from . import services


@shared_task(name="inspections.tracks.tasks.make_months")
def make_months():
    """Three months ahead always have their partition."""
    services.make_months(county_today(), county_today() + timedelta(days=92))
