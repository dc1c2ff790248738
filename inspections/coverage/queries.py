"""Coverage of sites by visits, computed where it is asked for: no table, so no figure can be stale (R1, R45, §4).

The rule is `rules.is_covered` and `rules.due_on`; `with_coverage` says the same in SQL, because tiles, lists and maps
need it there, and `rebuild_coverage --check` compares the two site by site.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    Count,
    DateField,
    DateTimeField,
    ExpressionWrapper,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, TruncDate

from gis_platform.common.clock import county_date
from inspections.campaigns.models import Campaign
from inspections.campaigns.queries import running_campaign
from inspections.visits.models import Visit
from layers.risk.rules import RiskLevel
from layers.sites.models import Site

from .rules import Patrol, due_on, interval_days, is_covered, share_percent


def last_visits(*, until: date):
    """Subquery of a site's last finished visit: the one place that knows what a visit is."""
    finished = Visit.objects.finished().filter(site=OuterRef("pk"), arrived_at__date__lte=until)
    return finished.order_by("-arrived_at").annotate(day=TruncDate("arrived_at")).values("day")[:1]


def guard_factors(on: date) -> dict[str, Decimal]:
    """{sector line: factor on its intervals} inside the special guard window (R45); empty outside it."""
    running = running_campaign()
    if running is None or on not in running.guard:
        return {}
    guard = Campaign.objects.order_by("-pk").values_list("document", flat=True)[0]["special_guard"]
    return dict.fromkeys(guard["lines"], Decimal(guard["interval_factor"]))


def with_coverage(sites, *, on: date):
    """Sites with `last_visit_on, due_on, is_covered, is_overdue` on a day.

    A site never visited is due its interval after it entered the register, and is never covered; one without an
    assessment is owed what the lowest level is.
    """
    start = Coalesce("last_visit_on", TruncDate("created_at"))
    return (
        sites.annotate(last_visit_on=Subquery(last_visits(until=on), output_field=DateField()))
        .annotate(due_on=Cast(ExpressionWrapper(start + _interval(on), output_field=DateTimeField()), DateField()))
        .annotate(
            is_covered=Case(When(last_visit_on__isnull=False, due_on__gte=on, then=True), default=False),
            is_overdue=Case(When(due_on__lt=on, then=True), default=False),
        )
    )


def _interval(on: date):
    """Days between visits as SQL, from the numbers of the rule."""
    factors = guard_factors(on)
    lines: list[tuple[str | None, Decimal]] = [*factors.items(), (None, Decimal(1))]
    cases = [
        When(
            Q(**({"sector_line__key": line} if line else {})) & Q(risk_level__in=_levels(level)),
            then=Value(timedelta(days=interval_days(level, factor=factor))),
        )
        for line, factor in lines
        for level in RiskLevel
    ]
    return Case(*cases)


def _levels(level: RiskLevel) -> list[str]:
    return [level.value, ""] if level == RiskLevel.BLUE else [level.value]


def every_active_site(*, on: date):
    """Of the whole county: for the command alone, which answers to nobody's scope."""
    return with_coverage(Site.objects.active().select_related("sector_line"), on=on).order_by("id")


def disagreements(sites, *, on: date) -> list[Site]:
    """Sites whose SQL figures are not what the rule says of them."""
    factors = guard_factors(on)
    return [site for site in sites if not _agrees(site, on, factors.get(site.sector_line.key, Decimal(1)))]


def _agrees(site, on, factor):
    patrol = patrol_of(site)
    is_due_right = site.due_on == due_on(patrol, factor=factor)
    return is_due_right and site.is_covered == is_covered(patrol, on=on, factor=factor)


def patrol_of(site: Any) -> Patrol:
    """What the rule asks about a site that came through `with_coverage`."""
    return Patrol(RiskLevel(site.risk_level or RiskLevel.BLUE), site.last_visit_on, county_date(site.created_at))


@dataclass(frozen=True, slots=True)
class Coverage:
    """Active sites, those visited within their interval, and those past it. `percent` None: nothing to cover."""

    active: int
    covered: int
    overdue: int

    @property
    def percent(self) -> Decimal | None:
        return share_percent(self.covered, self.active)


def covered_sites(user, *, on: date):
    """The active sites that the user reaches, with their coverage."""
    return with_coverage(Site.objects.visible_to(user).active(), on=on)


COUNTS = {
    "active": Count("pk"),
    "covered": Count("pk", filter=Q(is_covered=True)),
    "overdue": Count("pk", filter=Q(is_overdue=True)),
}


def coverage(user, *, on: date) -> Coverage:
    return Coverage(**covered_sites(user, on=on).aggregate(**COUNTS))


def coverage_by(user, key: str, *, on: date) -> list[tuple[str, str, Coverage]]:
    """[(code, name, Coverage)] a township (`township`) or sector line (`sector_line`) that has active sites."""
    code, name = {
        "township": ("township__code", "township__name"),
        "sector_line": ("sector_line__key", "sector_line__name"),
    }[key]
    rows = covered_sites(user, on=on).order_by().values(code, name).annotate(**COUNTS).order_by(code)
    return [(row[code], row[name], Coverage(row["active"], row["covered"], row["overdue"])) for row in rows]


def overdue(user, *, on: date):
    """Sites past their interval, the longest overdue first."""
    return covered_sites(user, on=on).filter(is_overdue=True).order_by("due_on", "id")


def overdue_days(site: Any, *, on: date) -> int:
    return max(0, (on - site.due_on).days)


@dataclass(frozen=True, slots=True)
class CoveragePoint:
    """One site of the patrol map; `state` covered, waiting (never visited, not yet due) or overdue."""

    lng: float
    lat: float
    name: str
    township: str
    sector: str
    level: str
    state: str
    last_visit_on: date | None
    due_on: date
    overdue_days: int


def state_of(site: Any) -> str:
    return "overdue" if site.is_overdue else "covered" if site.is_covered else "waiting"


def coverage_points(user, *, on: date) -> list[CoveragePoint]:
    sites = covered_sites(user, on=on).select_related("township", "sector_line").order_by("id")
    return [
        CoveragePoint(
            lng=site.location.x,
            lat=site.location.y,
            name=site.name,
            township=site.township.name,
            sector=site.sector_line.key,
            level=site.risk_level,
            state=state_of(site),
            last_visit_on=site.last_visit_on,
            due_on=site.due_on,
            overdue_days=overdue_days(site, on=on),
        )
        for site in sites
    ]


def gaps_by_township(user, *, on: date) -> list[tuple[str, str, Coverage]]:
    """Townships with the largest share uncovered first: what the patrol map names beside it."""
    rows = coverage_by(user, "township", on=on)
    return sorted(rows, key=lambda row: (row[2].covered / row[2].active, -row[2].active, row[0]))
