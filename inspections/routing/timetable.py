"""A team's day: stops walked through opening hours, lunch and shift; why one does not fit; what a plan costs.

Moments are seconds of the county's day (8:30 = 30,600). The set of stops is drawn elsewhere and never changed here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import permutations

from .router import Matrix

Span = tuple[int, int]  # from, until

ANY_TIME: Span = (0, 86_400)
# More than anyone can drive in a day: one more stop reached always outweighs any saving of road.
UNPLANNED_S = 100_000


class NotFitted(StrEnum):
    NOT_REACHABLE = "route.not_reachable"
    OUTSIDE_WINDOW = "route.outside_window"
    SHIFT_TOO_SHORT = "route.shift_too_short"


@dataclass(frozen=True, slots=True)
class Lunch:
    """A break of that length, all of it between the two moments [default 60 min in 11:30–13:30]."""

    length_s: int = 3600
    from_s: int = 41_400
    until_s: int = 48_600

    @property
    def latest_s(self) -> int:
        return self.until_s - self.length_s


@dataclass(frozen=True, slots=True)
class Stop:
    """`at` is its row in the matrix. The whole visit lies inside one of `windows`; none given: any time."""

    key: str
    at: int
    service_min: int
    windows: tuple[Span, ...] = ()

    @property
    def service_s(self) -> int:
        return self.service_min * 60

    @property
    def begins(self) -> tuple[Span, ...]:
        """When the visit may begin so that it ends before closing; a window too short for it has no place here."""
        windows = self.windows or (ANY_TIME,)
        return tuple((opens, closes - self.service_s) for opens, closes in windows if opens + self.service_s <= closes)

    def start_from(self, ready_s: int) -> int | None:
        starts = (max(ready_s, first) for first, last in self.begins if ready_s <= last)
        return min(starts, default=None)


@dataclass(frozen=True, slots=True)
class Team:
    """`depot` is its row in the matrix; it leaves there and is back within `shift`."""

    key: str
    depot: int
    shift: Span
    lunch: Lunch | None = Lunch()

    @property
    def lunch_on_duty(self) -> Lunch | None:
        """A shift that does not hold the whole lunch time has no break in it."""
        inside = self.lunch and self.shift[0] <= self.lunch.from_s and self.lunch.until_s <= self.shift[1]
        return self.lunch if inside else None


@dataclass(frozen=True, slots=True)
class PlannedStop:
    """`wait_s`: idle between leaving the place before and `start_s`, whether for a gate or for lunch time."""

    key: str
    arrive_s: int
    start_s: int
    leave_s: int
    wait_s: int


@dataclass(frozen=True, slots=True)
class Timetable:
    team: str
    depart_s: int
    stops: tuple[PlannedStop, ...]
    lunch_s: int | None  # its begin; None: no lunch on duty, or eaten at the depot after the return
    return_s: int
    drive_s: int
    distance_m: int
    not_fitted: tuple[tuple[str, NotFitted], ...] = ()

    @property
    def idle_s(self) -> int:
        return sum(stop.wait_s for stop in self.stops)

    @property
    def km(self) -> float:
        return round(self.distance_m / 1000, 1)


@dataclass(frozen=True, slots=True)
class Assignment:
    """Stops given freely to teams: a timetable a team, and the stops that no team can take."""

    timetables: tuple[Timetable, ...]
    not_fitted: tuple[tuple[str, NotFitted], ...]

    @property
    def objective_s(self) -> int:
        return objective_s(self.timetables, len(self.not_fitted))


def objective_s(timetables: Iterable[Timetable], unplanned: int = 0) -> int:
    """The one measure of a plan, for every solver: seconds driven, plus UNPLANNED_S for each stop left out."""
    return sum(t.drive_s + UNPLANNED_S * len(t.not_fitted) for t in timetables) + UNPLANNED_S * unplanned


def walk(order: Sequence[Stop], matrix: Matrix, team: Team) -> Timetable | None:
    """The timetable of this order with the earliest return, or None when it can't be kept.

    Lunch is tried on every leg. It is eaten before the next arrival, never at the gate of a place about to be checked.
    """
    legs = range(len(order) + 1) if team.lunch_on_duty else (None,)
    days = (_walk(order, matrix, team, leg) for leg in legs)
    return min((day for day in days if day), key=lambda day: (day.return_s, day.idle_s), default=None)


def why_not(stop: Stop, matrix: Matrix, team: Team) -> NotFitted:
    """Why a stop was left out: the first reason that holds. The last one: the day has no room beside the others."""
    if matrix.duration_s[team.depot][stop.at] is None or matrix.duration_s[stop.at][team.depot] is None:
        return NotFitted.NOT_REACHABLE
    if not walk([stop], matrix, team) and walk([replace(stop, windows=())], matrix, team):
        return NotFitted.OUTSIDE_WINDOW
    return NotFitted.SHIFT_TOO_SHORT


def settle(
    orders: Sequence[Sequence[Stop]], stops: Sequence[Stop], matrix: Matrix, teams: Sequence[Team]
) -> Assignment:
    """A solver's orders, one a team, as timetables; a stop in none of them is left out with its reason."""
    days = tuple(_longest_walk(order, matrix, team) for order, team in zip(orders, teams, strict=True))
    reached = {planned.key for day in days for planned in day.stops}
    left_out = (stop for stop in stops if stop.key not in reached)
    return Assignment(days, tuple((stop.key, _mildest(stop, matrix, teams)) for stop in left_out))


def fuller_walk(day: Timetable, stops: Sequence[Stop], matrix: Matrix, team: Team) -> Timetable | None:
    """The order of least driving that holds more stops than `day`, tried one by one; None when there is none."""
    fit = [stop for stop in stops if walk([stop], matrix, team)]
    for size in range(len(fit), len(day.stops), -1):
        days = (walk(order, matrix, team) for order in permutations(fit, size))
        if best := min((d for d in days if d), key=lambda d: d.drive_s, default=None):
            reached = {planned.key for planned in best.stops}
            left_out = (stop for stop in stops if stop.key not in reached)
            return replace(best, not_fitted=tuple((stop.key, why_not(stop, matrix, team)) for stop in left_out))
    return None


def _longest_walk(order: Sequence[Stop], matrix: Matrix, team: Team) -> Timetable:
    """Solver and walk count alike; should they ever differ, the last stops are left out and say so."""
    for length in range(len(order), 0, -1):
        if day := walk(order[:length], matrix, team):
            return day
    return Timetable(team.key, team.shift[0], (), None, team.shift[0], 0, 0)


def _mildest(stop: Stop, matrix: Matrix, teams: Sequence[Team]) -> NotFitted:
    """Reasons are declared from hard to mild: out of reach for all, or only for the others?"""
    reasons = {why_not(stop, matrix, team) for team in teams}
    return next((reason for reason in reversed(NotFitted) if reason in reasons), NotFitted.SHIFT_TOO_SHORT)


def _walk(order: Sequence[Stop], matrix: Matrix, team: Team, lunch_leg: int | None) -> Timetable | None:
    clock, here, metres, lunch_s = team.shift[0], team.depot, 0, None
    drives: list[int] = []
    stops: list[PlannedStop] = []
    for leg, stop in enumerate((*order, None)):
        there = stop.at if stop else team.depot
        drive, length = _road(matrix, here, there)
        if drive is None or length is None:
            return None
        arrive, eaten = clock + drive, 0
        if leg == lunch_leg and (lunch := team.lunch_on_duty) and (stop or arrive > lunch.latest_s):
            lunch_s = max(clock, lunch.from_s)
            if lunch_s > lunch.latest_s:
                return None
            arrive, eaten = max(arrive, lunch_s) + lunch.length_s, lunch.length_s
        drives.append(drive)
        metres += length
        if stop:
            start = stop.start_from(arrive)
            if start is None:
                return None
            wait = start - clock - drive - eaten
            stops.append(PlannedStop(stop.key, arrive, start, start + stop.service_s, wait))
            arrive = start + stop.service_s
        clock, here = arrive, there
    if clock > team.shift[1]:
        return None
    day = Timetable(team.key, team.shift[0], tuple(stops), lunch_s, clock, sum(drives), metres)
    return _leave_later(day, drives[0], team)


def _road(matrix: Matrix, here: int, there: int) -> tuple[int | None, int | None]:
    return (0, 0) if here == there else (matrix.duration_s[here][there], matrix.distance_m[here][there])


def _leave_later(day: Timetable, first_drive_s: int, team: Team) -> Timetable:
    """Idle time before the first stop is spent at the depot, not before somebody's gate."""
    if not day.stops or not day.stops[0].wait_s:
        return day
    first, lunch = day.stops[0], team.lunch_on_duty
    depart = first.start_s - first_drive_s
    if lunch and day.lunch_s is not None and day.lunch_s < first.start_s and depart < day.lunch_s + lunch.length_s:
        return day
    return replace(day, depart_s=depart, stops=(replace(first, arrive_s=first.start_s, wait_s=0), *day.stops[1:]))
