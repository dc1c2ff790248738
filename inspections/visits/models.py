"""检查 visits: who came where and when, by which fix; what was asked, answered and seen. Appended, never rewritten."""

from uuid import UUID

from django.conf import settings
from django.contrib.gis.db import models
from django.db.models import Q

from gis_platform.accounts.roles import Role
from gis_platform.common.visibility import VisibleQuerySet
from inspections.evidence.models import Photo
from inspections.evidence.services import Place
from inspections.organisation.models import Officer
from inspections.rounds.models import Plan, Stop
from inspections.rounds.rules import SelectionMode
from layers.sites.models import Site, choices
from layers.territory.models import OBSERVERS, SectorLine, Township
from layers.territory.reach import reach

from .rules import ArrivalStanding, VisitState

# An enterprise reads its hazards and its papers, not the bureau's visit.
READS_NONE = {Role.ENTERPRISE, Role.ADMIN}


class VisitQuerySet(VisibleQuerySet):
    def visible_to(self, user):
        """Until it is opened: its officers, author and approver (S2); then by role and scope, an inspector the own."""
        if user.role in READS_NONE:
            return self.none()
        return self.filter(self.own(user) | Q(opened_at__isnull=False) & reach(user, county_wide=OBSERVERS))

    @staticmethod
    def own(user):
        """Of whoever was there, belongs to the round whose stop it is, or planned and approved it."""
        present = Presence.objects.filter(user=user).values("visit")
        listed = Visit.officers.through.objects.filter(officer__user=user).values("visit")
        of_the_round = Stop.objects.filter(round__members=user).values("pk")
        planned = Q(opened_by=user) | Q(author=user) | Q(approver=user)
        return planned | Q(stop__in=of_the_round) | Q(pk__in=present) | Q(pk__in=listed)

    def not_voided(self):
        return self.exclude(state=VisitState.VOIDED)

    def opened(self):
        return self.filter(opened_at__isnull=False)

    def finished(self):
        """What counts for coverage: left, opened, with its 现场检查记录 or imported as history."""
        return self.opened().filter(state=VisitState.LEFT).filter(Q(recorded_at__isnull=False) | Q(is_historic=True))

    def with_counts(self):
        return self.annotate(finding_count=models.Count("findings", distinct=True))


class Visit(models.Model):
    """检查. `site` stays empty while its stop is sealed: what is in no table leaks through no door."""

    id = models.UUIDField(primary_key=True, editable=False)
    site = models.ForeignKey(Site, null=True, on_delete=models.PROTECT, related_name="visits")
    township = models.ForeignKey(Township, null=True, on_delete=models.PROTECT, related_name="+")
    sector_line = models.ForeignKey(SectorLine, null=True, on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, null=True, on_delete=models.PROTECT, related_name="+")
    # The stop in the plan's envelope; becomes `stop` when it is unsealed, with the same id.
    planned_stop_id = models.UUIDField(null=True)
    stop = models.ForeignKey(Stop, null=True, on_delete=models.PROTECT, related_name="visits")
    selection_mode = models.CharField(max_length=12, choices=choices(SelectionMode), blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    approver = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    officers = models.ManyToManyField(Officer, related_name="visits")
    state = models.CharField(max_length=8, choices=choices(VisitState), default=VisitState.ARRIVED)
    standing = models.CharField(max_length=12, choices=choices(ArrivalStanding), default=ArrivalStanding.UNVERIFIED)
    arrived_at = models.DateTimeField()  # server time decides; the phone's own is evidence
    device_arrived_at = models.DateTimeField(null=True)
    # The fix that counted, raw as received; every other one is kept with its Presence.
    arrival_fix = models.JSONField(default=dict)
    arrival_location = models.PointField(srid=4326, null=True)
    accuracy_m = models.FloatField(null=True)
    is_mock = models.BooleanField(null=True)
    verdict = models.JSONField(default=list)  # [{"code", "values"}] against the fence; empty = verified
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    accepted_because = models.CharField(max_length=200, blank=True)
    opened_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(null=True)  # its 现场检查记录 was issued
    voided_because = models.CharField(max_length=200, blank=True)
    is_historic = models.BooleanField(default=False)

    objects = VisitQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("stop",),
                condition=~Q(state=VisitState.VOIDED),
                name="one_visit_a_stop",
                violation_error_code="stop",
            ),
            models.CheckConstraint(
                name="opened_visit_has_site_and_standing",
                condition=Q(opened_at=None, standing=ArrivalStanding.UNVERIFIED)
                | Q(opened_at__isnull=False, site__isnull=False, township__isnull=False)
                & ~Q(standing=ArrivalStanding.UNVERIFIED),
            ),
            models.CheckConstraint(
                name="accepted_visit_has_name_and_reason",
                condition=~Q(standing=ArrivalStanding.ACCEPTED)
                | Q(accepted_by__isnull=False) & ~Q(accepted_because=""),
            ),
            models.CheckConstraint(
                name="left_visit_has_its_moment", condition=~Q(state=VisitState.LEFT) | Q(left_at__isnull=False)
            ),
        )
        indexes = (
            models.Index(fields=["-arrived_at", "-id"], name="visit_newest_first"),
            models.Index(fields=["site", "-arrived_at"], name="visit_site_newest"),
        )

    @property
    def is_opened(self):
        return self.opened_at is not None

    @property
    def place(self) -> Place:
        """Scope that its photos, signatures and papers carry."""
        present = self.presences.values_list("user", flat=True)
        listed = self.officers.exclude(user=None).values_list("user", flat=True)
        return Place(
            subject=self.pk if isinstance(self.pk, UUID) else UUID(str(self.pk)),
            township_id=self.township_id,
            sector_line_id=self.sector_line_id,
            site_id=self.site_id,
            officer_ids=sorted({*present, *listed}),
            author_id=self.author_id,
            approver_id=self.approver_id,
            opened_at=self.opened_at,
        )


class OfVisitQuerySet(VisibleQuerySet):
    def visible_to(self, user):
        """Whoever may see the visit."""
        return self.filter(visit__in=Visit.objects.visible_to(user))


class Presence(models.Model):
    """签到: an officer says "I am here", with a fix; the first of a visit is the arrival itself."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    device_at = models.DateTimeField()
    fix = models.JSONField()
    location = models.PointField(srid=4326)
    verdict = models.JSONField(default=list)

    objects = OfVisitQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("visit", "user", "device_at"), name="one_presence_a_moment"),)


class AnswerQuerySet(OfVisitQuerySet):
    def current(self):
        """The last answer to each item by the phone's clock, so that the order of arrival changes nothing (I6)."""
        newest = ("visit", "checklist", "item_key", "-device_at", "-id")
        return self.order_by(*newest).distinct("visit", "checklist", "item_key")


class Answer(models.Model):
    """检查表答案, appended; checklist, version and item by their keys, as the phone showed them."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="answers")
    checklist = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    item_key = models.CharField(max_length=60)
    answer = models.CharField(max_length=8)  # checklists.rules.Answer
    value = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    device_at = models.DateTimeField()

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("visit", "checklist", "item_key", "by", "device_at"), name="one_answer_a_moment"
            ),
        )


class Finding(models.Model):
    """发现: what a visit saw, immutable (trigger in sql.py); the case that follows from it is a Hazard."""

    id = models.UUIDField(primary_key=True, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="findings")
    checklist = models.CharField(max_length=60, blank=True)
    item_key = models.CharField(max_length=60, blank=True)
    text = models.TextField()
    place = models.CharField(max_length=100, blank=True)
    grade_hint = models.CharField(max_length=10)  # checklists.rules.HazardGrade
    standard = models.CharField(max_length=200, blank=True)
    clause = models.CharField(max_length=200, blank=True)
    fix = models.JSONField(default=dict)
    location = models.PointField(srid=4326)
    accuracy_m = models.FloatField(null=True)
    is_mock = models.BooleanField(null=True)
    photos = models.ManyToManyField(Photo, related_name="findings")
    found_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    found_at = models.DateTimeField()  # by the phone's clock
    received_at = models.DateTimeField()

    objects = OfVisitQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["-received_at", "-id"], name="finding_newest_first"),)


class OfFindingQuerySet(VisibleQuerySet):
    def visible_to(self, user):
        """Whoever may see the visit of the finding."""
        return self.filter(finding__visit__in=Visit.objects.visible_to(user))


class FindingNote(models.Model):
    """补记: what was added later; the finding itself stays as it was seen."""

    id = models.UUIDField(primary_key=True, editable=False)
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = OfFindingQuerySet.as_manager()
