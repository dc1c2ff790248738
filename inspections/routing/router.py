"""What every router answers with, and the errors it may raise. A router is a plug: Valhalla, or the straight line."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

Point = tuple[float, float]  # (lng, lat), WGS-84


class RoutingError(Exception):
    """Shown without a trace: what is wrong, and the remedy. `code` is for doors that word it in Chinese."""

    code = "route.error"

    def __init__(self, message: str, *, remedy: str) -> None:
        self.message, self.remedy = message, remedy
        super().__init__(f"{message}. {remedy}")


class RouterUnavailable(RoutingError):
    code = "route.router_unavailable"


class NoRoad(RoutingError):
    code = "route.no_road"


class TilesNotBuilt(RoutingError):
    code = "route.tiles_not_built"


@dataclass(frozen=True, slots=True)
class Matrix:
    """From row to column, in the order of the points: whole seconds and metres; None where no road leads."""

    duration_s: list[list[int | None]]
    distance_m: list[list[int | None]]
    is_estimate: bool = False


@dataclass(frozen=True, slots=True)
class Maneuver:
    """One instruction. `type` is Valhalla's number."""

    type: int
    length_m: int
    duration_s: int
    street_names: tuple[str, ...] = ()
    bearing_deg: int | None = None
    roundabout_exit: int | None = None


@dataclass(frozen=True, slots=True)
class Leg:
    """From one point to the next; its own geometry, since a phone gets one released leg at a time."""

    geometry: list[Point]
    duration_s: int
    distance_m: int
    maneuvers: tuple[Maneuver, ...] = ()


@dataclass(frozen=True, slots=True)
class RouteLine:
    legs: tuple[Leg, ...]
    is_estimate: bool = False

    @property
    def geometry(self) -> list[Point]:
        """The whole line; a point where two legs meet stands once."""
        points = [point for leg in self.legs for point in leg.geometry]
        return points[:1] + [after for before, after in pairwise(points) if after != before]

    @property
    def duration_s(self) -> int:
        return sum(leg.duration_s for leg in self.legs)

    @property
    def distance_m(self) -> int:
        return sum(leg.distance_m for leg in self.legs)


class Router(Protocol):
    def matrix(self, points: Sequence[Point]) -> Matrix: ...

    def route(self, points: Sequence[Point]) -> RouteLine:
        """Through all points in this order. Raises NoRoad when one of them can't be reached."""
        ...
