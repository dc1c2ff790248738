from celery import shared_task

from gis_platform.common.clock import now

from . import services


@shared_task(name="inspections.planning.tasks.route", soft_time_limit=120)
def route(plan_id):
    services.route_in_background(plan_id, at=now())


@shared_task(name="inspections.planning.tasks.file_record")
def file_record(plan_id):
    services.file_record(plan_id, at=now())


@shared_task(name="inspections.planning.tasks.file_missing")
def file_missing():
    services.file_missing(at=now())
