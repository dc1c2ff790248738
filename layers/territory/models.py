"""The ground: who may see which part of it (R2, §7, §8)."""

from django.conf import settings
from django.contrib.gis.db import models

from gis_platform.accounts.roles import Role
from gis_platform.common.visibility import VisibleQuerySet

# Who reads the whole county (§8): its papers and lists; also what was found there; also the ground itself.
OVERSEERS = frozenset({Role.DISPATCHER, Role.COUNTY_LEADER, Role.AUDITOR})
OBSERVERS = OVERSEERS | {Role.UNIT_LEADER}
COUNTY_WIDE = OBSERVERS | {Role.INSPECTOR}
TOWNSHIP = {Role.TOWNSHIP_LEADER, Role.TOWNSHIP_OFFICER}


class ReferenceQuerySet(VisibleQuerySet):
    def visible_to(self, user):
        """What everybody who works here may know: names of lines and units. Administrators have no business data."""
        return self.none() if user.role == Role.ADMIN else self


class TownshipQuerySet(VisibleQuerySet):
    def visible_to(self, user):
        """County roles and sections all; a township its own; an enterprise that of its site."""
        if user.role in COUNTY_WIDE | {Role.SECTION_OFFICER}:
            return self
        if user.role in TOWNSHIP:
            return self.filter(pk__in=user.scopes.values("township"))
        if user.role == Role.ENTERPRISE:
            return self.filter(sites__in=user.scopes.values("site")).distinct()
        return self.none()


class County(models.Model):
    """县: the outline that everything lies in."""

    code = models.CharField(max_length=6, unique=True)
    name = models.CharField(max_length=40)
    outline = models.MultiPolygonField(srid=4326)
    is_synthetic = models.BooleanField(default=False)

    objects = ReferenceQuerySet.as_manager()


class Township(models.Model):
    """乡镇 (块): leads within its own borders. Codes are strings, the lower one wins on a shared edge."""

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=40)
    boundary = models.MultiPolygonField(srid=4326)
    seat = models.PointField(srid=4326, null=True)
    is_approximate = models.BooleanField(default=False)

    objects = TownshipQuerySet.as_manager()

    class Meta:
        ordering = ("code",)


class SectorLine(models.Model):
    """条 (行业线): mines, tailings, hazchem, fireworks, industry_trade."""

    key = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=40)

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        ordering = ("id",)


class MemberUnit(models.Model):
    """成员单位: not always a bureau; twelve of them are main units (R42)."""

    key = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=40, unique=True)
    is_main = models.BooleanField(default=True)

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        ordering = ("id",)


class ScopeQuerySet(VisibleQuerySet):
    def visible_to(self, user):
        """One's own; the administrator assigns them, the auditor reads them."""
        return self if user.role in {Role.ADMIN, Role.AUDITOR} else self.filter(user=user)


class Scope(models.Model):
    """范围: a user reaches a township, a sector line, a site or a unit. Filled columns of one row combine with AND."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="scopes")
    township = models.ForeignKey(Township, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sector_line = models.ForeignKey(SectorLine, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey("layers.Site", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    member_unit = models.ForeignKey(MemberUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = ScopeQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="scope_reaches_something",
                condition=models.Q(township__isnull=False)
                | models.Q(sector_line__isnull=False)
                | models.Q(site__isnull=False)
                | models.Q(member_unit__isnull=False),
            ),
            models.UniqueConstraint(
                fields=("user", "township", "sector_line", "site", "member_unit"),
                name="one_scope_once",
                nulls_distinct=False,
            ),
        )
