"""What a site on the map may bear beside its risk: each mark is a filter of the legend."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from inspections.coverage.queries import with_coverage
from inspections.hazards.models import Hazard

UNVISITED_DAYS = 90


def names():
    return [("overdue", _("检查逾期")), ("hazards", _("有隐患")), ("unvisited", _("90 天未查"))]


def marks(user, sites, *, on: date) -> dict[str, list[int]]:
    """{mark: ids of the sites that bear it}, of a visible queryset of sites."""
    covered = with_coverage(sites, on=on)
    since = on - timedelta(days=UNVISITED_DAYS)
    hazards = Hazard.objects.visible_to(user).open()
    return {
        "overdue": list(covered.filter(is_overdue=True).values_list("pk", flat=True)),
        "hazards": list(sites.filter(pk__in=hazards.values("site")).values_list("pk", flat=True)),
        "unvisited": list(covered.exclude(last_visit_on__gte=since).values_list("pk", flat=True)),
    }
