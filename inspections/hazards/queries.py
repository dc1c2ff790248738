from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Subquery

from gis_platform.common.clock import county_date, county_today

from . import rules
from .models import Hazard, HazardEvent
from .rules import HazardDeed, HazardState


def risk_inputs(site_ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """{site id: fields of SiteFacts}: any major hazard that is not 销号 makes red (§4, I18).

    One that is only reported counts as well: until the section has judged it, the map shows the worse.
    """
    gone = {HazardState.DRAFT, HazardState.VOIDED, HazardState.CLOSED}
    rows = Hazard.objects.major().filter(site__in=list(site_ids)).exclude(state__in=gone)
    counts = rows.order_by().values("site").annotate(n=Count("pk"))
    return {row["site"]: {"open_major_hazards": row["n"]} for row in counts}


def counts_by_chip(hazards, *, on: date) -> dict[str, int]:
    """Figures above the ledger, of a visible queryset."""
    return {
        "open": hazards.open().count(),
        "major": hazards.open().major().count(),
        "overdue": hazards.overdue(on=on).count(),
        "proposed": hazards.proposed_major().count(),
        "recheck": hazards.filter(state=HazardState.RECHECK_REQUESTED).count(),
        "ownerless": hazards.open().ownerless().count(),
        "closed": hazards.closed().count(),
    }


def narrowed(hazards, chip: str, *, on: date):
    """The rows behind a figure of `counts_by_chip`; an unknown name is all of them."""
    return {
        "open": lambda: hazards.open(),
        "major": lambda: hazards.open().major(),
        "overdue": lambda: hazards.overdue(on=on),
        "proposed": lambda: hazards.proposed_major(),
        "recheck": lambda: hazards.filter(state=HazardState.RECHECK_REQUESTED),
        "ownerless": lambda: hazards.open().ownerless(),
        "closed": lambda: hazards.closed(),
    }.get(chip, lambda: hazards)()


def open_at_site(site_id: int):
    """Whoever found them: for the card of the site's released stop, which its team alone is sent."""
    found = Hazard.objects.open().filter(site=site_id, opened_at__isnull=False)
    return found.select_related("finding").due_first()


def days_late(hazard, *, on: date) -> int:
    return rules.overdue_days(HazardState(hazard.state), hazard.due_on, on=on)


def days_left(hazard, *, on: date | None = None) -> int | None:
    """Days to the deadline, negative once overdue; None where the rectifier's clock does not run."""
    return rules.days_left(HazardState(hazard.state), hazard.due_on, on=on or county_today())


def with_request(hazards):
    """Each with `requested_at`: when the rectifier last asked for a recheck."""
    asked = HazardEvent.objects.filter(hazard=OuterRef("pk"), deed=HazardDeed.REQUEST_RECHECK).order_by("-id")
    return hazards.annotate(requested_at=Subquery(asked.values("at")[:1]))


def recheck_waits_days(hazard, *, on: date) -> int | None:
    """Of a row of `with_request`."""
    requested_on = hazard.requested_at and county_date(hazard.requested_at)
    return rules.recheck_waits_days(HazardState(hazard.state), requested_on, on=on)


# Stages of the flow that the detail page draws; a state stands in the first whose set holds it.
STAGES = (
    ("report", {HazardState.DRAFT, HazardState.REPORTED, HazardState.VOIDED}),
    ("confirm", {HazardState.CONFIRMED}),
    ("assign", {HazardState.ASSIGNED, HazardState.TRANSFERRED}),
    ("rectify", {HazardState.RECTIFYING, HazardState.FIXED_ON_SITE}),
    ("recheck", {HazardState.RECHECK_REQUESTED, HazardState.RECHECK_PASSED}),
    ("accept", {HazardState.ACCEPTED}),
    ("close", {HazardState.CLOSED}),
)


def stage_of(state: HazardState) -> int:
    return next(place for place, (_, states) in enumerate(STAGES) if state in states)
