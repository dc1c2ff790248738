"""PyVRP as the measure of our plans: same stops, matrix, shifts, windows and lunch; seconds instead of milliseconds.

Prize-collecting with the objective of timetable.py: each stop is worth UNPLANNED_S, each second of driving costs one.
"""

from collections.abc import Iterable, Sequence

import pyvrp
from pyvrp.stop import MaxRuntime

from .router import Matrix
from .timetable import UNPLANNED_S, Assignment, Stop, Team, objective_s, settle
from .vroom import best_timetable

# No road: longer than any shift. PyVRP's own value for a missing edge overflows once penalties multiply it.
_FAR_S = 10_000_000
# Lateness must be able to cost more than a stop is worth, or PyVRP warns and keeps late routes.
_PARAMS = pyvrp.SolveParams(penalty=pyvrp.PenaltyParams(max_penalty=10.0 * UNPLANNED_S))


def plan_gap_percent(drawn: Iterable[tuple[Sequence[Stop], Team]], matrix: Matrix, *, seconds: float) -> float:
    """How much worse than PyVRP's the day's solver result is, random order off: team by team, sets as drawn."""
    ours = theirs = 0
    for stops, team in drawn:
        ours += objective_s([best_timetable(stops, matrix, team)])
        theirs += best_assignment(stops, matrix, [team], seconds=seconds).objective_s
    return round(100 * (ours / theirs - 1), 2) if theirs else 0.0


def best_assignment(stops: Sequence[Stop], matrix: Matrix, teams: Sequence[Team], *, seconds: float) -> Assignment:
    """What PyVRP finds in that time, scored by the same walk as ours."""
    problem = _Problem(stops, matrix, teams)
    return settle(problem.orders(seconds), stops, matrix, teams)


class _Problem:
    """PyVRP knows no breaks: lunch is a required visit beside the depot or any stop, at tables of the team's own."""

    def __init__(self, stops: Sequence[Stop], matrix: Matrix, teams: Sequence[Team]) -> None:
        self.model, self.matrix, self.teams = pyvrp.Model(), matrix, teams
        self.visits: list[Stop | None] = []  # what each client is; None: a lunch
        rows = sorted({team.depot for team in teams} | {stop.at for stop in stops})
        self.places = {row: self.model.add_location(0, 0) for row in rows}
        for stop in stops:
            self._add_stop(stop)
        for team in teams:
            self._add_team(team)

    def orders(self, seconds: float) -> list[list[Stop]]:
        orders: list[list[Stop]] = [[] for _ in self.teams]
        if any(self.visits):
            found = self.model.solve(MaxRuntime(seconds), display=False, params=_PARAMS, missing_value=_FAR_S)
            for route in found.best.routes():
                visits = (self.visits[step.idx] for step in route if step.is_client())
                orders[route.vehicle_type()] = [stop for stop in visits if stop]
        return orders

    def _add_stop(self, stop: Stop) -> None:
        """One client a window; at most one of them is visited."""
        group = self.model.add_client_group(required=False) if len(stop.begins) > 1 else None
        for first, last in stop.begins:
            self.visits.append(stop)
            self.model.add_client(
                self.places[stop.at],
                service_duration=stop.service_s,
                tw_early=first,
                tw_late=last,
                prize=UNPLANNED_S,
                required=False,
                group=group,
            )

    def _add_team(self, team: Team) -> None:
        tables = self._add_lunch(team)
        profile = self.model.add_profile()
        for here, a in self.places.items():
            for there, b in self.places.items():
                if here != there:
                    self._add_road(a, b, here, there, profile)
                if tables:
                    self._add_road(a, tables[there], here, there, profile)
                    self._add_road(tables[here], b, here, there, profile)
        begin, end = team.shift
        depot = self.model.add_depot(self.places[team.depot], begin, end)
        self.model.add_vehicle_type(
            1, start_depot=depot, end_depot=depot, tw_early=begin, tw_late=end, unit_duration_cost=0, profile=profile
        )

    def _add_lunch(self, team: Team) -> dict[int, pyvrp.Location]:
        lunch = team.lunch_on_duty
        if not lunch:
            return {}
        tables = {row: self.model.add_location(0, 0) for row in self.places}
        group = self.model.add_client_group(required=True)
        for table in tables.values():
            self.visits.append(None)
            self.model.add_client(
                table,
                service_duration=lunch.length_s,
                tw_early=lunch.from_s,
                tw_late=lunch.latest_s,
                required=False,
                group=group,
            )
        return tables

    def _add_road(self, a: pyvrp.Location, b: pyvrp.Location, here: int, there: int, profile: pyvrp.Profile) -> None:
        """Costs are driven seconds, so "distance" is the same number. No road: no edge."""
        seconds = 0 if here == there else self.matrix.duration_s[here][there]
        if seconds is not None:
            self.model.add_edge(a, b, seconds, seconds, profile=profile)
