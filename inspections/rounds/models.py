"""密封计划: a plan is one encrypted envelope until it happens; a stop becomes a row at its first verified arrival.

In plain stand only what S1 allows: id, date, state, author, approver and, once sealed, each member's date, time and
meeting point. Releases are events without a site.
"""

from uuid import uuid4

from django.conf import settings
from django.contrib.gis.db import models
from django.db.models import Q

from gis_platform.accounts.roles import Role
from gis_platform.common.visibility import VisibleQuerySet
from layers.sites.models import Site, choices
from layers.territory.models import OBSERVERS, SectorLine, Township
from layers.territory.reach import reach

from .names import PLAN_STATES
from .rules import PlanState, StopState


class PlanQuerySet(VisibleQuerySet):
    def visible_to(self, user):
        """Author and approver; a county leader or second dispatcher only once named as approver (S1).

        The auditor reads a plan when it is over. For all others a plan does not exist.
        """
        own = Q(author=user) | Q(approver=user)
        if user.role in {Role.DISPATCHER, Role.COUNTY_LEADER}:
            return self.filter(own)
        if user.role == Role.AUDITOR:
            return self.filter(state=PlanState.COMPLETED)
        return self.none()

    def locked(self, plan_id):
        """The row, held until the transaction ends: every deed on an envelope starts here."""
        return self.select_for_update().get(pk=plan_id)

    def under_way(self):
        return self.filter(state__in=[PlanState.SEALED, PlanState.DEPARTED])


class Plan(models.Model):
    """One day's unannounced round of one or more teams."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    date = models.DateField()
    state = models.CharField(max_length=12, choices=choices(PlanState), default=PlanState.DRAFT)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="plans_written")
    # Named by the author when the plan is put up for approval; seals it (approved and sealed in one deed).
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="plans_to_approve"
    )
    envelope = models.BinaryField(default=bytes)
    envelope_version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    sealed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=200, blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="plan_approver_is_not_author", condition=Q(approver__isnull=True) | ~Q(approver=models.F("author"))
            ),
            models.CheckConstraint(
                name="sealed_plan_has_approver",
                condition=Q(state__in=["draft", "cancelled", "lapsed"])
                | Q(approver__isnull=False, sealed_at__isnull=False),
            ),
        )

    @property
    def state_name(self):
        return PLAN_STATES[PlanState(self.state)]


class AssemblyQuerySet(VisibleQuerySet):
    def visible_to(self, user):
        """The member's own call; author and approver see whom they called."""
        return self.filter(Q(member=user) | Q(plan__author=user) | Q(plan__approver=user))

    def calling(self, user):
        return self.filter(member=user)

    def live(self):
        """Calls that still hold: not of a plan that was cancelled, has lapsed or is over."""
        return self.filter(plan__state__in=[PlanState.SEALED, PlanState.DEPARTED])


class Assembly(models.Model):
    """集合: date, hours and meeting point of one member, worded “任务” and nothing more."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="assemblies")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assemblies")
    is_leader = models.BooleanField(default=False)
    date = models.DateField()
    departs_at = models.DateTimeField()
    shift_ends_at = models.DateTimeField()
    meeting_point = models.CharField(max_length=100)

    objects = AssemblyQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("plan", "member"), name="one_call_a_member"),)


class ReleaseQuerySet(VisibleQuerySet):
    def visible_to(self, user):
        """Author and approver; the leader learns it by the package on the phone."""
        return self.filter(Q(plan__author=user) | Q(plan__approver=user))


class Release(models.Model):
    """A leader may now see the next stop. Says to whom and when, never which."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="releases")
    leader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = ReleaseQuerySet.as_manager()


class RoundQuerySet(VisibleQuerySet):
    def visible_to(self, user):
        """Whoever may see one of its stops."""
        return self.filter(stops__in=Stop.objects.visible_to(user)).distinct()


class Round(models.Model):
    """巡查路线 of one team on one day; a row from its first verified arrival on."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="rounds")
    leader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="rounds_led")
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="rounds")

    objects = RoundQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("plan", "leader"), name="one_round_a_leader"),)


class StopQuerySet(VisibleQuerySet):
    def visible_to(self, user):
        """§8 “unsealed visit”: by role and scope; an inspector those of the own rounds, an enterprise none."""
        if user.role in OBSERVERS:
            return self
        own = Round.members.through.objects.filter(user=user).values("round")
        # A role that `reach` gives the whole county would be an empty Q here, which `|` drops.
        return self.filter(Q(round__in=own) | reach(user, site=None, county_wide=()))


class Stop(models.Model):
    """An unsealed stop: exists since its first verified arrival."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="stops")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="stops")
    township = models.ForeignKey(Township, on_delete=models.PROTECT, related_name="+")
    sector_line = models.ForeignKey(SectorLine, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=choices(StopState), default=StopState.UNSEALED)
    selection_mode = models.CharField(max_length=12)
    unsealed_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    objects = StopQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("round", "site"), name="one_stop_a_site_and_round"),
            models.CheckConstraint(name="stop_row_is_unsealed", condition=Q(state__in=["unsealed", "left"])),
        )
