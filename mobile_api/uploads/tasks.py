from celery import shared_task

from gis_platform.common.clock import now

from . import services


@shared_task(name="mobile_api.uploads.tasks.purge_expired")
def purge_expired():
    services.purge_expired(at=now())
