"""监管对象: the sites that are inspected, each with the profile of its kind (§3)."""

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GinIndex

from gis_platform.accounts.roles import may
from gis_platform.common.visibility import VisibleQuerySet
from layers.territory.models import SectorLine, Township
from layers.territory.reach import reach

from .rules import SiteKind, SiteStatus


def choices(states):
    return [(state.value, state.value) for state in states]


def knows_risk(user):
    """§8 “risk level, map”: an enterprise is not told its own level."""
    return may(user, "page.map")


class SiteQuerySet(VisibleQuerySet):
    def visible_to(self, user):
        return self.filter(reach(user, site="pk"))

    def active(self):
        return self.exclude(status=SiteStatus.CLOSED)

    def with_profiles(self):
        return self.select_related(*PROFILE_PATHS.values())

    def with_risk(self, user):
        """`risk`: the level for who may know it, else empty. Where enterprises read too, `risk_level` is not shown."""
        hidden = models.Value("", output_field=models.CharField())
        return self.annotate(risk=models.F("risk_level") if knows_risk(user) else hidden)


class Site(models.Model):
    """监管对象/生产经营单位: one sector line (条) and one township (块), always (I15)."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=100)
    name_search = models.TextField(blank=True)  # name, every pinyin reading, initials, USCC, licence numbers
    uscc = models.CharField(max_length=18, null=True, blank=True, unique=True)
    uscc_missing_reason = models.CharField(max_length=100, blank=True)
    kind = models.CharField(max_length=20, choices=choices(SiteKind))
    status = models.CharField(max_length=20, choices=choices(SiteStatus), default=SiteStatus.PRODUCING)
    sector_line = models.ForeignKey(SectorLine, on_delete=models.PROTECT, related_name="sites")
    township = models.ForeignKey(Township, on_delete=models.PROTECT, related_name="sites")
    address = models.CharField(max_length=200, blank=True)
    location = models.PointField(srid=4326)
    boundary = models.PolygonField(srid=4326, null=True, blank=True)
    # As it came in, so that the position can be derived again (§7 fix rule).
    raw_lng = models.FloatField()
    raw_lat = models.FloatField()
    raw_datum = models.CharField(max_length=12, default="wgs84")
    principal = models.CharField(max_length=40, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    staff_count = models.PositiveIntegerField(null=True, blank=True)
    lec_l = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    lec_e = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    lec_c = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    service_min = models.PositiveSmallIntegerField(default=60)
    opens_at = models.TimeField(null=True, blank=True)
    closes_at = models.TimeField(null=True, blank=True)
    attributes = models.JSONField(default=dict, blank=True)
    is_synthetic = models.BooleanField(default=False)
    source = models.CharField(max_length=100, blank=True)  # e.g. an OSM id with its licence
    # Copy of the newest assessment, so that tiles and lists need no join; written by `layers.risk.services` alone.
    risk_level = models.CharField(max_length=8, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = SiteQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="site_has_uscc_or_reason",
                condition=models.Q(uscc__isnull=False) | ~models.Q(uscc_missing_reason=""),
            ),
        )
        indexes = (
            models.Index(fields=["township", "sector_line"], name="site_township_sector"),
            GinIndex(fields=["name_search"], opclasses=["gin_trgm_ops"], name="site_search_trigrams"),
        )

    @property
    def profile(self):
        """That of its kind, or None."""
        return getattr(self, PROFILE_PATHS[SiteKind(self.kind)], None)


class ProfileQuerySet(VisibleQuerySet):
    def visible_to(self, user):
        return self.filter(reach(user, township="site__township", sector_line="site__sector_line", site="site"))


class Profile(models.Model):
    site = models.OneToOneField(Site, primary_key=True, on_delete=models.CASCADE, related_name="%(class)s")

    objects = ProfileQuerySet.as_manager()

    class Meta:
        abstract = True


class MineProfile(Profile):
    """非煤矿山: what the direct judgements on mines look at."""

    method = models.CharField(max_length=20, blank=True)  # open_pit | underground
    mineral = models.CharField(max_length=40, blank=True)
    slope_height_m = models.DecimalField(max_digits=7, decimal_places=1, null=True)
    depth_m = models.DecimalField(max_digits=7, decimal_places=1, null=True)
    underground_per_shift = models.PositiveIntegerField(null=True)


class TailingsPondProfile(Profile):
    """尾矿库: grade by volume and height; 头顶库 is a person's decision, the 1 km screen only a hint."""

    volume_m3 = models.DecimalField(max_digits=14, decimal_places=1, null=True)
    height_m = models.DecimalField(max_digits=7, decimal_places=1, null=True)
    grade = models.PositiveSmallIntegerField(null=True)  # 1 … 5 (一等 … 五等)
    grade_standard = models.CharField(max_length=40, blank=True)
    is_overhead = models.BooleanField(default=False)
    use_state = models.CharField(max_length=20, blank=True)  # 运行/停用/闭库/销库


class HazchemProfile(Profile):
    """危险化学品: substances as [{name, q_t, critical_t, beta}] decide the 重大危险源 level (GB 18218)."""

    business = models.CharField(max_length=30, blank=True)  # producer | store | trader | filling_station | user
    substances = models.JSONField(default=list)
    exposed_people = models.PositiveIntegerField(null=True)
    mhi_s = models.DecimalField(max_digits=10, decimal_places=3, null=True)
    mhi_r = models.DecimalField(max_digits=10, decimal_places=3, null=True)
    mhi_level = models.PositiveSmallIntegerField(null=True)


class FireworksProfile(Profile):
    """烟花爆竹: wholesale or retail, with what the store may hold."""

    business = models.CharField(max_length=20, blank=True)  # wholesale | retail | retail_seasonal
    store_limit_kg = models.DecimalField(max_digits=10, decimal_places=1, null=True)
    area_m2 = models.DecimalField(max_digits=8, decimal_places=1, null=True)


class IndustryTradeProfile(Profile):
    """工贸: trade and the five flags that the special major-hazard items hang on."""

    trade = models.CharField(max_length=20, blank=True)
    dust_workers = models.PositiveIntegerField(null=True)
    has_confined_space = models.BooleanField(default=False)
    has_ammonia = models.BooleanField(default=False)
    has_molten_metal = models.BooleanField(default=False)
    has_gas = models.BooleanField(default=False)


PROFILES: dict[SiteKind, type[Profile]] = {
    SiteKind.MINE: MineProfile,
    SiteKind.TAILINGS_POND: TailingsPondProfile,
    SiteKind.HAZCHEM: HazchemProfile,
    SiteKind.FIREWORKS: FireworksProfile,
    SiteKind.INDUSTRY_TRADE: IndustryTradeProfile,
}
PROFILE_PATHS = {kind: profile.__name__.lower() for kind, profile in PROFILES.items()}


class Licence(models.Model):
    """许可证: valid to the end of `valid_to` in county time."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="licences")
    kind = models.CharField(max_length=60)
    number = models.CharField(max_length=60)
    issuer = models.CharField(max_length=60, blank=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    is_withdrawn = models.BooleanField(default=False)

    objects = ProfileQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("site", "kind", "number"), name="one_licence_once"),)
