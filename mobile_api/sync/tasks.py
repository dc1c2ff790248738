from celery import shared_task

from gis_platform.common.clock import now

from . import services


@shared_task(name="mobile_api.sync.tasks.retry_waiting")
def retry_waiting():
    services.retry_waiting(at=now())
