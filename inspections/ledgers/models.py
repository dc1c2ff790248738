"""五个一批: what the offices enter, and each half-month report as it was submitted. Both only grow (sql.py)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from gis_platform.accounts.roles import Role
from gis_platform.common.visibility import VisibleQuerySet
from inspections.organisation.models import Office
from layers.sites.models import Site, choices
from layers.territory.models import OVERSEERS

from .rules import BatchKind

# The fifth batch names officers: beside 政工室 itself, whom the report goes to and who audits it (R31).
READS_PEOPLE = {Role.COUNTY_LEADER, Role.AUDITOR}


class BatchEntryQuerySet(VisibleQuerySet):
    def visible_to(self, user):
        """County leaders and the auditor everything, dispatchers all but the fifth batch, an office what it entered."""
        lines = user.scopes.exclude(sector_line=None).values("sector_line")
        own = Q(office__officers__user=user, office__officers__is_active=True) | Q(office__sector_lines__in=lines)
        if user.role in READS_PEOPLE:
            return self
        if user.role in OVERSEERS:
            return self.filter(~Q(kind=BatchKind.CRITICISED) | own).distinct()
        if user.role == Role.SECTION_OFFICER:
            return self.filter(own).distinct()
        return self.none()

    def standing(self):
        """Entries that count: not withdrawn, and no withdrawal themselves."""
        return self.filter(withdraws=None, withdrawal=None)


class BatchEntry(models.Model):
    """One item of a batch, or the withdrawal of one (`withdraws`, with the reason as its text)."""

    kind = models.CharField(max_length=12, choices=choices(BatchKind))
    counted_on = models.DateField()  # published, filed, put on the list, circulated: decides the period
    site = models.ForeignKey(Site, null=True, on_delete=models.PROTECT, related_name="+")
    unit = models.CharField(max_length=100)  # 单位, or 股室／人员
    text = models.TextField()
    details = models.JSONField(default=dict)  # rules.DETAILS of its kind
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="batch_entries")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdraws = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="withdrawal")

    objects = BatchEntryQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(name="batch_entry_says_what", condition=~Q(unit="") & ~Q(text="")),
            models.CheckConstraint(name="listed_hazards_are_not_entered", condition=~Q(kind=BatchKind.LISTED)),
        )
        indexes = (models.Index(fields=["kind", "counted_on"], name="batch_entry_kind_and_day"),)


class FiveBatchReportQuerySet(VisibleQuerySet):
    def visible_to(self, user):
        """§8: dispatchers who submit it, county leaders who read and approve, the auditor."""
        return self if user.role in OVERSEERS else self.none()

    def current(self):
        """The newest version of each period."""
        return self.order_by("starts_on", "-version").distinct("starts_on")


class FiveBatchReport(models.Model):
    """五个一批半月报 as submitted: figures with the rows behind them, so that it opens the same ever after (R32)."""

    starts_on = models.DateField()
    ends_on = models.DateField()
    version = models.PositiveSmallIntegerField()
    figures = models.JSONField()  # {kind: [[key, counted_on, [cells]]]} from the campaign's first day to `ends_on`
    text = models.TextField()
    because = models.CharField(max_length=200, blank=True)  # why a later version
    frozen_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = FiveBatchReportQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("starts_on", "version"), name="one_version_of_a_report"),
            models.CheckConstraint(
                name="later_version_says_why", condition=Q(version=1) | Q(version__gt=1) & ~Q(because="")
            ),
        )
