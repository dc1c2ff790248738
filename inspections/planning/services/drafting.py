"""From a date to a sealed plan: pool, draw, officers, routes, approval. Everything is written into the envelope."""

from contextlib import contextmanager
from datetime import date, datetime, time

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from gis_platform import audit
from gis_platform.common.clock import county_moment
from gis_platform.common.errors import Refused, refuse, require, word
from gis_platform.common.geo import metric_xy
from gis_platform.common.later import run_later
from gis_platform.common.verdict import Verdict
from inspections.coverage.queries import guard_on
from inspections.draw.lottery import hash_of
from inspections.draw.officers import may_draw_officers
from inspections.draw.zones import zones_wanted
from inspections.organisation.models import Officer
from inspections.planning import plan as parts
from inspections.planning import queries
from inspections.planning.pool import make_pool
from inspections.planning.rules import (
    Ask,
    CeremonyStanding,
    may_draw,
    may_freeze,
    may_plan,
    may_put_up,
    may_redraw,
)
from inspections.rounds.content import moment, stops_of
from inspections.rounds.envelope import open_envelope, write_envelope
from inspections.rounds.models import Assembly, Plan
from inspections.rounds.rules import PlanState, may_cancel, may_change_draft, may_seal
from inspections.rounds.services import standing_of
from inspections.routing.router import Router, RoutingError
from inspections.routing.straight_line import StraightLine
from inspections.routing.valhalla import Valhalla

from .ceremony import day_key_of

# 1. Plan and pool


def shift(on: date, departs: time = time(8, 30), ends: time = time(17, 30)) -> tuple[datetime, datetime]:
    """Departure and end of a shift in county time."""
    return county_moment(on, departs), county_moment(on, ends)


@transaction.atomic
def new_plan(*, teams: int, stops: int, departs_at, shift_ends_at, by, at) -> Plan:
    """A draft with its pool frozen: no row but the envelope knows of it. Raises Refused with every reason."""
    ask = Ask(timezone.localdate(departs_at), teams, stops, departs_at, shift_ends_at)
    officers, _ = queries.officers_on_register(ask.date)
    fair = may_plan(ask, at=at, has_commitment=queries.has_commitment(ask.date))
    staffed = may_draw_officers(officers, [frozenset()] * max(teams, 0), ask.date, parts.TEAM_SIZE)
    require(Verdict(fair.reasons + staffed.reasons))
    plan = Plan(date=ask.date, author=by, created_at=at)
    content = {
        "date": ask.date.isoformat(),
        "departs_at": timezone.localtime(departs_at).isoformat(),
        "shift_ends_at": timezone.localtime(shift_ends_at).isoformat(),
        "want": {"teams": teams, "stops": stops, "zones": zones_wanted(stops, teams)},
        "attempt": 1,
        "pool": None,
        "draw": {"attempts": {}, "public": None, "earlier": [], "teams": [], "county_matrix_m": None},
        "teams": [],
        "solver": None,
        "status": {"route": None},
    }
    _freeze(plan, content, at)
    write_envelope(plan, content)
    audit.record(by, "plan.drafted", plan, at=at)
    return plan


@transaction.atomic
def freeze_pool(plan, *, by, at) -> Plan:
    """Take the registers as they stand now; possible until the day's values were shown to the witness."""
    plan, content = _draft(plan, by, at, deed="draw", why="freeze")
    _freeze(plan, content, at)
    write_envelope(plan, content)
    _take_back(plan)
    audit.record(by, "plan.frozen", plan, at=at)
    return plan


def _freeze(plan, content, at):
    want, depot = content["want"], queries.first_depot()
    if depot is None:
        raise refuse("plan.no_depot")
    is_working_day = queries.working_day_rule()
    pool = make_pool(
        queries.known_sites(plan.date),
        on=plan.date,
        stops=want["stops"],
        guard=guard_on(plan.date),
        is_working_day=is_working_day,
    )
    most = pool.paper["most_stops"]
    require(may_freeze(_standing(plan, content), stops=want["stops"], most_stops=most))
    officers = queries.officers_to_draw(plan.date)
    x, y = metric_xy(depot.location.x, depot.location.y, epsg=settings.METRIC_CRS)
    content["depot"] = {"id": depot.pk, "name": depot.name, "lng": depot.location.x, "lat": depot.location.y}
    content["pool"] = pool.paper | {"frozen_at": at.isoformat()}
    content["draw"]["attempts"] = parts.freeze_attempts(
        pool,
        officers,
        on=plan.date,
        want=want,
        depot=(round(x), round(y)),
        is_working_day=is_working_day,
        key_of=lambda attempt: day_key_of(plan.date, attempt),
    )


# 2. Draw


@transaction.atomic
def draw(plan, *, by, at) -> Plan:
    """Sites, then officers, from the frozen snapshot and the witness's nonce. Raises Refused saying what is missing."""
    plan, content = _draft(plan, by, at, deed="draw", why="draw")
    require(may_draw(_standing(plan, content)))
    _draw(plan, content, by, at)
    return plan


@transaction.atomic
def redraw(plan, *, reason: str, by, at) -> Plan:
    """The next attempt of the day; the one given up stays on record with its reason, which becomes public."""
    plan, content = _draft(plan, by, at, deed="draw", why="redraw")
    require(may_redraw(_standing(plan, content), reason=reason))
    given_up = content["draw"]["public"] or _record(plan, content)
    parts.set_earlier(content, given_up, reason.strip())
    require(may_draw(_standing(plan, content)))
    _draw(plan, content, by, at)
    return plan


def _draw(plan, content, by, at):
    record = _record(plan, content)
    county = parts.county_points(content, record)
    matrix = _county_matrix(content["depot"], county) if county else None
    _, user_of = queries.officers_on_register(plan.date)
    require(parts.set_drawn(content, record, user_of=user_of, depot=content["depot"], county_matrix=matrix))
    content["status"]["route"] = None
    write_envelope(plan, content)
    _take_back(plan)
    audit.record(by, "plan.drawn", plan, at=at, data={"attempt": content["attempt"], "record_sha256": hash_of(record)})


def _record(plan, content):
    nonce = queries.nonce_on(plan.date)
    assert nonce is not None  # or the rule has refused
    return parts.public_record(content, key=day_key_of(plan.date, content["attempt"]), nonce=nonce.nonce)


def _county_matrix(depot, site_ids):
    places = queries.places_of(site_ids)
    points = [(depot["lng"], depot["lat"]), *(places[site].point for site in site_ids)]
    with _routing():
        return parts.whole_metres(router().matrix(points), range(len(points)))


def _standing(plan, content) -> CeremonyStanding:
    attempt = content["draw"]["attempts"].get(str(content["attempt"]))
    nonce = queries.nonce_on(plan.date)
    return CeremonyStanding(
        date=plan.date,
        attempt=content["attempt"],
        snapshot_hash=attempt and attempt["snapshot"]["snapshot_hash"],
        shown=nonce.shown if nonce else (),
        has_nonce=bool(nonce and nonce.nonce),
        is_drawn=content["draw"]["public"] is not None,
    )


# 3. Route


@transaction.atomic
def ask_route(plan, *, by, at) -> Plan:
    """Start routing in the background; how far it is stands in the envelope's status."""
    plan, content = _drawn(plan, by, at, why="ask route")
    content["status"]["route"] = {"state": "waiting", "at": at.isoformat(), "reasons": []}
    write_envelope(plan, content)
    run_later("inspections.planning.tasks.route", plan.pk)
    return plan


def route(plan, *, by, at) -> Plan:
    """Timetables, orders and geometry of all teams. The row is not held while the router works. Raises Refused."""
    with transaction.atomic():
        plan, content = _drawn(plan, by, at, why="route")
    places = queries.places_of(parts.drawn_sites(content))
    with _routing():
        parts.route_day(content, places, router())
    with transaction.atomic():
        locked, newest = _drawn(plan, by, at, why="file route")
        if newest["draw"]["public"] != content["draw"]["public"]:
            raise refuse("plan.drawn_again_meanwhile")
        content["status"]["route"] = {"state": "done", "at": at.isoformat(), "reasons": []}
        write_envelope(locked, content)
        _take_back(locked)
        audit.record(by, "plan.routed", locked, at=at)
    return locked


def route_in_background(plan_id, *, at) -> None:
    """As `route`, for the author who asked; a refusal is kept in the status, where the author reads it."""
    plan = Plan.objects.get(pk=plan_id)
    try:
        route(plan, by=plan.author, at=at)
    except Refused as refused:
        _route_failed(plan_id, refused.verdict, at)


@transaction.atomic
def _route_failed(plan_id, verdict, at):
    plan = Plan.objects.locked(plan_id)
    if plan.state != PlanState.DRAFT:
        return
    content = open_envelope(plan, by=None, why="route failed", at=at)
    reasons = [{"code": reason.code, "detail": word(reason)} for reason in verdict.reasons]
    content["status"]["route"] = {"state": "failed", "at": at.isoformat(), "reasons": reasons}
    write_envelope(plan, content)


def router() -> Router:
    """The engine of this installation, or straight lines that say they are estimates. Never a service outside."""
    return Valhalla(settings.VALHALLA_URL) if settings.VALHALLA_URL else StraightLine()


@contextmanager
def _routing():
    try:
        yield
    except RoutingError as error:
        raise refuse(error.code) from error


def draw_day(*, on: date, teams: int, stops: int, by, at) -> tuple[Plan, bool]:
    """The author's draft of that day, made where there is none, taken as far as it goes: (plan, is it drawn)."""
    departs_at, shift_ends_at = shift(on)
    mine = Plan.objects.filter(author=by, date=on, state=PlanState.DRAFT).order_by("created_at").first()
    plan = mine or new_plan(teams=teams, stops=stops, departs_at=departs_at, shift_ends_at=shift_ends_at, by=by, at=at)
    nonce = queries.nonce_on(on)
    if not (nonce and nonce.nonce):
        return plan, False
    draw(plan, by=by, at=at)
    return route(plan, by=by, at=at), True


# 4. Approve, seal, give up


@transaction.atomic
def put_up(plan, *, approver, by, at) -> Plan:
    """复核: name who is to seal it; from now on that person may read the draft."""
    plan, content = _draft(plan, by, at, deed="route", why="put up")
    if (content["status"]["route"] or {}).get("state") == "waiting":
        raise refuse("plan.not_routed")
    require(
        may_put_up(
            is_routed=parts.is_routed(content),
            stops=sum(1 for _ in stops_of(content)),
            approver_may_seal=approver.is_active and approver.may("plan.seal"),
            is_author=approver.pk == plan.author_id,
        )
    )
    plan.approver = approver
    plan.save(update_fields=["approver"])
    audit.record(by, "plan.put_up", plan, at=at, data={"approver": approver.pk})
    return plan


@transaction.atomic
def seal(plan, *, by, at) -> Plan:
    """Approved and sealed in one deed; each member is called to the meeting point and learns nothing else."""
    plan = Plan.objects.locked(plan.pk)
    content = open_envelope(plan, by=by, why="seal", at=at)
    departs_at, stops = moment(content["departs_at"]), sum(1 for _ in stops_of(content))
    require(may_seal(standing_of(plan), by=by.pk, role=by.role, stops=stops, departs_at=departs_at, at=at))
    if not parts.is_routed(content):
        raise refuse("plan.not_routed")
    calls = _calls(plan, content, departs_at)
    _require_free([call.member_id for call in calls], plan.date)
    plan.state, plan.approver, plan.sealed_at = PlanState.SEALED, by, at
    plan.save(update_fields=["state", "approver", "sealed_at"])
    Assembly.objects.bulk_create(calls)
    write_envelope(plan, content)
    audit.record(by, "plan.sealed", plan, at=at, data={"version": plan.envelope_version})
    return plan


def _require_free(members, on):
    """Two plans sealed at once wait here for each other; the later one learns no name, no number and no plan."""
    list(Officer.objects.select_for_update().filter(user__in=members).order_by("pk"))
    if Assembly.objects.live().filter(member__in=members, date=on).exists():
        raise refuse("plan.officers_not_available")


def _calls(plan, content, departs_at):
    """A team whose drawn stops all did not fit stays at its desk."""
    return [
        Assembly(
            plan=plan,
            member_id=member,
            is_leader=member == team["leader"],
            date=plan.date,
            departs_at=departs_at,
            shift_ends_at=moment(content["shift_ends_at"]),
            meeting_point=team["depot"]["name"],
        )
        for team in content["teams"]
        if team["stops"]
        for member in team["members"]
    ]


@transaction.atomic
def cancel(plan, *, reason: str, by, at) -> Plan:
    """Author or approver, with a reason. The envelope stays sealed; only the day's commitment is ever public."""
    plan = Plan.objects.locked(plan.pk)
    require(may_cancel(standing_of(plan), by=by.pk, reason=reason))
    plan.state, plan.closed_at, plan.ended_because = PlanState.CANCELLED, at, reason.strip()
    plan.save(update_fields=["state", "closed_at", "ended_because"])
    audit.record(by, "plan.cancelled", plan, at=at)
    return plan


def _take_back(plan):
    """What the approver has read is no longer what stands there: it must be put up again."""
    if plan.approver_id:
        plan.approver = None
        plan.save(update_fields=["approver"])


def _draft(plan, by, at, *, deed, why):
    plan = Plan.objects.locked(plan.pk)
    require(may_change_draft(standing_of(plan), deed, by=by.pk))
    return plan, open_envelope(plan, by=by, why=why, at=at)


def _drawn(plan, by, at, *, why):
    plan, content = _draft(plan, by, at, deed="route", why=why)
    if not content["draw"]["public"]:
        raise refuse("draw.not_drawn")
    return plan, content
