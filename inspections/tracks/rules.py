"""轨迹 tracks: where a line is broken, which fixes cannot be true.

Source: §9, I31: a gap is a gap, never drawn or counted; a bad fix is kept and flagged.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import zip_longest

from gis_platform.common.geo import distance_m

GAP = timedelta(seconds=60)
GAP_M = 200.0
SPEED_LIMIT_MPS = 50.0


@dataclass(frozen=True, slots=True)
class Fix:
    """One position in WGS84; `at` is the fix's own time, in whatever order the phone sent it."""

    at: datetime
    lng: float
    lat: float
    accuracy_m: float = 0.0


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


def is_on_duty(at: datetime, shifts: Iterable[tuple[datetime, datetime | None]]) -> bool:
    """Whether a fix may be kept at all; a fix from off-duty time is answered and dropped (I31). None: still on duty."""
    return any(starts <= at and (ends is None or at <= ends) for starts, ends in shifts)
