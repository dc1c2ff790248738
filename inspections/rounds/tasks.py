from celery import shared_task

from gis_platform.common.clock import now

from . import services


@shared_task(name="inspections.rounds.tasks.tick")
def tick():
    """What the clock alone brings about: first stops are released, shifts end, plans lapse."""
    at = now()
    services.release_due(at=at)
    services.close_due(at=at)
    services.lapse_due(at=at)
