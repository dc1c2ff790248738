"""The figures of a township's page, counted from rows that its reader may see; what is not known is left out."""

from collections import Counter
from datetime import date, timedelta

from django.db.models import Count
from django.utils.translation import gettext as _

from gis_platform.common.clock import county_date, county_moment, month_bounds
from inspections.hazards.models import Hazard
from inspections.hazards.queries import days_late
from inspections.supervision.models import CheckIn
from inspections.supervision.queries import resident_days
from inspections.visits.models import Visit
from layers.risk.models import Assessment
from layers.risk.rules import RiskLevel
from layers.risk.words import LEVEL_NAMES
from layers.sites.models import Site
from layers.territory.models import MemberUnit

from .township_map import spark

SPARK_MONTHS = 6
SHOWN_ROWS = 5


def month_start(on: date, back: int = 0) -> date:
    """First day of the month `back` months before the day's."""
    months = on.year * 12 + on.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)


def level_stats(user, township, *, on: date) -> list[dict]:
    """A count a level with its trend since last month's end and the ends of the months before.

    Up is bad for red and orange, good for nobody else: more blue sites are no news.
    """
    now = Counter(Site.objects.visible_to(user).active().filter(township=township).values_list("risk_level", flat=True))
    past = [levels_at(user, township, county_moment(month_start(on, back))) for back in range(SPARK_MONTHS)]
    return [stat(level, now[level], [one and one[level] for one in past]) for level in RiskLevel]


def levels_at(user, township, at) -> Counter | None:
    """Sites by level at a moment (I17); None when nothing had been assessed by then."""
    rows = Assessment.objects.visible_to(user).as_of(at).filter(site__township=township)
    counts = dict(rows.order_by().values_list("level").annotate(n=Count("pk")))
    return Counter(counts) if counts else None


def stat(level, count, past):
    """`past`: counts at the ends of last month, the month before, …; None where nothing is known."""
    before = past[0]
    change = None if before is None else count - before
    is_danger = level in {RiskLevel.RED, RiskLevel.ORANGE}
    return {
        "level": level.value,
        "label": LEVEL_NAMES[level],
        "count": count,
        "change": change,
        "size": abs(change or 0),
        "direction": {True: "up", False: "down"}.get(change > 0) if change else "same",
        "good": (change < 0) if change and is_danger else None,
        "spark": spark([*reversed(past), count]),
    }


def overdue_hazards(user, township, *, on: date) -> dict:
    """What is overdue and whose it is, the longest first."""
    hazards = Hazard.objects.visible_to(user).filter(township=township)
    late = hazards.overdue(on=on).select_related("site", "finding").order_by("due_on", "id")
    return {
        "overdue": [{"hazard": one, "late": days_late(one, on=on)} for one in late[:SHOWN_ROWS]],
        "overdue_count": late.count(),
        "open_count": hazards.open().count(),
    }


def visitors(user, township, *, on: date) -> dict:
    """Who has been here this month: resident units by counted day, patrols by finished visit."""
    first, last = month_bounds(on.year, on.month)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    residents = resident_rows(user, township, first, last)
    begin, end = county_moment(first), county_moment(last + timedelta(days=1))
    visits = list(
        Visit.objects.visible_to(user)
        .filter(township=township, arrived_at__gte=begin, arrived_at__lt=end)
        .finished()
        .with_counts()
        .prefetch_related("officers__office")
    )
    visited = {county_date(visit.arrived_at) for visit in visits}
    return {
        "month": on.month,
        "scale": [day.day if day.day in {1, 5, 10, 15, 20, 25, 31} else "" for day in days],
        "rows": [
            {"label": _("驻点"), "days": marks(days, {day for _unit, day in residents}, on, "bar"),
             "count": len(residents), "unit": _("天")},
            {"label": _("巡查"), "days": marks(days, visited, on, "round"),
             "count": len(visits), "unit": _("次")},
        ],
        "resident_units": Counter(unit for unit, _day in residents).most_common(),
        "patrol_offices": offices(visits),
        "patrol_findings": sum(visit.finding_count for visit in visits),
    }  # fmt: skip


def resident_rows(user, township, first, last) -> list[tuple[str, date]]:
    """(unit, day) counted on this township's ground (R43)."""
    check_ins = CheckIn.objects.visible_to(user).between(first, last).filter(township=township)
    names = {str(unit.pk): unit.name for unit in MemberUnit.objects.visible_to(user)}
    return [(names[unit], day) for unit, day in resident_days(check_ins).counted]


def offices(visits) -> list[tuple[str, int]]:
    found: Counter[str] = Counter()
    for visit in visits:
        found.update({officer.office.name for officer in visit.officers.all() if officer.office})
    return found.most_common()


def marks(days, marked, on, shape):
    return [
        {"mark": shape if day in marked else "", "is_future": day > on, "is_free": day.weekday() >= 5} for day in days
    ]


def closed_this_month(user, township, *, on: date) -> dict:
    """销号 of the month, newest first, against the whole of last month."""
    hazards = Hazard.objects.visible_to(user).filter(township=township).closed()
    start, before = county_moment(month_start(on)), county_moment(month_start(on, 1))
    closed = hazards.filter(closed_at__gte=start).select_related("site", "finding").order_by("-closed_at", "id")
    last_month = hazards.filter(closed_at__gte=before, closed_at__lt=start).count()
    return {"closed": closed[:SHOWN_ROWS], "closed_count": closed.count(), "closed_last_month": last_month}
