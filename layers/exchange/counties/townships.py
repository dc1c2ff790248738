"""The county's outline and its townships: Voronoi cells of the seats with roughened borders (no survey exists, §7)."""

import csv
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import shapely
from pyproj import Transformer
from shapely.geometry import LineString, MultiPoint, Point, Polygon, shape
from shapely.geometry.base import BaseGeometry

from .lines import XY, rough_line, stream

LANSHAN = Path(__file__).resolve().parents[3] / "fixtures" / "lanshan"
METRIC_CRS = 4546


@dataclass(frozen=True)
class Township:
    """乡镇: `cell` and `seat` in metres of the metric CRS, `border` in WGS-84 degrees as it is written."""

    code: str
    name: str
    seat: XY
    cell: BaseGeometry
    border: BaseGeometry

    @property
    def short_name(self) -> str:
        return self.name.removesuffix("瑶族乡").removesuffix("镇")

    @property
    def is_mountain(self) -> bool:
        return self.name.endswith("乡")


@lru_cache(maxsize=8)
def _transformer(source: int, target: int) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)


def to_metric(shape_lnglat: BaseGeometry, epsg: int = METRIC_CRS) -> BaseGeometry:
    forward = _transformer(4326, epsg)
    return shapely.transform(shape_lnglat, lambda c: np.column_stack(forward.transform(c[:, 0], c[:, 1])))


def to_lnglat(shape_metric: BaseGeometry, epsg: int = METRIC_CRS) -> BaseGeometry:
    """Degrees rounded to seven places, as OSM keeps them, so that every file says the same."""
    back = _transformer(epsg, 4326)
    return shapely.transform(shape_metric, lambda c: np.round(np.column_stack(back.transform(c[:, 0], c[:, 1])), 7))


def lnglat(point: XY, epsg: int = METRIC_CRS) -> tuple[float, float]:
    lng, lat = _transformer(epsg, 4326).transform(*point)
    return round(float(lng), 7), round(float(lat), 7)


def county_outline() -> BaseGeometry:
    document = json.loads((LANSHAN / "outline.geojson").read_text("utf-8"))
    return shape(document["features"][0]["geometry"])


def make_townships(seed: int) -> list[Township]:
    """The fourteen, in order of code. They tile the outline and share every vertex of a common border."""
    outline = to_metric(county_outline())
    with (LANSHAN / "township_seats.csv").open(encoding="utf-8") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: row["code"])
    seats = [to_metric(Point(float(row["lng"]), float(row["lat"]))) for row in rows]
    borders = [to_lnglat(cell) for cell in tile(outline, seats, stream(seed, "townships"))]
    return [
        Township(row["code"], row["name"], (seat.x, seat.y), to_metric(border), border)
        for row, seat, border in zip(rows, seats, borders, strict=True)
    ]


def tile(outline: BaseGeometry, seats: list[Point], rng: np.random.Generator) -> list[BaseGeometry]:
    """One area a seat; together exactly the outline. Shared borders are roughened once, so both sides agree."""
    edges = shapely.voronoi_polygons(MultiPoint(seats), extend_to=outline.buffer(20_000).envelope, only_edges=True)
    near = outline.buffer(2_000)
    lines = [outline.boundary]
    for edge in _segments(edges.intersection(near)):
        a, b = edge.coords
        lines.append(LineString(rough_line(a, b, rng, roughness=0.06, step=250, most=350)))
    faces = [
        f for f in shapely.polygonize([shapely.unary_union(lines)]).geoms if outline.contains(f.point_on_surface())
    ]
    return _join_faces(faces, seats)


def _segments(edges: BaseGeometry) -> list[LineString]:
    parts = [part for part in shapely.get_parts(edges) if isinstance(part, LineString)]
    return [LineString(pair) for part in parts for pair in zip(part.coords, part.coords[1:], strict=False)]


def _join_faces(faces: list[Polygon], seats: list[Point]) -> list[BaseGeometry]:
    """Faces without a seat (cut off by a bend of the outline) go to the neighbour with the longest common border."""
    cells: list[BaseGeometry] = [next(f for f in faces if f.contains(seat)) for seat in seats]
    rest = [face for face in faces if not any(face.equals(cell) for cell in cells)]
    for face in sorted(rest, key=lambda f: f.area, reverse=True):
        common = [face.boundary.intersection(cell.boundary).length for cell in cells]
        owner = int(np.argmax(common)) if max(common) > 0 else int(np.argmin([face.distance(s) for s in seats]))
        cells[owner] = cells[owner].union(face)
    return cells
