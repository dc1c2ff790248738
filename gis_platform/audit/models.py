from django.conf import settings
from django.db import models

from gis_platform.common.visibility import VisibleQuerySet


class EventQuerySet(VisibleQuerySet):
    def visible_to(self, user):
        """The auditor alone reads what everybody did, himself included (三权分立)."""
        return self if user.role == "auditor" else self.none()

    def on(self, subject):
        return self.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))


class Event(models.Model):
    """审计事件: who did what to what, when. Never updated or deleted: triggers and grants see to it."""

    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    deed = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.CharField(max_length=60, blank=True)
    data = models.JSONField(default=dict)
    row_sha256 = models.CharField(max_length=64)
    # Column `xid xid8` is added by migration: it tells the sealing job which transactions are over.

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["subject_type", "subject_id", "id"], name="audit_event_subject"),
            models.Index(fields=["at"], name="audit_event_at"),
        )


class Batch(models.Model):
    """One link of the chain: the events of a run of finished transactions and the hash over them."""

    sealed_at = models.DateTimeField()
    from_xid = models.BigIntegerField()
    to_xid = models.BigIntegerField()
    events = models.PositiveIntegerField()
    previous_sha256 = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64, unique=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["from_xid"], name="batches_do_not_overlap"),
            models.CheckConstraint(condition=models.Q(from_xid__lt=models.F("to_xid")), name="batch_moves_forward"),
        )
