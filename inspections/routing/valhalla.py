"""Valhalla over HTTP: `valhalla_service` runs in a process of its own on this machine (see tiles.py)."""

import json
from collections.abc import Sequence
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

from .router import Leg, Maneuver, Matrix, NoRoad, Point, RouteLine, RouterUnavailable

TIMEOUT_S = 20
# A site further from any road is not reachable by car; Valhalla's own 35 km would call it reached.
SEARCH_CUTOFF_M = 5_000
# Distance limit exceeded, unconnected regions, no edge near the location, no path.
_NO_ROAD = {154, 170, 171, 442}
_START_IT = "Start the routing service (bin/run does) or plan on straight-line estimates"
# A proxy from the environment would carry the coordinates of a sealed plan out of the house.
_OPENER = build_opener(ProxyHandler({}))


class Valhalla:
    def __init__(self, base_url: str) -> None:
        self.base_url = base_url.rstrip("/")

    def is_ready(self) -> bool:
        try:
            self._ask("status", {})
        except RouterUnavailable:
            return False
        return True

    def matrix(self, points: Sequence[Point]) -> Matrix:
        """Points without a road have None in their row and column (the diagonal too)."""
        try:
            return self._whole_matrix(points)
        except NoRoad:
            # One bad point makes Valhalla refuse all of them, without saying which.
            on_road = self._connected(points)
        part = self._whole_matrix([points[i] for i in on_road])
        return Matrix(
            _spread(part.duration_s, on_road, len(points)),
            _spread(part.distance_m, on_road, len(points)),
        )

    def route(self, points: Sequence[Point]) -> RouteLine:
        asked = {"locations": [_location(p) for p in points], "costing": "auto", "language": "en-US"}
        return RouteLine(tuple(_leg(leg) for leg in self._ask("route", asked)["trip"]["legs"]))

    def _whole_matrix(self, points: Sequence[Point]) -> Matrix:
        if not points:
            return Matrix([], [])
        places = [_location(p) for p in points]
        asked = {"sources": places, "targets": places, "costing": "auto", "verbose": False}
        answer = self._ask("sources_to_targets", asked)["sources_to_targets"]
        return Matrix(
            [[None if s is None else round(s) for s in row] for row in answer["durations"]],
            [[None if km is None else round(km * 1000) for km in row] for row in answer["distances"]],
        )

    def _connected(self, points: Sequence[Point]) -> list[int]:
        """Indexes of the points that share a road network with the first one that has a road (the depot, as a rule)."""
        anchor = next((p for p in points if self._share_a_road(p, p)), None)
        return [i for i, p in enumerate(points) if anchor and self._share_a_road(anchor, p)]

    def _share_a_road(self, a: Point, b: Point) -> bool:
        try:
            self._whole_matrix([a, b])
        except NoRoad:
            return False
        return True

    def _ask(self, action: str, body: dict[str, Any]) -> dict[str, Any]:
        """POST, never GET: the service logs its query strings, and these are places of a sealed plan."""
        request = Request(  # noqa: S310 the base URL is the operator's setting
            f"{self.base_url}/{action}", json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        try:
            with _OPENER.open(request, timeout=TIMEOUT_S) as response:
                answer: dict[str, Any] = json.load(response)
        except HTTPError as error:
            raise _refusal(error) from None
        except (OSError, HTTPException, ValueError) as error:
            raise RouterUnavailable(f"No answer from {self.base_url}: {error}", remedy=_START_IT) from None
        return answer


def _refusal(error: HTTPError) -> NoRoad | RouterUnavailable:
    try:
        said = json.load(error)
    except (OSError, ValueError):
        said = {}
    text = said.get("error", f"HTTP {error.code}")
    if said.get("error_code") in _NO_ROAD:
        return NoRoad(f"No road: {text}", remedy="Check the position of the sites, or load roads that cover them")
    return RouterUnavailable(f"The router refused: {text}", remedy=_START_IT)


def _location(point: Point) -> dict[str, float]:
    return {"lon": point[0], "lat": point[1], "search_cutoff": SEARCH_CUTOFF_M}


def _spread(part: list[list[int | None]], at: list[int], n: int) -> list[list[int | None]]:
    whole: list[list[int | None]] = [[None] * n for _ in range(n)]
    for i, row in zip(at, part, strict=True):
        for j, value in zip(at, row, strict=True):
            whole[i][j] = value
    return whole


def _leg(leg: dict[str, Any]) -> Leg:
    return Leg(
        decode_polyline(leg["shape"]),
        round(leg["summary"]["time"]),
        round(leg["summary"]["length"] * 1000),
        tuple(_maneuver(m) for m in leg["maneuvers"]),
    )


def _maneuver(m: dict[str, Any]) -> Maneuver:
    return Maneuver(
        type=m["type"],
        length_m=round(m["length"] * 1000),
        duration_s=round(m["time"]),
        street_names=tuple(m.get("street_names", ())),
        bearing_deg=m.get("bearing_after"),
        roundabout_exit=m.get("roundabout_exit_count"),
    )


def decode_polyline(text: str) -> list[Point]:
    """Google's polyline with six decimals (Valhalla's `shape`) → (lng, lat)."""
    numbers, value, shift = [], 0, 0
    for char in text:
        chunk = ord(char) - 63
        value |= (chunk & 0x1F) << shift
        shift += 5
        if chunk < 0x20:
            numbers.append(~(value >> 1) if value & 1 else value >> 1)
            value, shift = 0, 0
    points, lat, lng = [], 0, 0
    for d_lat, d_lng in zip(numbers[::2], numbers[1::2], strict=True):
        lat, lng = lat + d_lat, lng + d_lng
        points.append((lng / 1e6, lat / 1e6))
    return points
