"""GeoJSON (RFC 7946): lng/lat, WGS84."""

import json
from pathlib import Path
from typing import Any

from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from .rows import SourceRow, UnreadableFile
from .table import decode


def read_geojson(path: Path) -> list[SourceRow]:
    try:
        document = json.loads(decode(path.read_bytes(), path.name))
        features = list(document["features"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise UnreadableFile(f"{path.name} is not a GeoJSON FeatureCollection") from None
    return [_row(number, feature) for number, feature in enumerate(features, start=1)]


def _row(number: int, feature: Any) -> SourceRow:
    feature = feature if isinstance(feature, dict) else {"geometry": feature}
    properties = feature.get("properties")
    properties = properties if isinstance(properties, dict) else {}
    values = {key: "" if value is None else _text(value) for key, value in properties.items()}
    geometry = _shape(feature.get("geometry"))
    return SourceRow(number, values, geometry, is_torn=geometry is None and bool(feature.get("geometry")))


def _shape(geometry: Any) -> BaseGeometry | None:
    """None where there is none, or none that can be read."""
    try:
        found = shape(geometry) if geometry else None
    except (ShapelyError, LookupError, TypeError, ValueError, AttributeError):
        return None
    return None if found is None or found.is_empty else found


def _text(value: Any) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)
