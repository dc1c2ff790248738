"""A road network in metres: roads that share a node exactly where they share a vertex."""

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry import LineString, Point

from .lines import XY, distance

# A crossing this near to a vertex uses it, so that no edge is shorter than a car.
SNAP_M = 4.0
# Other roads cross above or below these, and none begins at them.
_NO_ACCESS = {"motorway", "motorway_link"}
# A car is not sent over a field track to reach a site.
_NO_START = _NO_ACCESS | {"track"}


def _rounded(point: XY) -> XY:
    return round(float(point[0]), 2), round(float(point[1]), 2)


@dataclass
class Road:
    line: list[XY]
    tags: dict[str, str]

    @property
    def kind(self) -> str:
        return self.tags["highway"]


@dataclass
class Network:
    roads: list[Road] = field(default_factory=list)
    # Vertices where a road may begin, grown by doubling: the nearest one must not cost a walk over all roads.
    _joints: np.ndarray = field(default_factory=lambda: np.empty((1024, 2)))
    _joint_count: int = 0

    def add(self, line: list[XY], highway: str, name: str = "", **tags: str) -> Road:
        rounded = [_rounded(point) for point in line]
        line = [rounded[0], *(b for a, b in pairwise(rounded) if a != b)]
        named = {"name": name} if name else {}
        road = Road(line, {"highway": highway, **named, **tags})
        self.roads.append(road)
        if highway not in _NO_START:
            self._remember(line)
        return road

    def _remember(self, line: list[XY]) -> None:
        end = self._joint_count + len(line)
        while end > len(self._joints):
            self._joints = np.concatenate([self._joints, np.empty_like(self._joints)])
        self._joints[self._joint_count : end] = line
        self._joint_count = end

    def open_roads(self, kinds: set[str] | None = None) -> list[Road]:
        """Roads with access from beside them; `kinds` narrows."""
        return [r for r in self.roads if r.kind not in _NO_ACCESS and (kinds is None or r.kind in kinds)]

    def vertices(self, kinds: set[str] | None = None) -> np.ndarray:
        """(n, 2) metres."""
        return np.array([point for road in self.open_roads(kinds) for point in road.line])

    def nearest_vertex(self, point: XY) -> tuple[XY, float]:
        """The nearest vertex where a road may begin, and how many metres away it is."""
        vertices = self._joints[: self._joint_count]
        metres = np.hypot(vertices[:, 0] - point[0], vertices[:, 1] - point[1])
        nearest = int(np.argmin(metres))
        return (float(vertices[nearest, 0]), float(vertices[nearest, 1])), float(metres[nearest])

    def join_crossings(self) -> None:
        """Give open roads a common vertex where they cross; motorways cross above them and get none."""
        roads = self.open_roads()
        lines = [LineString(road.line) for road in roads]
        pairs = shapely.STRtree(lines).query(lines, predicate="intersects").T
        for i, j in sorted((int(i), int(j)) for i, j in pairs if i < j):
            crossing = LineString(roads[i].line).intersection(LineString(roads[j].line))
            for point in shapely.get_parts(crossing):
                _share(roads[i], roads[j], point.representative_point())


def _share(first: Road, second: Road, crossing: Point) -> None:
    at = _vertex_near(first, crossing) or _vertex_near(second, crossing) or _rounded((crossing.x, crossing.y))
    _insert(first, at)
    _insert(second, at)


def _vertex_near(road: Road, crossing: Point) -> XY | None:
    nearest = min(road.line, key=lambda vertex: distance(vertex, (crossing.x, crossing.y)))
    return nearest if distance(nearest, (crossing.x, crossing.y)) < SNAP_M else None


def _insert(road: Road, at: XY) -> None:
    if at in road.line:
        return
    point = Point(at)
    pieces = [LineString(pair).distance(point) for pair in pairwise(road.line)]
    road.line.insert(int(np.argmin(pieces)) + 1, at)
