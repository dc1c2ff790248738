"""Planning: what a day can hold, and the order of freeze, nonce and draw that makes a draw provable (S6, S7)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from gis_platform.common.verdict import Verdict

ATTEMPTS = 3
LUNCH_S = 3600
SHORTEST_VISIT_S = 1800  # what a stop takes at least, the way to it not counted
LAST_DEPARTURE = time(16)
_NONCE = re.compile(r"[0-9a-f]{64}")
_ONE_DIGIT = re.compile(r"(.)\1{63}")


@dataclass(frozen=True, slots=True)
class Ask:
    """What the dispatcher asks for."""

    date: date
    teams: int
    stops: int
    departs_at: datetime
    shift_ends_at: datetime

    @property
    def most_stops(self) -> int:
        """As many as the shifts could hold without any driving: an upper bound that nobody can argue with."""
        shift_s = (self.shift_ends_at - self.departs_at).total_seconds()
        return max(0, self.teams * int((shift_s - LUNCH_S) // SHORTEST_VISIT_S))


@dataclass(frozen=True, slots=True)
class CeremonyStanding:
    """How far the day's draw is; `snapshot_hash` is our own of this attempt, `shown` what the witness has seen."""

    date: date
    attempt: int
    snapshot_hash: str | None
    shown: Sequence[str]
    has_nonce: bool
    is_drawn: bool


def may_plan(ask: Ask, *, at: datetime, has_commitment: bool) -> Verdict:
    return Verdict.unless(
        (ask.departs_at <= at, "plan.departure_is_past", {"departs_at": ask.departs_at}),
        (ask.shift_ends_at <= ask.departs_at, "plan.shift_ends_before_departure", {}),
        (not has_commitment, "draw.no_commitment", {"date": ask.date}),
        (ask.teams < 1, "plan.no_team", {}),
        (ask.stops < ask.teams, "plan.fewer_stops_than_teams", {"stops": ask.stops, "teams": ask.teams}),
        (ask.stops > ask.most_stops, "plan.more_stops_than_daylight", {"stops": ask.stops, "most": ask.most_stops}),
    )


def first_departure(on: date, *, at: datetime) -> time | None:
    """What to propose: 8:30; on the day itself the half hour after the next; None once it is too late to go out.

    `at` in the county's time.
    """
    if on > at.date() or at.time() < time(8):
        return time(8, 30)
    half_hours = at.replace(minute=at.minute // 30 * 30, second=0, microsecond=0) + timedelta(hours=1)
    return half_hours.time() if half_hours.date() == on and half_hours.time() <= LAST_DEPARTURE else None


def may_freeze(standing: CeremonyStanding, *, stops: int, most_stops: int) -> Verdict:
    return Verdict.unless(
        (bool(standing.shown), "draw.values_already_shown", {"date": standing.date}),
        (stops > most_stops, "draw.pool_too_small", {"stops": stops, "most": most_stops}),
    )


def may_draw(standing: CeremonyStanding) -> Verdict:
    """Only a snapshot that the witness was shown before giving the nonce may be drawn from."""
    is_ours = standing.snapshot_hash is not None and standing.snapshot_hash in standing.shown
    return Verdict.unless(
        (standing.is_drawn, "draw.already_drawn", {"attempt": standing.attempt}),
        (standing.snapshot_hash is None, "draw.not_frozen", {}),
        (not standing.has_nonce, "draw.no_nonce", {"date": standing.date}),
        (standing.has_nonce and not is_ours, "draw.not_shown", {"date": standing.date}),
    )


def may_redraw(standing: CeremonyStanding, *, reason: str) -> Verdict:
    """Each attempt has its own key; the earlier one stays on record with the reason (S7)."""
    return Verdict.unless(
        (not standing.has_nonce, "draw.no_nonce", {"date": standing.date}),
        (standing.attempt >= ATTEMPTS, "draw.no_attempt_left", {"most": ATTEMPTS}),
        (not reason.strip(), "draw.reason_needed", {}),
    )


def may_show(*, is_witness: bool, on: date, today: date, has_commitment: bool) -> Verdict:
    return Verdict.unless(
        (not is_witness, "draw.not_the_witness", {}),
        (on < today, "draw.day_is_past", {"date": on}),
        (not has_commitment, "draw.no_commitment", {"date": on}),
    )


def may_give(*, is_witness: bool, is_shown: bool, given: str, nonce: str, on: date) -> Verdict:
    """Once given it stands; the same number again is not a second one."""
    return Verdict.unless(
        (not is_witness, "draw.not_the_witness", {}),
        (not is_shown, "draw.values_not_shown", {"date": on}),
        (bool(given) and given != nonce, "draw.nonce_already_given", {"date": on}),
        (_NONCE.fullmatch(nonce) is None, "draw.nonce_malformed", {}),
        (_ONE_DIGIT.fullmatch(nonce) is not None, "draw.nonce_one_digit", {}),
    )


def may_put_up(*, is_routed: bool, stops: int, approver_may_seal: bool, is_author: bool) -> Verdict:
    return Verdict.unless(
        (not is_routed, "plan.not_routed", {}),
        (is_routed and stops < 1, "round.no_stops", {}),
        (is_author, "round.approver_is_author", {}),
        (not is_author and not approver_may_seal, "plan.approver_may_not_seal", {}),
    )
