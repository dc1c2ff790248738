from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models

from .visibility import VisibleQuerySet


class IdempotentAnswerQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Nobody: an answer is only repeated to the same user, by the same key."""
        return self.none()

    def expired(self, at: datetime) -> Self:
        return self.filter(answered_at__lt=at - timedelta(days=2))


class IdempotentAnswer(models.Model):
    """The answer to a write with an `Idempotency-Key`, repeated when the same request comes again."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    key = models.CharField(max_length=100)
    request_sha256 = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.JSONField(null=True)
    answered_at = models.DateTimeField()

    objects = IdempotentAnswerQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "key"), name="one_answer_a_key"),)

    @classmethod
    def claimed(cls, *, user: Any, key: str, request_sha256: str, at: datetime) -> tuple[Self, bool]:
        """(row, is new) under lock: a second request with the key waits for the first one's answer."""
        return cls.objects.select_for_update().get_or_create(
            user=user, key=key, defaults={"request_sha256": request_sha256, "answered_at": at}
        )
