from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from gis_platform.common.geo import distance_m
from inspections.tracks.rules import Fix, driven_m, driven_time, implausible, is_on_duty, segments, stays

START = datetime(2019, 10, 16, 1, 0, tzinfo=UTC)
GEOD = Geod(ellps="WGS84")


def fix(seconds, east_m, accuracy_m=0.0):
    lng, lat, _ = GEOD.fwd(112.19, 25.35, 90, east_m)
    return Fix(START + timedelta(seconds=seconds), lng, lat, accuracy_m)


def drive(count, *, every_s=5, speed_mps=15, starts_s=0, from_m=0.0):
    return [fix(starts_s + n * every_s, from_m + n * every_s * speed_mps) for n in range(count)]


@pytest.mark.rule("I31")
def test_of_no_fix_and_of_a_single_one_nothing_is_implausible():
    assert implausible([]) == implausible([fix(0, 0)]) == set()
    assert segments([]) == []
    assert (driven_m([]), driven_time([]), stays([])) == (0, timedelta(), [])


def test_a_steady_drive_is_one_line_of_its_length():
    line = drive(100)
    assert len(segments(line)) == 1
    assert driven_m(line) == pytest.approx(99 * 75, rel=1e-6)
    assert driven_time(line) == timedelta(seconds=495)


@pytest.mark.parametrize(
    ("seconds", "metres", "runs"), [(60, 200 - 1e-3, 1), (60.001, 10, 2), (5, 200.1, 2), (60.001, 200.1, 2)]
)
def test_more_than_60_seconds_or_200_metres_is_a_gap(seconds, metres, runs):
    assert len(segments([fix(0, 0), fix(seconds, metres)])) == runs


def test_a_gap_is_neither_length_nor_time():
    before, after = drive(10), drive(10, starts_s=3_600, from_m=40_000)
    assert driven_m(before + after) == pytest.approx(2 * 9 * 75, rel=1e-6)
    assert driven_time(before + after) == timedelta(seconds=90)


@given(st.permutations(range(30)))
def test_the_order_in_which_a_phone_sends_changes_nothing(order):
    line = drive(30)
    line[12] = fix(60, 90_000)
    shuffled = [line[place] for place in order]
    assert driven_m(shuffled) == pytest.approx(driven_m(line))
    assert {order[place] for place in implausible(shuffled)} == implausible(line) == {12}


@given(st.lists(st.tuples(st.integers(0, 7_200), st.integers(0, 20_000)), max_size=40))
def test_the_driven_length_never_holds_a_step_longer_than_a_gap(rows):
    fixes = [fix(seconds, metres) for seconds, metres in rows]
    runs = segments(fixes)
    assert sum(map(len, runs)) == len(fixes)
    assert driven_m(fixes) <= 200 * max(0, len(fixes) - len(runs)) + 1e-6


def test_a_fast_motorway_drive_is_plausible_and_a_wide_circle_explains_a_jump():
    assert implausible(drive(20, every_s=3, speed_mps=36)) == set()
    jump = [fix(0, 0), fix(5, 0), fix(10, 900, accuracy_m=800), fix(15, 0), fix(20, 0)]
    assert implausible(jump) == set()


def test_after_a_true_ferry_over_a_gap_the_track_is_believed_again():
    assert implausible([*drive(5), *drive(5, starts_s=30, from_m=50_000)]) == set()


def test_a_phone_that_lies_still_stays_and_one_that_was_silent_does_not():
    here = [fix(n * 10, n % 3 * 4) for n in range(60)]
    found = stays(here)
    assert len(found) == 1
    assert found[0].fixes == 60
    assert found[0].ends_at - found[0].starts_at == timedelta(seconds=590)
    assert distance_m((found[0].lng, found[0].lat), (here[0].lng, here[0].lat)) < 10
    assert stays([fix(0, 0), fix(3_600, 0)]) == []


def test_a_drive_with_a_stop_has_one_stay():
    halt = [fix(50 + n * 10, 750) for n in range(40)]
    onward = drive(20, starts_s=460, from_m=750)
    assert len(stays([*drive(10), *halt, *onward])) == 1


@pytest.mark.rule("I31")
def test_off_duty_fixes_are_told_from_on_duty_ones():
    end = START + timedelta(hours=9)
    assert is_on_duty(START, [(START, end)])
    assert is_on_duty(end + timedelta(days=1), [(START, end), (end + timedelta(hours=3), None)])
    assert not is_on_duty(end + timedelta(seconds=1), [(START, end)])
    assert not is_on_duty(START, [])
