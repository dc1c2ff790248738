"""值班 and 轨迹: when somebody was on duty, and where the phone was meanwhile. Sensitive: §9, I31.

Fixes are partitioned by month (partitions.py); their identity is (at, id), so no foreign key may point at them.
"""

from datetime import timedelta

from django.conf import settings
from django.contrib.gis.db import models
from django.db.models import Q

from gis_platform.accounts.roles import Role
from gis_platform.common.visibility import VisibleQuerySet

READS_OPENED = {Role.DISPATCHER, Role.AUDITOR}


def seen_by(user, *, duty: str, at: str) -> Q:
    """§8 "officer track". One's own; author and approver of the plan; the own unit's.

    Dispatchers and the auditor up to the moment that the duty is opened to: an arrival that unsealed, a leave, or,
    where no plan stood behind it, its end. So a way to a sealed stop is never shown, nor that there is none.
    """
    seen = Q(**{f"{duty}user": user}) | Q(**{f"{duty}author": user}) | Q(**{f"{duty}approver": user})
    if user.role == Role.UNIT_LEADER:
        seen |= Q(**{f"{duty}user__unit_member__unit__in": user.scopes.exclude(member_unit=None).values("member_unit")})
    if user.role in READS_OPENED:
        seen |= Q(**{f"{at}__lte": models.F(f"{duty}opened_until")})
    return seen


class DutySessionQuerySet(VisibleQuerySet):
    def visible_to(self, user):
        return self.filter(seen_by(user, duty="", at="started_at"))

    def running(self, at):
        return self.filter(ended_at=None, started_at__gt=at - DutySession.LONGEST)


class DutySession(models.Model):
    """值班: from "on duty" to "off duty" by the phone's own clock; nobody forgets it on for more than a shift."""

    LONGEST = timedelta(hours=12)

    id = models.UUIDField(primary_key=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="duties")
    plan_id = models.UUIDField(null=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    approver = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    opened_until = models.DateTimeField(null=True)
    received_at = models.DateTimeField()

    objects = DutySessionQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="duty_ends_after_it_starts", condition=Q(ended_at=None) | Q(ended_at__gte=models.F("started_at"))
            ),
        )
        indexes = (models.Index(fields=["user", "started_at"], name="duty_user_and_start"),)

    @property
    def interval(self):
        """(from, to), closed by itself at the end of a shift."""
        latest = self.started_at + self.LONGEST
        return self.started_at, min(self.ended_at or latest, latest)


class FixQuerySet(VisibleQuerySet):
    def visible_to(self, user):
        return self.filter(seen_by(user, duty="duty__", at="at"))


class Fix(models.Model):
    """定位点. `raw` is the fix exactly as received; the columns beside it are derived and can be derived again (§7)."""

    pk = models.CompositePrimaryKey("at", "id")
    at = models.DateTimeField()  # by the phone's clock
    # From the user and the raw values: the same fix sent twice is the same row.
    id = models.UUIDField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, db_constraint=False, on_delete=models.DO_NOTHING, related_name="+"
    )
    duty = models.ForeignKey(DutySession, db_constraint=False, on_delete=models.DO_NOTHING, related_name="fixes")
    device_id = models.CharField(max_length=64)
    provider = models.CharField(max_length=20)
    raw = models.JSONField()
    location = models.PointField(srid=4326)
    accuracy_m = models.FloatField(null=True)
    speed_mps = models.FloatField(null=True)
    is_mock = models.BooleanField(null=True)
    received_at = models.DateTimeField()

    objects = FixQuerySet.as_manager()

    class Meta:
        managed = False  # a partitioned table: partitions.py has its SQL
        db_table = "inspections_fix"
