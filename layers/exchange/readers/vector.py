"""GeoJSON (RFC 7946): lng/lat, WGS84."""

import json
from pathlib import Path

from shapely.errors import ShapelyError
from shapely.geometry import shape

from .rows import SourceRow, UnreadableFile
from .table import decode


def read_geojson(path: Path) -> list[SourceRow]:
    try:
        document = json.loads(decode(path.read_bytes(), path.name))
        features = document["features"]
    except (ValueError, KeyError, TypeError):
        raise UnreadableFile(f"{path.name} is not a GeoJSON FeatureCollection") from None
    return [_row(number, feature, path.name) for number, feature in enumerate(features, start=1)]


def _row(number: int, feature: dict, name: str) -> SourceRow:
    try:
        geometry = shape(feature["geometry"]) if feature.get("geometry") else None
    except (ShapelyError, KeyError, TypeError, ValueError, AttributeError):
        raise UnreadableFile(f"{name}: feature {number} has a geometry that can't be read") from None
    values = {key: "" if value is None else _text(value) for key, value in (feature.get("properties") or {}).items()}
    return SourceRow(number, values, geometry)


def _text(value) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)
