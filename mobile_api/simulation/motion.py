"""Where a phone is and what its receiver says: a drive along a road, a stay, noise as receivers have it, tunnels."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate, pairwise
from math import atan2, cos, degrees, hypot, radians
from random import Random
from typing import Any

type Spot = tuple[float, float]

M_PER_DEGREE = 111_320.0
DRIVE_EVERY_S = 5
STAY_EVERY_S = 10
TUNNEL_S = (70, 150)


def metres(a: Spot, b: Spot) -> tuple[float, float]:
    """East and north in metres from a to b; good to a few per mille over a county."""
    return (b[0] - a[0]) * M_PER_DEGREE * cos(radians(a[1])), (b[1] - a[1]) * M_PER_DEGREE


def moved(spot: Spot, east_m: float, north_m: float) -> Spot:
    return spot[0] + east_m / (M_PER_DEGREE * cos(radians(spot[1]))), spot[1] + north_m / M_PER_DEGREE


class Line:
    """A way as [[lng, lat], …], walked by metres from its beginning."""

    def __init__(self, points: Sequence[Sequence[float]]):
        if not points:
            raise ValueError("a line needs a point")
        self.points: list[Spot] = [(point[0], point[1]) for point in points]
        self.reached = [0.0, *accumulate(hypot(*metres(a, b)) for a, b in pairwise(self.points))]

    @property
    def length_m(self) -> float:
        return self.reached[-1]

    def at(self, walked_m: float) -> Spot:
        """The spot after so many metres; its ends hold beyond them."""
        if walked_m <= 0 or len(self.points) == 1:
            return self.points[0]
        for k, (begins, ends) in enumerate(pairwise(self.reached)):
            if walked_m <= ends and ends > begins:
                share = (walked_m - begins) / (ends - begins)
                (x, y), (u, v) = self.points[k], self.points[k + 1]
                return x + (u - x) * share, y + (v - y) * share
        return self.points[-1]


@dataclass
class Receiver:
    """Errors of a receiver wander: each is mostly the one before, within an accuracy of 4 to 12 m."""

    rng: Random
    east_m: float = 0.0
    north_m: float = 0.0
    battery: float = 0.97

    def fix(
        self, spot: Spot, at: datetime, *, speed_mps: float = 0.0, bearing_deg: float | None = None
    ) -> dict[str, Any]:
        accuracy_m = self.rng.uniform(4, 12)
        self.east_m = 0.9 * self.east_m + self.rng.gauss(0, accuracy_m * 0.15)
        self.north_m = 0.9 * self.north_m + self.rng.gauss(0, accuracy_m * 0.15)
        self.battery = max(0.1, self.battery - 0.00005)
        lng, lat = moved(spot, self.east_m, self.north_m)
        return {
            "at": at.isoformat(timespec="milliseconds"),
            "lng": round(lng, 7),
            "lat": round(lat, 7),
            "datum": "wgs84",
            "accuracy_m": round(accuracy_m, 1),
            "altitude_m": round(self.rng.gauss(260, 3), 1),
            "speed_mps": round(max(0.0, speed_mps + self.rng.gauss(0, 0.3)), 1),
            "bearing_deg": None if bearing_deg is None else round(bearing_deg % 360, 1),
            "is_mock": False,
            "battery": round(self.battery, 2),
        }


def drive(line: Line, begins: datetime, ends: datetime, receiver: Receiver) -> Iterator[dict[str, Any]]:
    """Fixes every 5 s from one end of the line to the other, silent in one tunnel where the way is long enough."""
    total_s = (ends - begins).total_seconds()
    if total_s <= 0:
        return
    speed_mps = line.length_m / total_s
    dark_from, dark_to = _tunnel(total_s, receiver.rng)
    second = 0
    while second <= total_s:
        if not dark_from < second < dark_to:
            here = line.at(speed_mps * second)
            yield receiver.fix(
                here,
                begins + timedelta(seconds=second),
                speed_mps=speed_mps,
                bearing_deg=_bearing(line, speed_mps * second),
            )
        second += DRIVE_EVERY_S


def _tunnel(total_s: float, rng: Random) -> tuple[float, float]:
    if total_s < 4 * TUNNEL_S[1]:
        return total_s, total_s
    begins = rng.uniform(0.2, 0.6) * total_s
    return begins, begins + rng.uniform(*TUNNEL_S)


def _bearing(line: Line, walked_m: float) -> float:
    east_m, north_m = metres(line.at(walked_m), line.at(walked_m + 10))
    return degrees(atan2(east_m, north_m))


def stay(spot: Spot, begins: datetime, ends: datetime, receiver: Receiver) -> Iterator[dict[str, Any]]:
    """Fixes every 10 s of somebody who walks about within some 25 m."""
    at, here = begins, spot
    while at <= ends:
        yield receiver.fix(here, at)
        east_m, north_m = metres(spot, here)
        pull = -0.1 if hypot(east_m, north_m) > 25 else 0.0
        rng = receiver.rng
        here = moved(here, pull * east_m + rng.gauss(0, 2), pull * north_m + rng.gauss(0, 2))
        at += timedelta(seconds=STAY_EVERY_S)
