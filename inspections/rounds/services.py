"""The day of a sealed plan: depart, release, unseal, leave, close (S1–S3). Every deed holds the plan's row lock.

Envelopes are opened only when something is due, since each opening is an audit event. Stop ids of other people's plans
answer like ids that never existed: `Stop.DoesNotExist`.
"""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, Max, OuterRef

from gis_platform import audit
from gis_platform.common.clock import county_date, county_moment
from gis_platform.common.errors import refuse, require
from gis_platform.common.later import run_later
from layers.sites.models import Site

from .content import (
    ReleasedStop,
    as_released,
    find_stop,
    moment,
    open_place,
    planned_at,
    standings,
    stops_of,
    team_of,
)
from .envelope import open_envelope, write_envelope
from .models import Assembly, Plan, Release, Round, Stop
from .queries import plans_with
from .rules import (
    RELEASE_LEAD,
    STOP_TRANSITIONS,
    PlanStanding,
    PlanState,
    StopState,
    closed_state,
    closes_by_itself,
    has_lapsed,
    may_close,
    may_depart,
    may_release,
    may_release_by_hand,
    may_skip,
    may_unseal,
    next_to_release,
)


def standing_of(plan) -> PlanStanding:
    return PlanStanding(PlanState(plan.state), plan.author_id, plan.approver_id)


# 1. Departure and release


@transaction.atomic
def start_duty(*, by, at) -> list[Plan]:
    """The first `duty.start` after T−60 departs the plan; returns the plans that departed by this one."""
    calls = Assembly.objects.calling(by).filter(date=county_date(at), plan__state=PlanState.SEALED).order_by("plan_id")
    return [plan for call in calls if (plan := _depart(call, by, at))]


def _depart(call, by, at):
    plan = Plan.objects.locked(call.plan_id)
    if not may_depart(standing_of(plan), departs_at=call.departs_at, at=at).ok:
        return None
    plan.state = PlanState.DEPARTED
    plan.save(update_fields=["state"])
    audit.record(by, "plan.departed", plan, at=at)
    return plan


def release_due(*, at) -> int:
    """T−60 has come: each team leader may see the first stop. Returns how many were released."""
    released = Release.objects.filter(plan=OuterRef("plan"), leader=OuterRef("member"))
    waiting = Assembly.objects.filter(
        ~Exists(released),
        is_leader=True,
        plan__in=Plan.objects.under_way(),
        departs_at__lte=at + RELEASE_LEAD,
        shift_ends_at__gt=at,
    )
    plan_ids = waiting.order_by("plan_id").values_list("plan_id", flat=True).distinct()
    return sum(_release_first(plan_id, at) for plan_id in list(plan_ids))


@transaction.atomic
def _release_first(plan_id, at) -> int:
    plan = Plan.objects.locked(plan_id)
    content = open_envelope(plan, by=None, why="release", at=at)
    told = set(plan.releases.values_list("leader", flat=True))
    waiting = [team for team in content["teams"] if team["leader"] not in told]
    released = sum(_release_next(plan, team, content, at) for team in waiting)
    if released:
        write_envelope(plan, content)
    return released


def _release_next(plan, team, content, at) -> bool:
    place = _next_due(plan, team, content, at)
    if place is None:
        return False
    _release(plan, team, team["stops"][place], by=None, at=at)
    return True


def _next_due(plan, team, content, at) -> int | None:
    """Place of the stop whose turn and time have come."""
    place = next_to_release(standings(team))
    if place is None:
        return None
    verdict = may_release(
        standing_of(plan),
        standings(team),
        place,
        departs_at=moment(content["departs_at"]),
        before_planned_at=planned_at(content, team["stops"][place - 1]) if place else None,
        at=at,
    )
    return place if verdict.ok else None


def _release(plan, team, stop, *, by, at):
    stop["state"], stop["released_at"] = StopState.RELEASED.value, at.isoformat()
    Release.objects.create(plan=plan, leader_id=team["leader"], at=at, by=by)
    audit.record(by, "plan.released", plan, at=at, data={"leader": team["leader"]})


@transaction.atomic
def release_stop(plan, *, by, stop_id, at):
    """By hand, before its turn: author or approver. Raises Refused, Stop.DoesNotExist."""
    plan = Plan.objects.locked(plan.pk)
    content = open_envelope(plan, by=by, why="release by hand", at=at)
    team, _, stop = find_stop(content, stop_id) or _no_such_stop()
    departs_at = moment(content["departs_at"])
    require(may_release_by_hand(standing_of(plan), StopState(stop["state"]), departs_at=departs_at, by=by.pk, at=at))
    _release(plan, team, stop, by=by, at=at)
    write_envelope(plan, content)
    return plan


# 2. What a phone may know


def released_stop(user, *, at) -> ReleasedStop | None:
    """The stop that this team leader may see now; None for everybody else, and when none is open."""
    release_due(at=at)
    calls = Assembly.objects.calling(user).filter(is_leader=True, plan__in=Plan.objects.under_way())
    with transaction.atomic():
        for call in calls.filter(plan__releases__leader=user).select_related("plan").order_by("departs_at").distinct():
            content = open_envelope(call.plan, by=user, why="package", at=at)
            team = team_of(content, user.pk)
            if team and open_place(team) is None and _next_due(call.plan, team, content, at) is not None:
                team = _release_waiting(call.plan_id, user, at)
            if team and (place := open_place(team)) is not None:
                return as_released(call.plan_id, team, place)
    return None


def _release_waiting(plan_id, leader, at):
    """The team whose stop before was passed by ahead of its time, now that the time has come."""
    plan = Plan.objects.locked(plan_id)
    content = open_envelope(plan, by=leader, why="release", at=at)
    team = team_of(content, leader.pk)
    if _release_next(plan, team, content, at):
        write_envelope(plan, content)
    return team


def released_for_team(user, *, at) -> list[ReleasedStop]:
    """For a member who does not lead: the stops of the own round that are unsealed, and nothing before."""
    opened = [
        (plan, team, place)
        for plan, team in _own_teams(user, at, why="package")
        for place, stop in enumerate(team["stops"])
        if stop["state"] in (StopState.UNSEALED, StopState.LEFT)
    ]
    return [as_released(plan.pk, team, place) for plan, team, place in opened]


def stops_to_match(user, *, at) -> list[ReleasedStop]:
    """Every stop ever released to the user's team, for the server to hold an arrival against: never to be shown.

    Includes stops that were closed as not reached meanwhile, since a phone without signal reports late (S3).
    """
    return [
        as_released(plan.pk, team, place)
        for plan, team in _own_teams(user, at, why="match arrival")
        for place, stop in enumerate(team["stops"])
        if stop["released_at"] and stop["state"] != StopState.SKIPPED
    ]


@transaction.atomic
def _own_teams(user, at, *, why):
    release_due(at=at)
    called = plans_with(user, at=at).filter(assemblies__member=user, releases__isnull=False).distinct()
    opened = [(plan, open_envelope(plan, by=user, why=why, at=at)) for plan in called]
    return [(plan, team) for plan, content in opened if (team := team_of(content, user.pk))]


# 3. At the stop


@transaction.atomic
def unseal(*, by, stop_id, at) -> Stop:
    """The verified arrival opens its stop, and no other (I8): from now on it is a row. Doing it twice is doing it once.

    `by`: an officer of the round, or author or approver who accepts an arrival. Raises Refused, Stop.DoesNotExist.
    """
    plan, content, team, stop = _locked_stop(by, stop_id, at, why="unseal")
    if row := Stop.objects.filter(pk=stop_id).first():
        return row
    released_at = stop["released_at"] and moment(stop["released_at"])
    require(may_unseal(StopState(stop["state"]), released_at=released_at, received_at=at))
    state = STOP_TRANSITIONS[StopState(stop["state"]), "unseal"]
    if state == StopState.LEFT or stop["left_at"]:
        state, stop["left_at"] = StopState.LEFT, stop["left_at"] or at.isoformat()
    stop["state"], stop["unsealed_at"] = state.value, at.isoformat()
    _set_out(plan, by, at)
    row = _stop_row(plan, team, stop, at)
    write_envelope(plan, content)
    audit.record(by, "stop.unsealed", row, at=at)
    return row


def _set_out(plan, by, at):
    """Whoever stands at the first gate has departed, with or without a `duty.start`."""
    if plan.state == PlanState.SEALED:
        plan.state = PlanState.DEPARTED
        plan.save(update_fields=["state"])
        audit.record(by, "plan.departed", plan, at=at)


def _stop_row(plan, team, stop, at):
    round_, is_new = Round.objects.get_or_create(
        pk=UUID(team["round_id"]), defaults={"plan": plan, "leader_id": team["leader"]}
    )
    if is_new:
        round_.members.set(team["members"])
    site = Site.objects.get(pk=stop["site"])
    return Stop.objects.create(
        pk=UUID(stop["stop_id"]),
        round=round_,
        site=site,
        township_id=site.township_id,
        sector_line_id=site.sector_line_id,
        state=stop["state"],
        selection_mode=stop["mode"],
        unsealed_at=at,
        left_at=stop["left_at"] and moment(stop["left_at"]),
    )


@transaction.atomic
def leave(*, by, stop_id, at) -> None:
    """`visit.leave` was applied: the stop is behind, also where its arrival has not verified; the next one may come."""
    plan, content, team, stop = _locked_stop(by, stop_id, at, why="leave")
    if stop["left_at"]:
        return
    if stop["state"] not in (StopState.RELEASED, StopState.UNSEALED):
        raise refuse("stop.wrong_state", state=stop["state"])
    if stop["state"] == StopState.UNSEALED:
        stop["state"] = StopState.LEFT.value
        Stop.objects.filter(pk=stop_id).update(state=StopState.LEFT, left_at=at)
    stop["left_at"] = at.isoformat()
    _set_out(plan, by, at)
    _go_on(plan, content, team, by, at)


@transaction.atomic
def skip(*, by, stop_id, reason: str, at) -> None:
    """The team leader passes a released stop by; it stays sealed, its reason with it. Raises Refused, DoesNotExist."""
    plan, content, team, stop = _locked_stop(by, stop_id, at, why="skip")
    if by.pk != team["leader"] or not stop["released_at"]:
        raise Stop.DoesNotExist
    if stop["state"] == StopState.SKIPPED:
        return
    require(may_skip(standings(team)[team["stops"].index(stop)], reason=reason))
    stop |= {"state": StopState.SKIPPED.value, "left_at": at.isoformat(), "skipped_because": reason}
    _set_out(plan, by, at)
    audit.record(by, "plan.stop_skipped", plan, at=at)
    _go_on(plan, content, team, by, at)


def _go_on(plan, content, team, by, at):
    if _is_over(plan, content, at):
        _complete(plan, content, by=by, reason="", at=at)
    elif plan.state in (PlanState.SEALED, PlanState.DEPARTED):
        _release_next(plan, team, content, at)
    write_envelope(plan, content)


def _is_over(plan, content, at) -> bool:
    shift_ends_at = moment(content["shift_ends_at"])
    return closes_by_itself(PlanState(plan.state), _every(content), shift_ends_at=shift_ends_at, at=at)


def _every(content):
    return [standing for team in content["teams"] for standing in standings(team)]


def _locked_stop(by, stop_id, at, *, why):
    """(plan, content, team, stop) of a stop in one of `by`'s own plans; the time it takes tells nothing of others'."""
    for plan_id in list(plans_with(by, at=at).values_list("pk", flat=True)):
        plan = Plan.objects.locked(plan_id)
        content = open_envelope(plan, by=by, why=why, at=at)
        if found := find_stop(content, stop_id):
            team, _, stop = found
            if by.pk in {*team["members"], plan.author_id, plan.approver_id}:
                return plan, content, team, stop
    raise Stop.DoesNotExist


def _no_such_stop():
    raise Stop.DoesNotExist


# 4. The end


@transaction.atomic
def close_plan(plan, *, by, reason: str, at) -> Plan:
    """By hand: author or approver. What is still ahead becomes `not_reached`. Raises Refused with every reason."""
    plan = Plan.objects.locked(plan.pk)
    content = open_envelope(plan, by=by, why="close", at=at)
    require(may_close(standing_of(plan), _every(content), by=by.pk, reason=reason))
    _complete(plan, content, by=by, reason=reason, at=at)
    write_envelope(plan, content)
    return plan


def close_due(*, at) -> int:
    """The shift is over: a departed plan is completed with what it reached."""
    over = Plan.objects.filter(state=PlanState.DEPARTED).exclude(assemblies__shift_ends_at__gt=at)
    return sum(_close_by_itself(plan_id, at) for plan_id in list(over.values_list("pk", flat=True)))


@transaction.atomic
def _close_by_itself(plan_id, at) -> bool:
    plan = Plan.objects.locked(plan_id)
    content = open_envelope(plan, by=None, why="shift is over", at=at)
    if not _is_over(plan, content, at):
        return False
    _complete(plan, content, by=None, reason="", at=at)
    write_envelope(plan, content)
    return True


def _complete(plan, content, *, by, reason, at):
    for _, _, stop in stops_of(content):
        if stop["state"] == StopState.UNSEALED:
            stop["left_at"] = stop["left_at"] or at.isoformat()
            Stop.objects.filter(pk=stop["stop_id"]).update(state=StopState.LEFT, left_at=at)
        stop["state"] = closed_state(StopState(stop["state"])).value
    plan.state, plan.closed_at, plan.ended_because = PlanState.COMPLETED, at, reason
    plan.save(update_fields=["state", "closed_at", "ended_because"])
    audit.record(by, "plan.completed", plan, at=at)
    run_later("inspections.planning.tasks.file_record", plan.pk)


@transaction.atomic
def lapse_due(*, at) -> int:
    """A plan nobody set out on, or a draft nobody sealed, stays sealed for ever; no envelope is opened for it."""
    waiting = Plan.objects.filter(state__in=[PlanState.DRAFT, PlanState.SEALED], date__lte=county_date(at))
    due = [plan.pk for plan in waiting if _has_lapsed(plan, at)]
    locked = Plan.objects.select_for_update().filter(pk__in=due).order_by("pk")
    lapsed = [plan for plan in locked if _has_lapsed(plan, at)]
    for plan in lapsed:
        plan.state = PlanState.LAPSED
        plan.save(update_fields=["state"])
        audit.record(None, "plan.lapsed", plan, at=at)
    return len(lapsed)


def _has_lapsed(plan, at) -> bool:
    """The shift of a sealed plan stands with its calls; a draft has none and waits until its day is over."""
    called = plan.assemblies.aggregate(last=Max("shift_ends_at"))["last"]
    day_ends_at = county_moment(plan.date + timedelta(days=1))
    return has_lapsed(PlanState(plan.state), shift_ends_at=called or day_ends_at, at=at)
