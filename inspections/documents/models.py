"""Rows of issued papers. A paper is a row from its issue on: before it there is no number and nothing to see."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from gis_platform.accounts.roles import Role
from gis_platform.common.visibility import VisibleQuerySet
from layers.sites.models import Site
from layers.territory.models import OVERSEERS, SectorLine, Township
from layers.territory.reach import reach

from .rules import HANDED_OVER, ONE_A_VISIT, DocumentState, Series


class SerialCounterQuerySet(VisibleQuerySet):
    def visible_to(self, user):
        """Nobody: how many papers there are is told by the papers one may see."""
        return self.none()


class SerialCounter(models.Model):
    """文号: the last number of one series and year. Its row lock makes numbers gapless; a sequence would not (I1)."""

    authority = models.CharField(max_length=10)
    series = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Series])
    year = models.PositiveSmallIntegerField()
    last_no = models.PositiveIntegerField(default=0)

    objects = SerialCounterQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("authority", "series", "year"), name="one_counter_a_series_and_year"),
        )


class DocumentQuerySet(VisibleQuerySet):
    def visible_to(self, user):
        """Until it is opened only its officers, author and approver; then by role and scope.

        An inspector sees the own ones alone; an enterprise what was handed to it, so never a scheme.
        """
        if user.role in {Role.ADMIN, Role.UNIT_LEADER}:
            return self.none()
        own = Q(officer_ids__contains=[user.pk]) | Q(author=user) | Q(approver=user)
        opened = Q(opened_at__isnull=False) & reach(user, county_wide=OVERSEERS)
        if user.role == Role.ENTERPRISE:
            opened &= Q(series__in=HANDED_OVER)
        return self.filter(own | opened)

    def valid(self):
        return self.filter(state=DocumentState.ISSUED)

    def unrendered(self):
        return self.filter(Q(pdf_sha256="") | Q(state=DocumentState.VOID, void_pdf=""))


class Document(models.Model):
    """执法文书, issued: what it says never changes (trigger in sql.py); a correction is a void paper and a new one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    authority = models.CharField(max_length=10)
    series = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Series])
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    serial = models.CharField(max_length=60, unique=True)
    # Id of the visit it came from, a plain value: this slice lies below visits.
    subject = models.UUIDField(db_index=True)
    previous = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="next_papers")
    site = models.ForeignKey(Site, null=True, on_delete=models.PROTECT, related_name="+")
    township = models.ForeignKey(Township, null=True, on_delete=models.PROTECT, related_name="+")
    sector_line = models.ForeignKey(SectorLine, null=True, on_delete=models.PROTECT, related_name="+")
    officer_ids = ArrayField(models.BigIntegerField())  # user ids, so that reading asks no other table
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    approver = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(null=True)
    values = models.JSONField()
    values_sha256 = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    pdf = models.FileField(max_length=200, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    state = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in DocumentState], default=DocumentState.ISSUED
    )
    void_reason = models.TextField(blank=True)
    voided_at = models.DateTimeField(null=True)
    voided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    void_pdf = models.FileField(max_length=200, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("authority", "series", "year", "number"), name="serial_is_used_once"),
            models.UniqueConstraint(
                fields=("subject", "series"),
                condition=Q(state=DocumentState.ISSUED, series__in=[one.value for one in ONE_A_VISIT]),
                name="one_valid_paper_a_visit",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1, values_sha256__regex="^[0-9a-f]{64}$"), name="document_has_number_and_hash"
            ),
            models.CheckConstraint(
                condition=Q(state=DocumentState.ISSUED, void_reason="", voided_at=None, voided_by=None)
                | (Q(state=DocumentState.VOID, voided_at__isnull=False, voided_by__isnull=False) & ~Q(void_reason="")),
                name="void_document_has_name_and_reason",
            ),
        )
        indexes = (
            GinIndex(fields=["officer_ids"], name="document_officers"),
            models.Index(fields=["-issued_at", "-id"], name="document_newest_first"),
        )

    @property
    def is_void(self):
        return self.state == DocumentState.VOID
