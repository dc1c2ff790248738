from celery import shared_task

from gis_platform.common.clock import now

from . import services


@shared_task(name="layers.risk.tasks.reassess")
def reassess(site_id):
    services.reassess([int(site_id)], at=now())
