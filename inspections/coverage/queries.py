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
from inspections.campaigns.queries import running_campaign
from inspections.visits.models import Visit
from layers.risk.rules import RiskLevel
from layers.sites.models import Site

from .rules import Guard, Patrol, due_on, factor_of, interval_days, is_covered, share_percent


def with_last_visit(sites, *, until: date):
    """Sites with `last_visit_on`, the county date of their last visit up to a day.

    The one place that knows what a visit is, for coverage as for the draw: opened by a verified or accepted check-in,
    left, with its 现场检查记录 (§4). One that was broken off makes no site safe.
    """
    finished = Visit.objects.finished().filter(site=OuterRef("pk"), arrived_at__date__lte=until)
    days = finished.order_by("-arrived_at").annotate(day=TruncDate("arrived_at")).values("day")[:1]
    return sites.annotate(last_visit_on=Subquery(days, output_field=DateField()))


def guard_on(on: date) -> Guard | None:
    """The running campaign's special guard (R45), inside its window."""
    running = running_campaign()
    if running is None or on not in running.guard:
        return None
    return Guard(running.guard_lines, running.guard_factor)


def with_coverage(sites, *, on: date):
    """Sites with `last_visit_on, due_on, is_covered, is_overdue` on a day.

    A site never visited is due its interval after it entered the register, and is never covered; one without an
    assessment is owed what the lowest level is.
    """
    start = Coalesce("last_visit_on", TruncDate("created_at"))
    return (
        with_last_visit(sites, until=on)
        .annotate(due_on=Cast(ExpressionWrapper(start + _interval(on), output_field=DateTimeField()), DateField()))
        .annotate(
            is_covered=Case(When(last_visit_on__isnull=False, due_on__gte=on, then=True), default=False),
            is_overdue=Case(When(due_on__lt=on, then=True), default=False),
        )
    )


def _interval(on: date):
    """Days between visits as SQL, from the numbers of the rule."""
    guard = guard_on(on)
    named = [(Q(sector_line__key=line), line) for line in sorted(guard.lines)] if guard else []

    def days(line, level):
        return timedelta(days=interval_days(level, factor=factor_of(guard, line=line, level=level)))

    cases = [
        When(is_of_line & Q(risk_level__in=_levels(level)), then=Value(days(line, level)))
        for is_of_line, line in [*named, (Q(), "")]
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
    guard = guard_on(on)
    return [site for site in sites if not _agrees(site, on, guard)]


def _agrees(site, on, guard):
    patrol = patrol_of(site)
    factor = factor_of(guard, line=site.sector_line.key, level=patrol.level)
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
