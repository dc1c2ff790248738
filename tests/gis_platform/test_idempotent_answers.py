from datetime import timedelta

import pytest

from gis_platform.celery import app
from gis_platform.common.clock import now
from gis_platform.common.models import IdempotentAnswer
from gis_platform.common.tasks import forget_answers

pytestmark = pytest.mark.django_db


def test_kept_answers_go_after_two_days_by_the_schedule(world, at_nine):
    for key, hours in {"fresh": 47, "old": 49}.items():
        IdempotentAnswer.objects.create(
            user=world.dispatcher, key=key, request_sha256="0" * 64, answered_at=now() - timedelta(hours=hours)
        )
    forget_answers()
    assert list(IdempotentAnswer.objects.values_list("key", flat=True)) == ["fresh"]
    assert forget_answers.name in {line["task"] for line in app.conf.beat_schedule.values()}
