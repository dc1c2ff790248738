"""Made-up villages, rivers, reservoirs and risk zones, in metres."""

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from .lines import XY, away, distance, rough_line, smooth, stream
from .townships import Township

_FIRST = "石竹杨黄新大上下白清红龙古松桐荷梅长平高"
_SECOND = "塘岭洞坪湾坝冲井田桥源山背口"
_APART_M = 1_300


@dataclass(frozen=True)
class Village:
    name: str
    township: Township
    centre: XY

    @property
    def is_mountain(self) -> bool:
        return self.township.is_mountain


def make_villages(seed: int, townships: list[Township], per_township: int = 10) -> list[Village]:
    """Up to `per_township` a township, 1.3 km apart, well inside the border; every name once."""
    rng = stream(seed, "villages")
    names = rng.permutation([first + second for first in _FIRST for second in _SECOND])
    villages: list[Village] = []
    for township in townships:
        centres = [township.seat]
        for centre in random_points(township.cell.buffer(-500), rng, 60):
            if len(centres) <= per_township and all(distance(centre, other) > _APART_M for other in centres):
                centres.append(centre)
                villages.append(Village(f"示例{names[len(villages)]}村", township, centre))
    return villages


def random_points(area: BaseGeometry, rng: np.random.Generator, count: int) -> list[XY]:
    """`count` points evenly inside the area."""
    west, south, east, north = area.bounds
    points: list[XY] = []
    while len(points) < count:
        point = (float(rng.uniform(west, east)), float(rng.uniform(south, north)))
        if area.contains(Point(point)):
            points.append(point)
    return points


def make_rivers(seed: int, townships: list[Township]) -> list[tuple[str, LineString]]:
    """One river from the hills in the south past the county seat to the north-east, and three streams into it."""
    rng = stream(seed, "rivers")
    seats = sorted((t.seat for t in townships), key=lambda seat: seat[1])
    county_seat, lowest, highest = townships[0].seat, seats[0], seats[-1]
    course = [away(lowest, 0, 900), away(county_seat, 2.4, 900), away(highest, 0.8, 900), away(highest, 0.9, 6_000)]
    line: list[XY] = [course[0]]
    for a, b in pairwise(course):
        line += rough_line(a, b, rng, roughness=0.1, step=180)[1:]
    rivers = [("示例河", LineString(smooth(line)))]
    hills = [t for t in townships if t.is_mountain][:3]
    for number, township in enumerate(hills, start=1):
        mouth = line[len(line) * number // 5]
        source = away(township.seat, 2.5 + number, 1_500)
        rivers.append((f"示例溪{number}", LineString(smooth(rough_line(source, mouth, rng, roughness=0.09, step=150)))))
    return rivers


def make_reservoirs(seed: int, rivers: list[tuple[str, LineString]]) -> list[tuple[str, Polygon]]:
    rng = stream(seed, "reservoirs")
    lakes = []
    for number, (_, river) in enumerate(rivers[1:], start=1):
        at = river.interpolate(0.35, normalized=True)
        corners = [away((at.x, at.y), k * math.tau / 24, float(rng.uniform(160, 420))) for k in range(24)]
        lakes.append((f"示例水库{number}", Polygon(corners)))
    return lakes
