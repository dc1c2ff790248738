from celery import shared_task

from gis_platform.common.later import run_later
from inspections.visits.models import Visit


@shared_task(acks_late=True, max_retries=3)
def visit_closed(visit_id):
    """A visit is over: nothing is kept for coverage, but its site is assessed again."""
    site_id = Visit.objects.filter(pk=visit_id).values_list("site_id", flat=True).first()
    if site_id is not None:
        run_later("layers.risk.tasks.reassess", site_id)
