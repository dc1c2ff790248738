from celery import shared_task

from . import services
from .pdf import render_pdf as render


@shared_task(name="inspections.documents.tasks.render_pdf", soft_time_limit=120)
def render_pdf(document_id):
    services.file_pdf(document_id, render=render)


@shared_task(name="inspections.documents.tasks.render_missing")
def render_missing():
    """A paper whose task was lost with a worker is rendered all the same."""
    for document_id in services.unrendered():
        services.file_pdf(document_id, render=render)
