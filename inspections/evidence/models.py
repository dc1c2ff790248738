"""Photos and signatures. They lie below visits, so each carries its own scope, written by the deed that places it."""

import uuid

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db.models import Q

from gis_platform.common.visibility import VisibleQuerySet
from layers.sites.models import Site, choices
from layers.territory.models import OBSERVERS, SectorLine, Township
from layers.territory.reach import reach

from .rules import SignatureRole


class EvidenceQuerySet(VisibleQuerySet):
    def visible_to(self, user):
        """Until opened: who made it, the officers of its visit, author and approver; then by role and scope (S2)."""
        own = Q(owner=user) | Q(officer_ids__contains=[user.pk]) | Q(author=user) | Q(approver=user)
        return self.filter(own | Q(opened_at__isnull=False) & reach(user, county_wide=OBSERVERS))


class Evidence(models.Model):
    """`subject` is the id of the visit it belongs to; empty until a finding or a visit names it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    subject = models.UUIDField(null=True, db_index=True)
    township = models.ForeignKey(Township, null=True, on_delete=models.PROTECT, related_name="+")
    sector_line = models.ForeignKey(SectorLine, null=True, on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, null=True, on_delete=models.PROTECT, related_name="+")
    officer_ids = ArrayField(models.BigIntegerField(), default=list)  # user ids, so that reading asks no other table
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    approver = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(null=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        abstract = True
        indexes = (GinIndex(fields=["officer_ids"], name="%(class)s_officers"),)


class Photo(Evidence):
    """照片 as it left the phone; the file is named by its own hash and never changed."""

    sha256 = models.CharField(max_length=64)
    file = models.FileField(max_length=200)
    media_type = models.CharField(max_length=20)
    size_bytes = models.PositiveIntegerField()
    width_px = models.PositiveIntegerField()
    height_px = models.PositiveIntegerField()
    taken_at = models.DateTimeField(null=True)
    location = models.PointField(srid=4326, null=True)
    exif = models.JSONField(default=dict)
    received_at = models.DateTimeField()


class Signature(Evidence):
    """签名, drawn on the phone; or why a person would not sign. `about` is a hazard where it signs for one alone."""

    role = models.CharField(max_length=16, choices=choices(SignatureRole))
    name = models.CharField(max_length=40)
    # The officer's account; a person of the enterprise and a witness have a name only.
    signer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    about = models.UUIDField(null=True, db_index=True)
    png = models.BinaryField(default=bytes)
    sha256 = models.CharField(max_length=64, blank=True)
    refusal_reason = models.CharField(max_length=200, blank=True)
    signed_at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta(Evidence.Meta):
        constraints = (
            models.CheckConstraint(
                name="signature_is_drawn_or_refused",
                condition=Q(refusal_reason="") & ~Q(sha256="") | ~Q(refusal_reason="") & Q(sha256=""),
            ),
        )

    @property
    def is_refusal(self):
        return bool(self.refusal_reason)
