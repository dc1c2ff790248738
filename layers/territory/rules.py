"""块 whose ground a point is: township by geometry, and what an approximate township edge may decide.

Source: R2, §7. Township lines are approximate, so near an edge a person decides, not the polygon.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from shapely import Point, transform
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points

from gis_platform.common.geo import distance_m

EDGE_REVIEW_BAND_M = 500.0


class EdgeStanding(StrEnum):
    """How a point stands to one township: inside or outside beyond doubt, or to be reviewed (人工复核)."""

    INSIDE = "inside"
    TO_REVIEW = "to_review"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Township:
    """The township that answers for a site; `is_mismatch` puts it on the list for a person to look at."""

    code: str | None
    is_mismatch: bool


def township_at(lng: float, lat: float, townships: Mapping[str, BaseGeometry]) -> str | None:
    """Code of the township that holds the point; on a shared edge the lower code; None outside all."""
    point = Point(lng, lat)
    return min((code for code, shape in townships.items() if shape.intersects(point)), default=None)


def settle_township(declared: str | None, located: str | None) -> Township:
    """The declared township wins over geometry; geometry only proposes where none is declared (R2)."""
    return Township(declared or located, is_mismatch=bool(declared) and declared != located)


def distance_to_m(lng: float, lat: float, shape: BaseGeometry) -> float:
    """Geodesic metres from a point to the nearest place of a shape; 0 inside a polygon."""
    if shape.intersects(Point(lng, lat)):
        return 0.0
    # Degrees are unequal in x and y: the nearest place is sought with x shrunk to the scale of y, on the ellipsoid.
    east_m, north_m = (distance_m((lng, lat), place) for place in ((lng + 0.001, lat), (lng, lat + 0.001)))
    shrink = east_m / north_m
    flat = transform(shape, lambda xy: xy * (shrink, 1.0))
    foot = nearest_points(flat, Point(lng * shrink, lat))[0]
    return distance_m((lng, lat), (foot.x / shrink, foot.y))


def edge_distance_m(lng: float, lat: float, shape: BaseGeometry) -> float:
    """Geodesic metres from a point, in or out, to the edge of a township."""
    return distance_to_m(lng, lat, shape.boundary)


def edge_standing(*, is_inside: bool, edge_m: float, band_m: float = EDGE_REVIEW_BAND_M) -> EdgeStanding:
    if edge_m <= band_m:
        return EdgeStanding.TO_REVIEW
    return EdgeStanding.INSIDE if is_inside else EdgeStanding.OUTSIDE
