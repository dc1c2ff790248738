import pytest

from inspections.routing import reference, vroom
from inspections.routing.straight_line import StraightLine
from inspections.routing.timetable import Stop, Team

SHIFT = (8 * 3600, 17 * 3600 + 1800)
MORNING, TWICE = ((8 * 3600, 12 * 3600),), ((8 * 3600, 9 * 3600), (14 * 3600, 17 * 3600))
MATRIX = StraightLine().matrix(
    [(112.19 + 0.01 * x, 25.37 + 0.01 * y) for x, y in [(0, 0), (3, 1), (1, 4), (-2, 2), (2, 3)]]
)
STOPS = [Stop("A", 1, 75, MORNING), Stop("B", 2, 75, TWICE), Stop("C", 3, 75), Stop("D", 4, 75)]


def test_both_solvers_agree_on_a_small_day_with_windows_and_lunch():
    team = Team("T1", 0, SHIFT)
    best = reference.best_assignment(STOPS, MATRIX, [team], seconds=0.3)
    assert best.not_fitted == ()
    assert best.objective_s == vroom.best_timetable(STOPS, MATRIX, team).drive_s


def test_each_team_of_the_reference_has_a_lunch_of_its_own():
    teams = [Team("T1", 0, SHIFT), Team("T2", 0, SHIFT)]
    stops = [Stop(str(k), 1 + k % 4, 75) for k in range(10)]
    best = reference.best_assignment(stops, MATRIX, teams, seconds=0.5)
    assert best.not_fitted == ()
    assert all(day.lunch_s for day in best.timetables)


def test_the_gap_is_taken_team_by_team_on_the_sets_as_drawn():
    drawn = [(STOPS[:2], Team("T1", 0, SHIFT)), (STOPS[2:], Team("T2", 0, SHIFT)), ([], Team("T3", 0, SHIFT))]
    assert reference.plan_gap_percent(drawn, MATRIX, seconds=0.2) == pytest.approx(0)


def test_a_day_without_stops_has_no_gap():
    assert reference.plan_gap_percent([], MATRIX, seconds=0.2) == 0
