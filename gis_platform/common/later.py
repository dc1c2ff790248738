"""Start a background task by name once the transaction has committed, with ids only."""

from typing import Any

from celery import current_app
from django.db import transaction


def run_later(task: str, *ids: Any) -> None:
    transaction.on_commit(lambda: send(task, ids))


def send(task: str, ids: tuple[Any, ...]) -> None:
    current_app.send_task(task, args=[str(one) for one in ids])
