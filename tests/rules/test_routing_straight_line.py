import pytest

from gis_platform.common.geo import distance_m
from inspections.routing.straight_line import StraightLine

SEAT, MINE = (112.19, 25.37), (112.25, 25.42)


def test_it_says_that_it_is_an_estimate():
    assert StraightLine().matrix([SEAT, MINE]).is_estimate
    assert StraightLine().route([SEAT, MINE]).is_estimate


def test_metres_are_a_third_more_than_the_crow_flies_at_30_km_an_hour():
    matrix = StraightLine().matrix([SEAT, MINE])
    there = matrix.distance_m[0][1]
    assert there == pytest.approx(distance_m(SEAT, MINE) * 1.35, abs=1)
    assert matrix.duration_s == [[0, round(there / 30 * 3.6)], [round(there / 30 * 3.6), 0]]


def test_a_route_goes_through_its_points_leg_by_leg():
    route = StraightLine().route([SEAT, MINE, SEAT])
    assert route.geometry == [SEAT, MINE, SEAT]
    assert len(route.legs) == 2
    assert route.distance_m == 2 * route.legs[0].distance_m
