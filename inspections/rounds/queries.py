from datetime import timedelta

from django.db.models import Q

from gis_platform.common.clock import county_date

from .models import Plan
from .rules import PlanState

# How long after its day a phone without signal may still report an arrival.
LATE_DAYS = 14


def plans_with(user, *, at):
    """Plans of the last days, sealed once, that the user was called for, wrote or approved: oldest departure first."""
    today = county_date(at)
    mine = Q(assemblies__member=user) | Q(author=user) | Q(approver=user)
    lived = Plan.objects.filter(state__in=[PlanState.SEALED, PlanState.DEPARTED, PlanState.COMPLETED])
    found = lived.filter(mine, date__range=(today - timedelta(days=LATE_DAYS), today))
    return Plan.objects.filter(pk__in=found.values("pk")).order_by("date", "pk")
