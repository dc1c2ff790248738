"""The day's walker, its pure parts: a way, a receiver, a picture, the order of moments."""

from base64 import b64decode
from datetime import datetime, timedelta
from io import BytesIO
from itertools import pairwise
from math import hypot
from random import Random
from statistics import fmean
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from inspections.evidence.pictures import look_at
from inspections.evidence.rules import position, taken_at
from inspections.tracks.rules import Fix, implausible, segments
from mobile_api.simulation.client import DayFailed
from mobile_api.simulation.clock import PacedClock
from mobile_api.simulation.day import in_time_order
from mobile_api.simulation.motion import Line, Receiver, drive, metres, stay
from mobile_api.simulation.pictures import photo, signature

ZONE = ZoneInfo("Asia/Shanghai")
NINE = datetime(2019, 10, 17, 9, 0, tzinfo=ZONE)
ROAD = Line([[112.10, 25.30], [112.20, 25.30], [112.20, 25.40]])
SPOTS = st.tuples(st.floats(112, 112.4), st.floats(25.1, 25.6))


def off_m(a, b):
    return hypot(*metres(a, b))


def as_fixes(sent):
    return [Fix(datetime.fromisoformat(one["at"]), one["lng"], one["lat"], one["accuracy_m"]) for one in sent]


def test_a_line_is_walked_by_metres():
    assert (ROAD.at(0), ROAD.at(ROAD.length_m)) == ((112.10, 25.30), (112.20, 25.40))
    assert ROAD.at(-5) == (112.10, 25.30)
    assert ROAD.at(ROAD.length_m + 5) == (112.20, 25.40)
    assert ROAD.length_m == pytest.approx(10_064 + 11_132, rel=0.01)


@settings(max_examples=60, deadline=None)
@given(st.lists(SPOTS, min_size=2, max_size=8), st.floats(0, 1))
def test_half_the_way_and_the_rest_are_the_whole(points, share):
    line = Line(points)
    spot = line.at(line.length_m * share)
    nearest = min(off_m(a, spot) + off_m(spot, b) - off_m(a, b) for a, b in pairwise(line.points))
    assert nearest < 1 + 0.002 * line.length_m


def test_a_line_needs_a_point():
    with pytest.raises(ValueError, match="point"):
        Line([])
    assert Line([[112.1, 25.3]]).at(50) == (112.1, 25.3)


def test_a_drive_says_every_five_seconds_where_it_is_but_for_one_tunnel():
    sent = list(drive(ROAD, NINE, NINE + timedelta(minutes=20), Receiver(Random(1))))
    gaps_s = [(b.at - a.at).total_seconds() for a, b in pairwise(as_fixes(sent))]
    assert [gap for gap in gaps_s if gap != 5] == [gap for gap in gaps_s if 70 <= gap <= 160]
    assert len([gap for gap in gaps_s if gap != 5]) == 1
    assert len(segments(as_fixes(sent))) == 2


def test_the_noise_is_what_receivers_have_and_no_fix_is_implausible():
    sent = list(drive(ROAD, NINE, NINE + timedelta(minutes=20), Receiver(Random(2))))
    assert {4 <= one["accuracy_m"] <= 12 for one in sent} == {True}
    assert {one["is_mock"] for one in sent} == {False}
    assert implausible(as_fixes(sent)) == set()
    speed = ROAD.length_m / 1200
    errors = [off_m(ROAD.at(speed * (fix.at - NINE).total_seconds()), (fix.lng, fix.lat)) for fix in as_fixes(sent)]
    assert 1 < fmean(errors) < 12
    assert max(errors) < 40


def test_a_short_way_has_no_tunnel_and_no_way_no_fix():
    there = NINE + timedelta(minutes=5)
    assert len(list(drive(ROAD, NINE, there, Receiver(Random(3))))) == 61
    assert list(drive(ROAD, NINE, NINE, Receiver(Random(3)))) == []


def test_a_stay_stays():
    sent = list(stay((112.1, 25.3), NINE, NINE + timedelta(hours=1), Receiver(Random(4))))
    assert len(sent) == 361
    assert max(off_m((112.1, 25.3), (one["lng"], one["lat"])) for one in sent) < 90


@settings(max_examples=15, deadline=None)
@given(SPOTS, st.integers(0, 10**6))
def test_a_photo_says_when_and_where(spot, seed):
    content = photo(spot, NINE, label="test", rng=Random(seed))
    found = look_at(content)
    assert found.format_name == "JPEG"
    assert taken_at(found.exif, ZONE) == NINE
    assert off_m(position(found.gps), spot) < 0.05
    assert len(content) < 600_000


def test_a_signature_is_drawn():
    with Image.open(BytesIO(b64decode(signature(Random(5))))) as image:
        assert image.format == "PNG"
        assert image.getextrema() == (20, 255)


def test_the_earliest_moment_of_all_days_comes_next():
    class Clock(list):
        to = list.append

    def day(*minutes):
        for one in minutes:
            yield NINE + timedelta(minutes=one)

    clock = Clock()
    in_time_order([day(0, 30, 31), day(10, 20)], clock)
    assert [(moment - NINE).seconds // 60 for moment in clock] == [0, 10, 20, 30, 31]


def test_the_clock_is_asked_for_in_words_and_never_goes_back():
    said = []
    clock = PacedClock(ZONE, say=said.append, hear=lambda: "ok\n")
    clock.to(NINE)
    assert clock.to(NINE - timedelta(hours=1)) >= NINE
    assert said == ["clock 2019-10-17T09:00:00+08:00"]
    with pytest.raises(DayFailed, match="ok"):
        PacedClock(ZONE, say=said.append, hear=lambda: "").to(NINE)
