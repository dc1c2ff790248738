"""轨迹 tracks: where a line is broken, which fixes cannot be true, where somebody stayed.

Source: domain §9, I31, lessons (11, 14, 15): a gap is a gap, never drawn or counted; a bad fix is kept and flagged.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise, zip_longest

from gis_platform.common.geo import distance_m

GAP = timedelta(seconds=60)
GAP_M = 200.0
SPEED_LIMIT_MPS = 50.0
STAY_RADIUS_M = 50.0
STAY_LEAST = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Fix:
    """One position in WGS84; `at` is the fix's own time, in whatever order the phone sent it."""

    at: datetime
    lng: float
    lat: float
    accuracy_m: float = 0.0


@dataclass(frozen=True, slots=True)
class Stay:
    """A stay within 50 m for 5 minutes or more; the position is the mean of its fixes."""

    starts_at: datetime
    ends_at: datetime
    lng: float
    lat: float
    fixes: int


def _step_m(a: Fix, b: Fix) -> float:
    return distance_m((a.lng, a.lat), (b.lng, b.lat))


def is_gap(a: Fix, b: Fix) -> bool:
    """More than 60 s or 200 m between two neighbours in fix time."""
    return abs(b.at - a.at) > GAP or _step_m(a, b) > GAP_M


def segments(fixes: Iterable[Fix]) -> list[list[Fix]]:
    """The runs without a gap, in fix time; a run of one fix is a point, not a line."""
    runs: list[list[Fix]] = []
    for fix in sorted(fixes, key=lambda one: one.at):
        if runs and not is_gap(runs[-1][-1], fix):
            runs[-1].append(fix)
        else:
            runs.append([fix])
    return runs


def driven_m(fixes: Iterable[Fix]) -> float:
    """Geodesic metres along the track, gaps left out."""
    return sum(_step_m(a, b) for run in segments(fixes) for a, b in pairwise(run))


def driven_time(fixes: Iterable[Fix]) -> timedelta:
    """Time with fixes; the time inside gaps is not counted."""
    return sum((run[-1].at - run[0].at for run in segments(fixes)), timedelta())


def implausible(fixes: Sequence[Fix], *, limit_mps: float = SPEED_LIMIT_MPS) -> set[int]:
    """Places in `fixes` of those that no vehicle reached and left: too fast from the last good fix and to the next one.

    Judged in fix time, so that a late batch is judged again with its true neighbours.
    """
    order = sorted(range(len(fixes)), key=lambda place: fixes[place].at)
    flagged: set[int] = set()
    good: Fix | None = None
    for place, following in zip_longest(order, order[1:]):
        fix = fixes[place]
        is_reached = good is None or not _is_too_fast(good, fix, limit_mps)
        is_left = following is None or not _is_too_fast(fix, fixes[following], limit_mps)
        if is_reached or (is_left and following is not None):
            good = fix
        else:
            flagged.add(place)
    return flagged


def _is_too_fast(a: Fix, b: Fix, limit_mps: float) -> bool:
    # What the two circles of accuracy could explain is no movement.
    moved_m = _step_m(a, b) - a.accuracy_m - b.accuracy_m
    return moved_m > limit_mps * abs((b.at - a.at).total_seconds())


def stays(fixes: Iterable[Fix], *, radius_m: float = STAY_RADIUS_M, least: timedelta = STAY_LEAST) -> list[Stay]:
    """Stay points inside the runs: a phone that was silent for an hour is a gap, not a stay."""
    return [stay for run in segments(fixes) for stay in _stays_of(run, radius_m, least)]


def _stays_of(run: Sequence[Fix], radius_m: float, least: timedelta) -> list[Stay]:
    found, first = [], 0
    while first < len(run):
        last = first
        while last + 1 < len(run) and _step_m(run[first], run[last + 1]) <= radius_m:
            last += 1
        here = run[first : last + 1]
        if here[-1].at - here[0].at >= least:
            found.append(_stay(here))
            first = last + 1
        else:
            first += 1
    return found


def _stay(here: Sequence[Fix]) -> Stay:
    lng, lat = (sum(values) / len(here) for values in ([fix.lng for fix in here], [fix.lat for fix in here]))
    return Stay(here[0].at, here[-1].at, lng, lat, len(here))


def is_on_duty(at: datetime, shifts: Iterable[tuple[datetime, datetime | None]]) -> bool:
    """Whether a fix may be kept at all; a fix from off-duty time is answered and dropped (I31). None: still on duty."""
    return any(starts <= at and (ends is None or at <= ends) for starts, ends in shifts)
