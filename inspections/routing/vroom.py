"""VROOM: the best feasible timetable of a team's fixed set, and stops assigned freely to teams (milliseconds).

It reaches as many stops as it can, then drives as little as it can: `objective_s` of timetable.py.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import vroom

from .router import Matrix
from .timetable import Assignment, Stop, Team, Timetable, fuller_walk, settle

_FAR_S = 10_000_000  # no road: longer than any shift
_EXPLORATION, _THREADS = 5, 1  # with more threads, orders of equal cost change places from run to run
_TRY_ALL = 5
_WORK = 450  # stops × starts: 15 starts for 30 stops


def best_timetable(stops: Sequence[Stop], matrix: Matrix, team: Team) -> Timetable:
    """Every stop of the set is in `stops` or, with its reason, in `not_fitted`."""
    found = settle(_orders(stops, matrix, [team]), stops, matrix, [team])
    day = found.timetables[0]
    # VROOM misses a stop on 1 tight day of 400; with the few stops of a team, all orders can be tried.
    if found.not_fitted and len(stops) <= _TRY_ALL and (fuller := fuller_walk(day, stops, matrix, team)):
        return fuller
    return replace(day, not_fitted=found.not_fitted)


def free_assignment(stops: Sequence[Stop], matrix: Matrix, teams: Sequence[Team]) -> Assignment:
    """Teams choose freely among the stops: what a day could hold, and the measure for benchmarks.

    VROOM's answer hangs on the order it is given the stops in, by up to 6 %: several orders are tried, fewer of many.
    """
    turns = range(0, len(stops), max(1, len(stops) ** 2 // _WORK)) or (0,)
    orders = (_orders([*stops[k:], *stops[:k]], matrix, teams) for k in turns)
    return min((settle(order, stops, matrix, teams) for order in orders), key=lambda found: found.objective_s)


def _orders(stops: Sequence[Stop], matrix: Matrix, teams: Sequence[Team]) -> list[list[Stop]]:
    jobs = [_job(number, stop) for number, stop in enumerate(stops) if stop.begins]
    orders: list[list[Stop]] = [[] for _ in teams]
    if not jobs or not teams:
        return orders
    problem = vroom.Input()
    seconds = [[_FAR_S if s is None else s for s in row] for row in matrix.duration_s]
    problem.set_durations_matrix(profile="car", matrix_input=np.array(seconds, dtype=np.uint32))
    problem.add_vehicle([_vehicle(number, team) for number, team in enumerate(teams)])
    problem.add_job(jobs)
    steps = problem.solve(exploration_level=_EXPLORATION, nb_threads=_THREADS).routes
    for row in steps[steps["type"] == "job"].itertuples():
        orders[row.vehicle_id].append(stops[row.id])
    return orders


def _vehicle(number: int, team: Team) -> vroom.Vehicle:
    shift = vroom.TimeWindow(*team.shift)
    return vroom.Vehicle(number, start=team.depot, end=team.depot, time_window=shift, breaks=_breaks(number, team))


def _breaks(number: int, team: Team) -> list[vroom.Break]:
    lunch = team.lunch_on_duty
    if not lunch:
        return []
    begins = [vroom.TimeWindow(lunch.from_s, lunch.latest_s)]
    return [vroom.Break(number, time_windows=begins, service=lunch.length_s)]


def _job(number: int, stop: Stop) -> vroom.Job:
    begins = [vroom.TimeWindow(*span) for span in sorted(stop.begins)]
    return vroom.Job(number, location=stop.at, default_service=stop.service_s, time_windows=begins)
