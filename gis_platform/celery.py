"""Background work and the one schedule: all that happens by itself, with its reason."""

import os

from celery import Celery
from django.conf import settings

PACKAGES = ("gis_platform", "layers", "inspections", "mobile_api")

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gis_platform.settings")

app = Celery("zhicha")
app.conf.update(
    broker_url=settings.REDIS_URL.replace("unix://", "redis+socket://"),
    result_backend=None,  # results live in tables; nothing sealed passes through the broker
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    task_time_limit=settings.WORKER_TIME_LIMIT_S,  # below the visibility timeout, or work is given out twice
    broker_transport_options={"visibility_timeout": 900, "global_keyprefix": settings.CELERY_QUEUE_PREFIX + ":"},
    broker_connection_retry_on_startup=True,
    timezone=settings.TIME_ZONE,
    beat_schedule={
        # Unsealed audit events can be altered unseen, so the chain closes over them within seconds.
        "seal-audit": {"task": "gis_platform.audit.tasks.seal", "schedule": 5.0},
        # First stops are released at T−60, shifts end, plans lapse, whether or not a phone asks.
        "rounds-tick": {"task": "inspections.rounds.tasks.tick", "schedule": 30.0},
        # Fixes of a month without its own partition would pile up in DEFAULT.
        "make-months": {"task": "inspections.tracks.tasks.make_months", "schedule": 86400.0},
        # The public record of a draw whose task was lost with a worker.
        "file-draws": {"task": "inspections.planning.tasks.file_missing", "schedule": 600.0},
        # A paper whose rendering was lost with a worker is rendered all the same.
        "render-papers": {"task": "inspections.documents.tasks.render_missing", "schedule": 300.0},
        # An operation that came before the one it needs is tried again, however its message was lost.
        "retry-operations": {"task": "mobile_api.sync.tasks.retry_waiting", "schedule": 60.0},
        # Uploads that nobody finished give their disk space back.
        "purge-uploads": {"task": "mobile_api.uploads.tasks.purge_expired", "schedule": 3600.0},
        # A write is sent again within two days or not at all: answers kept for it would grow for ever.
        "forget-answers": {"task": "gis_platform.common.tasks.forget_answers", "schedule": 3600.0},
    },
)
app.autodiscover_tasks(lambda: task_modules(), related_name=None)


def task_modules() -> list[str]:
    """Every `tasks.py` of the four packages: a slice with a new one needs no line elsewhere."""
    files = (p for package in PACKAGES for p in (settings.BASE_DIR / package).rglob("tasks.py"))
    return sorted(".".join(path.relative_to(settings.BASE_DIR).with_suffix("").parts) for path in files)
