from celery import shared_task

from gis_platform.common.clock import now

from . import services


@shared_task(name="inspections.hazards.tasks.visit_opened")
def visit_opened(visit_id):
    services.open_hazards(visit_id, at=now())
