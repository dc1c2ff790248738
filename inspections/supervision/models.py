"""驻点督导 check-ins as they came, what each is worth and why; only review and check-out are added (sql.py)."""

from django.conf import settings
from django.contrib.gis.db import models
from django.db.models import Q

from gis_platform.accounts.roles import Role
from gis_platform.common.visibility import VisibleQuerySet
from layers.sites.models import choices
from layers.territory.models import OVERSEERS, TOWNSHIP, MemberUnit, Township

from .rules import Review, Standing


class CheckInQuerySet(VisibleQuerySet):
    def visible_to(self, user):
        """§8 "resident day": a unit its own people's, a township those on its ground; inspectors and sections none."""
        if user.role in OVERSEERS:
            return self
        if user.role == Role.UNIT_LEADER:
            return self.filter(unit__in=user.scopes.exclude(member_unit=None).values("member_unit"))
        if user.role in TOWNSHIP:
            return self.filter(township__in=user.scopes.exclude(township=None).values("township"))
        return self.none()

    def between(self, first, last):
        """County dates, both included."""
        return self.filter(on__range=(first, last))

    def counted(self):
        return self.filter(standing=Standing.COUNTED)

    def to_review(self):
        return self.filter(standing=Standing.TO_REVIEW)


class CheckIn(models.Model):
    """驻点签到: one person of a unit at one place. Days are made of these and never stored (I3–I5)."""

    id = models.UUIDField(primary_key=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="check_ins")
    unit = models.ForeignKey(MemberUnit, on_delete=models.PROTECT, related_name="check_ins")
    is_deputy = models.BooleanField()  # on that day, whatever the person becomes later
    # By geometry; outside every township the nearest one whose edge lies within the review band.
    township = models.ForeignKey(Township, null=True, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()  # county date of `at`
    at = models.DateTimeField()
    device_at = models.DateTimeField()
    fix = models.JSONField()  # exactly as received
    location = models.PointField(srid=4326)
    accuracy_m = models.FloatField(null=True)
    is_mock = models.BooleanField(null=True)
    is_inside = models.BooleanField()
    edge_m = models.FloatField()
    standing = models.CharField(max_length=12, choices=choices(Standing))
    reasons = models.JSONField(default=list)  # [{"code", "values"}]
    decision = models.CharField(max_length=8, choices=choices(Review), default=Review.NONE)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_because = models.CharField(max_length=200, blank=True)
    checked_out_at = models.DateTimeField(null=True)
    is_historic = models.BooleanField(default=False)  # imported, not sent by a phone

    objects = CheckInQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="reviewed_check_in_has_name_and_reason",
                condition=Q(decision=Review.NONE, decided_by=None, decided_at=None)
                | Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decided_because=""),
            ),
        )
        indexes = (
            models.Index(fields=["unit", "on"], name="check_in_unit_and_day"),
            models.Index(fields=["township", "on"], name="check_in_township_and_day"),
        )
