from django.conf import settings
from django.contrib.gis.db import models
from django.db.models import F, Q

from gis_platform.common.visibility import VisibleQuerySet
from inspections.visits.models import Finding, Visit
from layers.sites.models import Site, choices
from layers.territory.models import OBSERVERS, SectorLine, Township
from layers.territory.reach import reach

from .rules import DUE_FROM_RECTIFIER, OPEN, HazardDeed, HazardGrade, HazardState


class HazardQuerySet(VisibleQuerySet):
    def visible_to(self, user):
        """While its visit is not opened: that visit's officers, author and approver. Then by role and scope:

        an inspector those of the own visits, an enterprise those of its site.
        """
        own = Q(finding__visit__in=Visit.objects.filter(Visit.objects.own(user)))
        return self.filter(own | Q(opened_at__isnull=False) & reach(user, county_wide=OBSERVERS))

    def open(self):
        return self.filter(state__in=OPEN)

    def closed(self):
        return self.filter(state=HazardState.CLOSED)

    def overdue(self, *, on):
        """Past the rectifier's deadline; computed, never a state."""
        return self.filter(state__in=DUE_FROM_RECTIFIER, due_on__lt=on)

    def proposed_major(self):
        """One of officer and head has acted, the other has not yet (T2)."""
        return self.filter(state=HazardState.REPORTED, events__deed=HazardDeed.PROPOSE_MAJOR).distinct()

    def major(self):
        return self.filter(grade=HazardGrade.MAJOR)

    def ownerless(self):
        return self.filter(site=None, opened_at__isnull=False)

    def due_first(self):
        return self.order_by(F("due_on").asc(nulls_last=True), "-found_on", "id")


class Hazard(models.Model):
    """隐患: a finding's case, made 1:1 with the same id. Its state is the sum of its events."""

    id = models.UUIDField(primary_key=True, editable=False)
    finding = models.OneToOneField(Finding, on_delete=models.PROTECT, related_name="hazard")
    # Copied from the visit, and filled when that is opened. Empty then: 无主 (R19).
    site = models.ForeignKey(Site, null=True, on_delete=models.PROTECT, related_name="hazards")
    township = models.ForeignKey(Township, null=True, on_delete=models.PROTECT, related_name="+")
    sector_line = models.ForeignKey(SectorLine, null=True, on_delete=models.PROTECT, related_name="+")
    location = models.PointField(srid=4326)
    opened_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=20, choices=choices(HazardState), default=HazardState.REPORTED)
    grade = models.CharField(max_length=10, choices=choices(HazardGrade))
    standard = models.CharField(max_length=200, blank=True)
    clause = models.CharField(max_length=200, blank=True)
    found_on = models.DateField()
    confirmed_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    rectifier = models.CharField(max_length=60, blank=True)
    closed_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = HazardQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="opened_hazard_has_township", condition=Q(opened_at=None) | Q(township__isnull=False)
            ),
            models.CheckConstraint(
                name="closed_hazard_has_its_moment", condition=~Q(state=HazardState.CLOSED) | Q(closed_at__isnull=False)
            ),
            models.CheckConstraint(
                name="judged_hazard_has_grade_and_clause",
                condition=Q(state__in=[HazardState.REPORTED, HazardState.VOIDED, HazardState.DRAFT])
                | ~Q(grade=HazardGrade.TO_JUDGE),
            ),
        )
        indexes = (
            models.Index(fields=["site", "state"], name="hazard_site_state"),
            models.Index(fields=["due_on", "id"], name="hazard_due_first"),
        )

    @property
    def is_ownerless(self):
        return self.opened_at is not None and self.site_id is None


class OfHazardQuerySet(VisibleQuerySet):
    def visible_to(self, user):
        """Whoever may see the hazard."""
        return self.filter(hazard__in=Hazard.objects.visible_to(user))


class HazardEvent(models.Model):
    """经过: one deed on a hazard, appended (trigger in visits/sql.py)."""

    hazard = models.ForeignKey(Hazard, on_delete=models.PROTECT, related_name="events")
    deed = models.CharField(max_length=20, choices=choices(HazardDeed))
    from_state = models.CharField(max_length=20, choices=choices(HazardState))
    to_state = models.CharField(max_length=20, choices=choices(HazardState))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
    data = models.JSONField(default=dict)

    objects = OfHazardQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["hazard", "id"], name="hazard_events_in_order"),)
