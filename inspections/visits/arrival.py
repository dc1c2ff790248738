"""What an arrival is held against: the fix as heard, the released stops of the own team, or a declared site (S2)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import shapely
from django.contrib.gis.geos import Point
from django.db.models import Q

from gis_platform.common.errors import refuse
from gis_platform.common.verdict import Reason, Verdict
from inspections.rounds.content import ReleasedStop
from inspections.rounds.models import Assembly, Plan
from inspections.rounds.rules import StopState
from inspections.rounds.services import stops_to_match
from layers.exchange.datum import number_of, place_of
from layers.sites.models import Site

from .models import Presence
from .rules import CLOCK_SLACK, ArrivalFix, Fence, Sighting, arrival_verdict, fence_distance_m, plausible


@dataclass(frozen=True, slots=True)
class Heard:
    """A fix with both clocks; `raw` exactly as received (§7), `fix` and `location` derived from it."""

    raw: dict[str, Any]
    fix: ArrivalFix
    location: Point
    device_at: datetime
    at: datetime


def hear(raw, *, device_at, at) -> Heard:
    """Raises Refused `visit.no_place` for a pair that is no place: swapped numbers are refused, never guessed."""
    spot = place_of(raw)
    if spot is None:
        raise refuse("visit.no_place")
    fix = ArrivalFix(*spot, number_of(raw.get("accuracy_m")), raw.get("is_mock"))
    return Heard(raw, fix, Point(*spot, srid=4326), device_at, at)


@dataclass(frozen=True, slots=True)
class Target:
    """What the fix was held against. `is_shown`: that stop was released to the very user, who may read the verdict."""

    verdict: Verdict
    site: Site | None = None
    stop: ReleasedStop | None = None
    author_id: int | None = None
    approver_id: int | None = None
    is_shown: bool = False


NOWHERE = Verdict((Reason("visit.no_target", {}),))


def fence_of(site) -> Fence:
    boundary = shapely.from_wkb(bytes(site.boundary.wkb)) if site.boundary else None
    return Fence(site.location.x, site.location.y, boundary)


def target_of(user, heard, *, visit_id, site_id=None) -> Target:
    """A stop that was released to the own team, one that verifies first; without any, the site that is declared.

    What a person could not have reached, or has tried too often, is no arrival wherever it is.
    """
    doubts = _doubts(user, heard, visit_id)
    stops = [stop for stop in stops_to_match(user, at=heard.at) if site_id in (None, stop.site_id)]
    plans = Plan.objects.only("author_id", "approver_id", "closed_at").in_bulk({stop.plan_id for stop in stops})
    sites = Site.objects.in_bulk({stop.site_id for stop in stops})
    led = set(Assembly.objects.filter(plan__in=plans, member=user, is_leader=True).values_list("plan", flat=True))
    waiting = [stop for stop in stops if _is_waiting(stop, plans[stop.plan_id], heard, stop.plan_id in led)]
    if waiting:
        stop = min(waiting, key=lambda one: _order(one, sites[one.site_id], heard))
        return _at_stop(user, heard, stop, sites[stop.site_id], plans[stop.plan_id], doubts)
    declared = Site.objects.visible_to(user).filter(pk=site_id).first() if site_id else None
    if declared is None:
        return Target(NOWHERE)
    return Target(_with(arrival_verdict(heard.fix, fence_of(declared)), doubts), declared)


def _doubts(user, heard, visit_id) -> Verdict:
    """Against all else that this person sent; the same fix sent again is itself."""
    near, lately = timedelta(hours=12), heard.at - timedelta(hours=1)
    by_phone = Q(device_at__range=(heard.device_at - near, heard.device_at + near))
    others = Presence.objects.filter(by_phone | Q(at__gte=lately), user=user)
    others = others.exclude(visit=visit_id, device_at=heard.device_at)
    here = Sighting(heard.device_at, heard.at, heard.fix.lng, heard.fix.lat, heard.fix.accuracy_m)
    return plausible(here, [_sighting(one) for one in others])


def _sighting(presence) -> Sighting:
    place, accuracy_m = presence.location, number_of(presence.fix.get("accuracy_m"))
    return Sighting(presence.device_at, presence.at, place.x, place.y, accuracy_m, is_verified=not presence.verdict)


def _with(verdict, doubts):
    return Verdict(verdict.reasons + doubts.reasons)


def _is_waiting(stop, plan, heard, is_leader):
    """Released and not behind; or closed as not reached, when the phone was there before that without signal (S3).

    Only the leader was told of the stop: of others no moment before its release is believed.
    """
    if not is_leader and heard.device_at < stop.released_at - CLOCK_SLACK:
        return False
    if stop.state == StopState.NOT_REACHED:
        return plan.closed_at is not None and heard.device_at <= plan.closed_at
    return stop.state in (StopState.RELEASED, StopState.UNSEALED)


def _order(stop, site, heard):
    fence = fence_of(site)
    is_ok = arrival_verdict(heard.fix, fence).ok
    return not is_ok, stop.state == StopState.NOT_REACHED, fence_distance_m(heard.fix, fence)


def _at_stop(user, heard, stop, site, plan, doubts):
    return Target(
        verdict=_with(arrival_verdict(heard.fix, fence_of(site)), doubts),
        site=site,
        stop=stop,
        author_id=plan.author_id,
        approver_id=plan.approver_id,
        is_shown=Assembly.objects.filter(plan=plan, member=user, is_leader=True).exists(),
    )


def is_of_the_round(user, stop_id, *, at) -> bool:
    return any(stop.stop_id == stop_id for stop in stops_to_match(user, at=at))
