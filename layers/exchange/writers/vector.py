"""GeoJSON and GeoPackage of a visible queryset, in WGS84 (EPSG:4326)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
from django.db.models import QuerySet

from layers.exchange.cells import neutralise

DRIVERS = {".geojson": "GeoJSON", ".gpkg": "GPKG"}


def write_vector(rows: QuerySet, path: Path, *, layer: str, geometry: str, fields: Mapping[str, str]) -> int:
    """Write the rows that have a shape; `fields` maps column → look-up path. Returns their number."""
    found = list(rows.exclude(**{f"{geometry}__isnull": True}).order_by("pk").values_list(geometry, *fields.values()))
    columns: list[Any] = list(zip(*(row[1:] for row in found), strict=True)) or [[] for _ in fields]
    shapes = np.array([bytes(row[0].wkb) for row in found], dtype=object)
    path.unlink(missing_ok=True)
    pyogrio.raw.write(
        path,
        geometry=shapes,
        field_data=[np.array([_cell(value) for value in column], dtype=object) for column in columns],
        fields=list(fields),
        layer=layer,
        driver=DRIVERS[path.suffix],
        geometry_type=found[0][0].geom_type if found else "Point",
        crs="EPSG:4326",
    )
    return len(found)


def _cell(value) -> str | None:
    return None if value is None else neutralise(str(value))
