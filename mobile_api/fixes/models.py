from django.conf import settings
from django.db import models

from gis_platform.accounts.models import Device
from gis_platform.common.visibility import VisibleQuerySet


class QuarantinedFixQuerySet(VisibleQuerySet):
    def visible_to(self, user):
        """One's own, to see what a phone sends that cannot be used."""
        return self.filter(user=user)


class QuarantinedFix(models.Model):
    """A fix of on-duty time that is no position: kept and answered, never in the way of the next."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="+")
    sha256 = models.CharField(max_length=64)
    raw = models.TextField()
    code = models.CharField(max_length=40)
    received_at = models.DateTimeField()

    objects = QuarantinedFixQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "sha256"), name="one_quarantined_fix_once"),)
