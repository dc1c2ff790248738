from celery import shared_task

from .clock import now
from .models import IdempotentAnswer


@shared_task(name="gis_platform.common.tasks.forget_answers")  # type: ignore[untyped-decorator]
def forget_answers() -> None:
    IdempotentAnswer.objects.expired(now()).delete()
