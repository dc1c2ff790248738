"""Positions and measures: stored in EPSG:4326, measured on the ellipsoid, never in degrees or EPSG:3857 (I24)."""

from functools import lru_cache

from pyproj import Geod, Transformer
from shapely.geometry.base import BaseGeometry

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


@lru_cache(maxsize=8)
def _to_metric(epsg: int) -> Transformer:
    return Transformer.from_crs(WGS84, epsg, always_xy=True)


def metric_xy(lng: float, lat: float, *, epsg: int) -> tuple[float, float]:
    """Easting and northing in metres of the region's metric CRS (4546 for Lanshan), x before y."""
    x, y = _to_metric(epsg).transform(lng, lat)
    return float(x), float(y)


def parse_bbox(text: str) -> tuple[float, float, float, float]:
    """`west,south,east,north` in degrees. Raises ValueError naming what is wrong."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise ValueError("bbox: four numbers west,south,east,north are needed") from None
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise ValueError("bbox: west < east within ±180 and south < north within ±90 are needed")
    return west, south, east, north
