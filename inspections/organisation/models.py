"""股室, officers and what they hold: who may be drawn, who may not, where they set out (R7, S4, S5)."""

from django.conf import settings
from django.contrib.gis.db import models

from gis_platform.accounts.roles import Role
from gis_platform.common.visibility import VisibleQuerySet
from layers.sites.models import Site
from layers.territory.models import OVERSEERS, MemberUnit, ReferenceQuerySet, SectorLine


class OfficerQuerySet(VisibleQuerySet):
    def visible_to(self, user):
        """Colleagues and auditors; a township or an enterprise reads names on papers, not the register."""
        if user.role in OVERSEERS | {Role.SECTION_OFFICER}:
            return self
        return self.filter(user=user)

    def active(self):
        return self.filter(is_active=True)


class OfficerOwnedQuerySet(VisibleQuerySet):
    def visible_to(self, user):
        """With the officer: one's own, the dispatcher's (who may draw), the auditor's."""
        if user.role in {Role.DISPATCHER, Role.AUDITOR}:
            return self
        return self.filter(officer__user=user)


class Office(models.Model):
    """股室: one of the seven of R7; regulates sector lines or none. It has one head at a time, or none yet."""

    key = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=40)
    sector_lines = models.ManyToManyField(SectorLine, related_name="offices", blank=True)
    head = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="offices_headed"
    )

    objects = ReferenceQuerySet.as_manager()


class Depot(models.Model):
    """Where teams set out and come back to."""

    name = models.CharField(max_length=60)
    location = models.PointField(srid=4326)

    objects = ReferenceQuerySet.as_manager()


class Officer(models.Model):
    """执法人员: a person of the register that officers are drawn from."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=40)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="officer"
    )
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="officers")
    is_active = models.BooleanField(default=True)
    is_synthetic = models.BooleanField(default=False)

    objects = OfficerQuerySet.as_manager()


class Certificate(models.Model):
    """行政执法证: needed on the day, or no paper may be issued (S4, I10)."""

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="certificates")
    number = models.CharField(max_length=40, unique=True)
    valid_from = models.DateField()
    valid_to = models.DateField()

    objects = OfficerOwnedQuerySet.as_manager()


class Leave(models.Model):
    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="leaves")
    from_on = models.DateField()
    to_on = models.DateField()

    objects = OfficerOwnedQuerySet.as_manager()


class Recusal(models.Model):
    """回避: a declared relation takes the officer out of the draw for that site (S5)."""

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="recusals")
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=200)
    until_on = models.DateField(null=True)

    objects = OfficerOwnedQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("officer", "site"), name="one_recusal_a_site"),)


class UnitMemberQuerySet(VisibleQuerySet):
    def visible_to(self, user):
        """Those who read resident days; a unit its own people."""
        if user.role in OVERSEERS:
            return self
        return self.filter(unit__in=user.scopes.values("member_unit"))


class UnitMember(models.Model):
    """成员单位 staff who go to the townships; a 副职 leads, the others check in but do not lead (R42)."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="unit_member")
    unit = models.ForeignKey(MemberUnit, on_delete=models.PROTECT, related_name="members")
    is_deputy = models.BooleanField(default=False)
    is_witness = models.BooleanField(default=False)  # gives the nonce of the draw

    objects = UnitMemberQuerySet.as_manager()
