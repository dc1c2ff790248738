"""Positions and measures: stored in EPSG:4326, measured on the ellipsoid, never in degrees or EPSG:3857 (I24)."""

from functools import lru_cache

from pyproj import Geod, Transformer
from shapely.geometry.base import BaseGeometry

type Bbox = tuple[float, float, float, float]  # west, south, east, north in degrees

WGS84 = 4326
_GEOD = Geod(ellps="WGS84")


def distance_m(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Geodesic metres between two (lng, lat)."""
    return float(_GEOD.inv(a[0], a[1], b[0], b[1])[2])


def area_m2(shape: BaseGeometry) -> float:
    """Geodesic square metres of a polygon in lng/lat."""
    return abs(float(_GEOD.geometry_area_perimeter(shape)[0]))


def length_m(shape: BaseGeometry) -> float:
    """Geodesic metres along a line in lng/lat."""
    return float(_GEOD.geometry_length(shape))


def widened(bbox: Bbox, by_m: float) -> Bbox:
    """The box with so many metres more on every side, at its parallel nearest the equator at least those."""
    west, south, east, north = bbox
    widest = max(abs(south), abs(north))
    step_deg = float(_GEOD.fwd(0, widest, 90, by_m)[0])
    south, north = (float(_GEOD.fwd(west, lat, bearing, by_m)[1]) for lat, bearing in ((south, 180), (north, 0)))
    return west - step_deg, south, east + step_deg, north


@lru_cache(maxsize=8)
def _to_metric(epsg: int) -> Transformer:
    return Transformer.from_crs(WGS84, epsg, always_xy=True)


def metric_xy(lng: float, lat: float, *, epsg: int) -> tuple[float, float]:
    """Easting and northing in metres of the region's metric CRS (4546 for Lanshan), x before y."""
    x, y = _to_metric(epsg).transform(lng, lat)
    return float(x), float(y)


def parse_bbox(text: str) -> Bbox:
    """`west,south,east,north` in degrees. Raises ValueError naming what is wrong."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise ValueError("bbox: four numbers west,south,east,north are needed") from None
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise ValueError("bbox: west < east within ±180 and south < north within ±90 are needed")
    return west, south, east, north
