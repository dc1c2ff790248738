from celery import shared_task

from .chain import seal as seal_chain


@shared_task(name="gis_platform.audit.tasks.seal")
def seal():
    seal_chain()
