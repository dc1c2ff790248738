from uuid import uuid4

from django.conf import settings
from django.db import models

from gis_platform.common.visibility import VisibleQuerySet


class UploadQuerySet(VisibleQuerySet):
    def visible_to(self, user):
        """One's own: a half photo is nobody else's business."""
        return self.filter(owner=user)

    def unfinished(self):
        return self.filter(finished_at=None)

    def expired(self, at):
        return self.filter(expires_at__lte=at)


class Upload(models.Model):
    """A photo on its way in. How far it is, the file's size says, never a column."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    photo_id = models.UUIDField()
    sha256 = models.CharField(max_length=64)
    length = models.PositiveBigIntegerField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["expires_at"], name="upload_expires"),)
