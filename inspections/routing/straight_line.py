"""The honest fallback when no router runs: geodesic distance × 1.35 at 30 km/h, marked as an estimate."""

from collections.abc import Sequence
from itertools import pairwise

from gis_platform.common.geo import distance_m

from .router import Leg, Matrix, Point, RouteLine

DETOUR = 1.35
SPEED_MPS = 30 / 3.6


class StraightLine:
    def matrix(self, points: Sequence[Point]) -> Matrix:
        metres = [[_road_m(a, b) for b in points] for a in points]
        return Matrix([[_seconds(m) for m in row] for row in metres], [list(row) for row in metres], is_estimate=True)

    def route(self, points: Sequence[Point]) -> RouteLine:
        return RouteLine(tuple(_leg(a, b) for a, b in pairwise(points)), is_estimate=True)


def _road_m(a: Point, b: Point) -> int:
    return round(distance_m(a, b) * DETOUR)


def _seconds(metres: int) -> int:
    return round(metres / SPEED_MPS)


def _leg(a: Point, b: Point) -> Leg:
    metres = _road_m(a, b)
    return Leg([a, b], _seconds(metres), metres)
