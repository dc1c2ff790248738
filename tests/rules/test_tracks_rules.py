from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from inspections.tracks.rules import Fix, implausible, is_gap, is_on_duty, segments

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


def test_a_steady_drive_is_one_line():
    assert segments(drive(100)) == [drive(100)]


@pytest.mark.parametrize(
    ("seconds", "metres", "runs"), [(60, 200 - 1e-3, 1), (60.001, 10, 2), (5, 200.1, 2), (60.001, 200.1, 2)]
)
def test_more_than_60_seconds_or_200_metres_is_a_gap(seconds, metres, runs):
    assert len(segments([fix(0, 0), fix(seconds, metres)])) == runs


@given(st.permutations(range(30)))
def test_the_order_in_which_a_phone_sends_changes_nothing(order):
    line = drive(30)
    line[12] = fix(60, 90_000)
    shuffled = [line[place] for place in order]
    assert segments(shuffled) == segments(line)
    assert {order[place] for place in implausible(shuffled)} == implausible(line) == {12}


@given(st.lists(st.tuples(st.integers(0, 7_200), st.integers(0, 20_000)), max_size=40))
def test_no_fix_is_lost_and_no_line_holds_a_step_longer_than_a_gap(rows):
    fixes = [fix(seconds, metres) for seconds, metres in rows]
    runs = segments(fixes)
    assert sum(map(len, runs)) == len(fixes)
    assert not any(is_gap(a, b) for run in runs for a, b in pairwise(run))


def test_a_fast_motorway_drive_is_plausible_and_a_wide_circle_explains_a_jump():
    assert implausible(drive(20, every_s=3, speed_mps=36)) == set()
    jump = [fix(0, 0), fix(5, 0), fix(10, 900, accuracy_m=800), fix(15, 0), fix(20, 0)]
    assert implausible(jump) == set()


def test_after_a_true_ferry_over_a_gap_the_track_is_believed_again():
    assert implausible([*drive(5), *drive(5, starts_s=30, from_m=50_000)]) == set()


@pytest.mark.rule("I31")
def test_off_duty_fixes_are_told_from_on_duty_ones():
    end = START + timedelta(hours=9)
    assert is_on_duty(START, [(START, end)])
    assert is_on_duty(end + timedelta(days=1), [(START, end), (end + timedelta(hours=3), None)])
    assert not is_on_duty(end + timedelta(seconds=1), [(START, end)])
    assert not is_on_duty(START, [])
