from django.conf import settings
from django.db import models
from django.db.models import Q

from gis_platform.accounts.models import Device
from gis_platform.common.visibility import VisibleQuerySet

from .rules import OperationStatus

STORED = (OperationStatus.APPLIED, OperationStatus.WAITING, OperationStatus.REJECTED)


class OperationQuerySet(VisibleQuerySet):
    def visible_to(self, user):
        """One's own: the journal holds what was sent before anything is unsealed."""
        return self.filter(user=user)

    def waiting(self):
        return self.filter(status=OperationStatus.WAITING)


class Operation(models.Model):
    """同步操作: one deed of a phone, applied exactly once. `raw` is the journal: the operation as it came."""

    op_id = models.UUIDField(primary_key=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    entity_id = models.UUIDField()
    seq = models.BigIntegerField()
    raw = models.JSONField()
    body_sha256 = models.CharField(max_length=64)
    status = models.CharField(max_length=10, choices=[(s.value, s.value) for s in STORED])
    code = models.CharField(max_length=60, blank=True)
    detail = models.TextField(blank=True)
    # How many operations have been applied to the entity, this one included.
    entity_version = models.PositiveIntegerField(null=True)
    waits_for = models.UUIDField(null=True)
    device_at = models.DateTimeField()
    received_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    objects = OperationQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="operation_waits_or_is_settled",
                condition=Q(status="waiting", settled_at=None) | ~Q(status="waiting") & Q(settled_at__isnull=False),
            ),
        )
        indexes = (
            models.Index(fields=["entity_id"], condition=Q(status="applied"), name="operation_applied_to"),
            models.Index(fields=["waits_for"], condition=Q(status="waiting"), name="operation_waits_for"),
            models.Index(fields=["user", "-received_at"], name="operation_user_newest"),
        )
