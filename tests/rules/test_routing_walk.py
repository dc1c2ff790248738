from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspections.routing import vroom
from inspections.routing.router import Matrix
from inspections.routing.timetable import UNPLANNED_S, Lunch, NotFitted, Stop, Team, fuller_walk, objective_s, walk

H = 3600
SHIFT = (8 * H, 17 * H + 1800)
TEAM = Team("T1", 0, SHIFT)
NO_LUNCH = Team("T1", 0, SHIFT, lunch=None)


def roads(*rows):
    """Minutes between places, the depot first; a kilometre a minute."""
    seconds = [[None if m is None else m * 60 for m in row] for row in rows]
    metres = [[None if m is None else m * 1000 for m in row] for row in rows]
    return Matrix(seconds, metres)


THREE = roads([0, 10, 20], [10, 0, 15], [20, 15, 0])


def test_a_day_without_lunch_is_drives_and_visits_one_after_the_other():
    day = walk([Stop("A", 1, 60), Stop("B", 2, 30)], THREE, NO_LUNCH)
    assert [(s.key, s.arrive_s, s.start_s, s.leave_s) for s in day.stops] == [
        ("A", 8 * H + 600, 8 * H + 600, 9 * H + 600),
        ("B", 9 * H + 1500, 9 * H + 1500, 9 * H + 3300),
    ]
    assert (day.drive_s, day.km, day.idle_s, day.return_s) == (45 * 60, 45.0, 0, 10 * H + 15 * 60)


def test_lunch_is_one_hour_inside_its_time():
    day = walk([Stop("A", 1, 180), Stop("B", 2, 180)], THREE, TEAM)
    assert day.lunch_s == 11 * H + 1800
    assert day.stops[0].leave_s <= day.lunch_s
    assert day.stops[1].start_s == day.lunch_s + H


def test_nobody_eats_at_the_gate_of_the_next_site():
    day = walk([Stop("A", 1, 200), Stop("B", 2, 60)], THREE, TEAM)
    assert day.lunch_s + H <= day.stops[1].arrive_s == day.stops[1].start_s


def test_a_round_home_before_lunch_has_none_on_duty():
    day = walk([Stop("A", 1, 60)], THREE, TEAM)
    assert (day.lunch_s, day.return_s) == (None, 9 * H + 20 * 60)


def test_a_half_day_has_no_lunch_in_it():
    day = walk([Stop("A", 1, 170)], THREE, Team("T1", 0, (9 * H, 12 * H + 1800)))
    assert day.lunch_s is None


def test_a_visit_ends_before_the_gate_closes():
    short, long = Stop("A", 1, 50, ((8 * H, 9 * H),)), Stop("A", 1, 51, ((8 * H, 9 * H),))
    assert walk([short], THREE, NO_LUNCH)
    assert walk([long], THREE, NO_LUNCH) is None


def test_of_two_openings_the_next_one_is_taken():
    noon_closed = Stop("B", 2, 60, ((8 * H, 9 * H), (14 * H, 17 * H)))
    day = walk([Stop("A", 1, 60), noon_closed], THREE, NO_LUNCH)
    assert day.stops[1].start_s == 14 * H
    assert day.stops[1].wait_s == day.idle_s == 14 * H - day.stops[0].leave_s - 15 * 60


def test_idle_time_before_the_first_stop_is_spent_at_the_depot():
    day = walk([Stop("A", 1, 60, ((10 * H, 17 * H),))], THREE, TEAM)
    assert (day.depart_s, day.stops[0].arrive_s, day.idle_s) == (10 * H - 600, 10 * H, 0)


def test_late_first_gate_lets_the_team_eat_at_the_depot():
    day = walk([Stop("A", 1, 60, ((14 * H, 17 * H),))], THREE, TEAM)
    assert (day.depart_s, day.idle_s) == (14 * H - 600, 0)


def test_a_drive_over_all_of_noon_is_broken_for_lunch():
    far = roads([0, 90, 200], [90, 0, 120], [200, 120, 0])
    day = walk([Stop("A", 1, 80), Stop("B", 2, 30)], far, Team("T1", 0, (8 * H, 22 * H)))
    assert day.stops[0].leave_s < day.lunch_s == 11 * H + 1800 < day.stops[1].arrive_s
    assert day.stops[1].arrive_s == day.stops[0].leave_s + 120 * 60 + H


def test_an_order_that_passes_the_shift_or_a_missing_road_is_none():
    assert walk([Stop("A", 1, 10 * 60)], THREE, TEAM) is None
    assert walk([Stop("A", 1, 30)], roads([0, 10], [None, 0]), TEAM) is None


@pytest.mark.parametrize(
    ("stop", "reason"),
    [
        (Stop("A", 1, 30), NotFitted.NOT_REACHABLE),
        (Stop("A", 2, 30, ((6 * H, 8 * H),)), NotFitted.OUTSIDE_WINDOW),
        (Stop("A", 2, 90, ((10 * H, 11 * H),)), NotFitted.OUTSIDE_WINDOW),
        (Stop("A", 2, 10 * 60), NotFitted.SHIFT_TOO_SHORT),
    ],
)
def test_a_stop_that_can_not_be_planned_says_why(stop, reason):
    day = vroom.best_timetable([stop, Stop("B", 2, 30)], roads([0, None, 5], [None, 0, None], [5, None, 0]), TEAM)
    assert day.not_fitted == (("A", reason),)
    assert [s.key for s in day.stops] == ["B"]


def test_more_stops_than_daylight_are_listed_and_none_is_lost():
    stops = [Stop(str(k), 1, 120) for k in range(6)]
    day = vroom.best_timetable(stops, THREE, TEAM)
    assert len(day.stops) == 4
    assert {reason for _, reason in day.not_fitted} == {NotFitted.SHIFT_TOO_SHORT}
    assert objective_s([day]) == day.drive_s + 2 * UNPLANNED_S


def test_a_stop_that_the_solver_missed_is_found_by_trying_all_orders():
    stops = [Stop("A", 1, 60, ((10 * H, 12 * H),)), Stop("B", 2, 60, ((8 * H, 10 * H),)), Stop("C", 2, 60, ((0, H),))]
    day = fuller_walk(walk(stops[:1], THREE, TEAM), stops, THREE, TEAM)
    assert [s.key for s in day.stops] == ["B", "A"]
    assert day.not_fitted == (("C", NotFitted.OUTSIDE_WINDOW),)
    assert fuller_walk(day, stops, THREE, TEAM) is None


def test_teams_share_the_stops_freely():
    found = vroom.free_assignment([Stop(str(k), 1, 120) for k in range(9)], THREE, [TEAM, Team("T2", 2, SHIFT)])
    assert [(day.team, len(day.stops)) for day in found.timetables] == [("T1", 4), ("T2", 4)]
    assert [reason for _, reason in found.not_fitted] == [NotFitted.SHIFT_TOO_SHORT]


def test_a_plan_without_stops_or_without_teams_is_empty():
    assert vroom.best_timetable([], THREE, TEAM).stops == ()
    assert vroom.free_assignment([Stop("A", 1, 30)], THREE, []).not_fitted == (("A", NotFitted.SHIFT_TOO_SHORT),)


windows = st.sampled_from(
    [(), ((8 * H, 12 * H),), ((13 * H, 17 * H),), ((8 * H, 10 * H), (14 * H, 17 * H)), ((5 * H, 6 * H),)]
)


@st.composite
def days(draw, most=5):
    n = draw(st.integers(0, most))
    islands = draw(st.sets(st.integers(1, n), max_size=1)) if n else set()
    minutes = st.one_of(st.integers(0, 30), st.integers(0, 90))
    rows = [[0 if i == j else draw(minutes) for j in range(n + 1)] for i in range(n + 1)]
    rows = [[None if {i, j} & islands else m for j, m in enumerate(row)] for i, row in enumerate(rows)]
    stops = [Stop(f"S{i}", i, draw(st.sampled_from([20, 45, 75, 150])), draw(windows)) for i in range(1, n + 1)]
    return stops, roads(*rows), Team("T1", 0, SHIFT, draw(st.sampled_from([None, Lunch()])))


@given(days())
@settings(max_examples=100, deadline=None)
def test_a_timetable_never_overlaps_never_leaves_the_shift_and_loses_no_stop(day):
    stops, matrix, team = day
    plan, by_key = vroom.best_timetable(stops, matrix, team), {stop.key: stop for stop in stops}
    clock, here, drive = plan.depart_s, team.depot, 0
    for stop in plan.stops:
        asked = by_key[stop.key]
        road = matrix.duration_s[here][asked.at]
        assert clock + road <= stop.arrive_s <= stop.start_s == stop.leave_s - asked.service_s
        assert not asked.windows or any(a <= stop.start_s and stop.leave_s <= b for a, b in asked.windows)
        clock, here, drive = stop.leave_s, asked.at, drive + road
    assert team.shift[0] <= plan.depart_s <= clock <= plan.return_s <= team.shift[1]
    assert plan.drive_s == drive + matrix.duration_s[here][0]
    assert {s.key for s in plan.stops} | {key for key, _ in plan.not_fitted} == set(by_key)
    assert len(plan.stops) + len(plan.not_fitted) == len(stops)
    if plan.lunch_s is not None:
        assert team.lunch.from_s <= plan.lunch_s <= team.lunch.latest_s
        assert all(s.leave_s <= plan.lunch_s or plan.lunch_s + H <= s.start_s for s in plan.stops)


@given(days(most=4))
@settings(max_examples=60, deadline=None)
def test_no_order_of_the_set_reaches_more_stops(day):
    stops, matrix, team = day
    orders = (walk(order, matrix, team) for k in range(len(stops) + 1) for order in permutations(stops, k))
    most = max(len(plan.stops) for plan in orders if plan)
    assert len(vroom.best_timetable(stops, matrix, team).stops) == most
