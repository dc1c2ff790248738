"""密封计划 plans and their stops: states, who may seal, when the next stop is released, when a round is over.

Source: S1–S3, S6–S7, §2. A plan's content is in its envelope; these rules see ids, states and moments only.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from gis_platform.common.verdict import Verdict

RELEASE_LEAD = timedelta(minutes=60)
RECORD_DELAY = timedelta(days=7)
SEALER_ROLES = frozenset({"dispatcher", "county_leader"})


class PlanState(StrEnum):
    DRAFT = "draft"
    SEALED = "sealed"
    DEPARTED = "departed"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"


# {(state, deed): next state}; a draft that nobody seals ends like a sealed plan that nobody walks.
PLAN_TRANSITIONS = {
    (PlanState.DRAFT, "draw"): PlanState.DRAFT,
    (PlanState.DRAFT, "route"): PlanState.DRAFT,
    (PlanState.DRAFT, "seal"): PlanState.SEALED,
    (PlanState.DRAFT, "cancel"): PlanState.CANCELLED,
    (PlanState.DRAFT, "lapse"): PlanState.LAPSED,
    (PlanState.SEALED, "depart"): PlanState.DEPARTED,
    (PlanState.SEALED, "cancel"): PlanState.CANCELLED,
    (PlanState.SEALED, "lapse"): PlanState.LAPSED,
    (PlanState.DEPARTED, "close"): PlanState.COMPLETED,
}


class StopState(StrEnum):
    SEALED = "sealed"
    RELEASED = "released"
    UNSEALED = "unsealed"
    LEFT = "left"
    SKIPPED = "skipped"
    NOT_REACHED = "not_reached"
    NOT_FITTED = "not_fitted"


# A phone without signal may report an arrival after the round was closed (S3): the released stop opens then.
STOP_TRANSITIONS = {
    (StopState.SEALED, "release"): StopState.RELEASED,
    (StopState.RELEASED, "unseal"): StopState.UNSEALED,
    (StopState.RELEASED, "skip"): StopState.SKIPPED,
    (StopState.UNSEALED, "leave"): StopState.LEFT,
    (StopState.SEALED, "close"): StopState.NOT_REACHED,
    (StopState.RELEASED, "close"): StopState.NOT_REACHED,
    (StopState.UNSEALED, "close"): StopState.LEFT,
    (StopState.NOT_REACHED, "unseal"): StopState.LEFT,
}
FINISHED = frozenset({StopState.LEFT, StopState.SKIPPED, StopState.NOT_REACHED, StopState.NOT_FITTED})


class SelectionMode(StrEnum):
    """How a site came into a plan (S6); all but the draw need their basis on record."""

    RANDOM = "random"
    KEY = "key"
    COMPLAINT = "complaint"
    REFERRAL = "referral"


@dataclass(frozen=True, slots=True)
class StopStanding:
    """One stop in its place in the round. `left_at` is set by leave or skip, also where the arrival never verified."""

    state: StopState
    left_at: datetime | None = None

    @property
    def is_behind(self) -> bool:
        return self.left_at is not None or self.state in FINISHED

    @property
    def is_passed_by(self) -> bool:
        """Behind, but nobody was seen to reach it."""
        return self.is_behind and self.state in (StopState.RELEASED, StopState.SKIPPED)


@dataclass(frozen=True, slots=True)
class PlanStanding:
    state: PlanState
    author: Hashable
    approver: Hashable | None = None


# 1. Plan


def may_change_draft(plan: PlanStanding, deed: str, *, by: Hashable) -> Verdict:
    """draw and route: the author alone, while it is a draft."""
    return Verdict.unless(
        ((plan.state, deed) not in PLAN_TRANSITIONS, "round.wrong_state", {"state": plan.state, "deed": deed}),
        (by != plan.author, "round.not_the_author", {}),
    )


def may_seal(plan: PlanStanding, *, by: Hashable, role: str, stops: int, departs_at: datetime, at: datetime) -> Verdict:
    """Approved and sealed in one deed by a second dispatcher or a county leader, before departure."""
    return Verdict.unless(
        ((plan.state, "seal") not in PLAN_TRANSITIONS, "round.wrong_state", {"state": plan.state, "deed": "seal"}),
        (by == plan.author, "round.approver_is_author", {}),
        (by not in (plan.author, plan.approver), "round.not_the_named_approver", {}),
        (role not in SEALER_ROLES, "round.role_may_not_seal", {"role": role}),
        (stops < 1, "round.no_stops", {}),
        (at >= departs_at, "round.departure_is_past", {"departs_at": departs_at}),
    )


def may_cancel(plan: PlanStanding, *, by: Hashable, reason: str) -> Verdict:
    return Verdict.unless(
        ((plan.state, "cancel") not in PLAN_TRANSITIONS, "round.wrong_state", {"state": plan.state, "deed": "cancel"}),
        (by not in (plan.author, plan.approver), "round.not_author_or_approver", {}),
        (not reason.strip(), "round.reason_needed", {}),
    )


def may_depart(plan: PlanStanding, *, departs_at: datetime, at: datetime) -> Verdict:
    """Departed = the first `duty.start` after T−60; T is the round's planned departure."""
    opens_at = releases_at(departs_at)
    return Verdict.unless(
        ((plan.state, "depart") not in PLAN_TRANSITIONS, "round.wrong_state", {"state": plan.state, "deed": "depart"}),
        (at < opens_at, "round.too_early", {"opens_at": opens_at}),
    )


def has_lapsed(state: PlanState, *, shift_ends_at: datetime, at: datetime) -> bool:
    """A plan that nobody set out on by the end of its shift stays sealed for ever."""
    return (state, "lapse") in PLAN_TRANSITIONS and at >= shift_ends_at


# 2. Stops


def releases_at(departs_at: datetime, lead: timedelta = RELEASE_LEAD) -> datetime:
    """T−60: from here on the team leader sees the first stop."""
    return departs_at - lead


def next_to_release(stops: Sequence[StopStanding]) -> int | None:
    """Place of the stop whose turn it is; None while one is open, or when all are behind."""
    ahead = [place for place, stop in enumerate(stops) if not stop.is_behind]
    return ahead[0] if ahead and stops[ahead[0]].state == StopState.SEALED else None


def may_release(
    plan: PlanStanding,
    stops: Sequence[StopStanding],
    place: int,
    *,
    departs_at: datetime,
    before_planned_at: datetime | None = None,
    at: datetime,
) -> Verdict:
    """The first stop from T−60, each next one after leaving the one before (S1).

    Passing a stop by must not open the day ahead of its time: the next one waits until the team was planned there.
    """
    stop, opens_at = stops[place], releases_at(departs_at)
    if place and before_planned_at and stops[place - 1].is_passed_by:
        opens_at = max(opens_at, before_planned_at)
    waits_for = [before for before in range(place) if not stops[before].is_behind]
    return Verdict.unless(
        (plan.state not in (PlanState.SEALED, PlanState.DEPARTED), "round.wrong_state", {"state": plan.state}),
        ((stop.state, "release") not in STOP_TRANSITIONS, "stop.wrong_state", {"state": stop.state}),
        (at < opens_at, "round.too_early", {"opens_at": opens_at}),
        (bool(waits_for), "stop.earlier_stop_open", {"places": waits_for}),
    )


def may_release_by_hand(
    plan: PlanStanding, stop: StopState, *, departs_at: datetime, by: Hashable, at: datetime
) -> Verdict:
    """Author or approver may open a stop before its turn, for instance when the first road is closed; after T−60."""
    opens_at = releases_at(departs_at)
    return Verdict.unless(
        (at < opens_at, "round.too_early", {"opens_at": opens_at}),
        (plan.state not in (PlanState.SEALED, PlanState.DEPARTED), "round.wrong_state", {"state": plan.state}),
        ((stop, "release") not in STOP_TRANSITIONS, "stop.wrong_state", {"state": stop}),
        (by not in (plan.author, plan.approver), "round.not_author_or_approver", {}),
    )


def may_skip(stop: StopStanding, *, reason: str) -> Verdict:
    return Verdict.unless(
        ((stop.state, "skip") not in STOP_TRANSITIONS or stop.is_behind, "stop.wrong_state", {"state": stop.state}),
        (not reason.strip(), "stop.reason_needed", {}),
    )


def may_unseal(stop: StopState, *, released_at: datetime | None, received_at: datetime) -> Verdict:
    """Only a released stop; the server's clock decides (S2). The arrival itself is judged by the visit."""
    is_released = released_at is not None and released_at <= received_at
    return Verdict.unless(
        (not is_released or (stop, "unseal") not in STOP_TRANSITIONS, "stop.not_released", {}),
    )


# 3. The end


def is_complete(stops: Sequence[StopStanding]) -> bool:
    return all(stop.is_behind for stop in stops)


def may_close(plan: PlanStanding, stops: Sequence[StopStanding], *, by: Hashable, reason: str) -> Verdict:
    """By hand before the shift is over: author or approver, with a reason while stops are open."""
    return Verdict.unless(
        ((plan.state, "close") not in PLAN_TRANSITIONS, "round.wrong_state", {"state": plan.state, "deed": "close"}),
        (by not in (plan.author, plan.approver), "round.not_author_or_approver", {}),
        (not is_complete(stops) and not reason.strip(), "round.reason_needed", {}),
    )


def closes_by_itself(state: PlanState, stops: Sequence[StopStanding], *, shift_ends_at: datetime, at: datetime) -> bool:
    """Completed = every stop behind, or the shift is over; what is still ahead becomes `not_reached`."""
    return (state, "close") in PLAN_TRANSITIONS and (is_complete(stops) or at >= shift_ends_at)


def closed_state(stop: StopState) -> StopState:
    """The state a stop has once its round is closed."""
    return STOP_TRANSITIONS.get((stop, "close"), stop)


def record_public_at(closed_at: datetime, delay: timedelta = RECORD_DELAY) -> datetime:
    """When the public record of the draw appears (S7)."""
    return closed_at + delay
