"""Rows with a geometry as GeoJSON: one SQL statement over a visible queryset: no object a row."""

import json
from collections.abc import Mapping
from typing import Any

from django.contrib.gis.geos import Polygon
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BigIntegerField, ExpressionWrapper, F, IntegerField, QuerySet, TextField, Value
from django.db.models.functions import Cast

DECIMALS = 6  # degrees: 0.1 m


def geometry_sql(rows: QuerySet[Any], *, geometry: str, fields: Mapping[str, str]) -> tuple[str, tuple[Any, ...]]:
    """`(the queryset's own SQL) q(row_id, geom, "<name>", …)`, to stand after `from`, and its parameters.

    `fields` maps the name outside to the look-up path inside; `row_id` is null where the key is no whole number.
    The wrapper keeps Django from casting geom to bytea.
    """
    is_numbered = isinstance(rows.model._meta.pk, IntegerField)
    # ST_AsMVT refuses a feature id without a type.
    row_id = F("pk") if is_numbered else Cast(Value(None), BigIntegerField())
    place = ExpressionWrapper(F(geometry), output_field=TextField())
    sql, params = rows.values_list(row_id, place, *fields.values()).query.sql_with_params()
    columns = "".join(f', "{name}"' for name in fields)
    return f"({sql}) q(row_id, geom{columns})", params


def within(rows: QuerySet[Any], geometry: str, bbox: tuple[float, float, float, float]) -> QuerySet[Any]:
    """Rows whose geometry's box meets (west, south, east, north); uses the spatial index."""
    area = Polygon.from_bbox(bbox)
    area.srid = 4326
    return rows.filter(**{f"{geometry}__bboverlaps": area})


def features(rows: QuerySet[Any], *, geometry: str, fields: Mapping[str, str]) -> tuple[str, int, Any]:
    """The JSON text of a list of GeoJSON features, how many they are, and the last id."""
    try:
        source, params = geometry_sql(rows, geometry=geometry, fields=fields)
    except EmptyResultSet:  # Django knows without asking: `.none()`
        return "[]", 0, None
    # The names come from our own tables of fields, never from a request.
    properties = ", ".join(f"'{name}', q.\"{name}\"" for name in fields)
    statement = f"""
        select coalesce(json_agg(json_build_object('type', 'Feature', 'id', q.row_id,
               'geometry', ST_AsGeoJSON(q.geom, {DECIMALS})::json,
               'properties', json_build_object({properties}))), '[]')::text, count(*), max(q.row_id)
        from {source}"""  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        text, count, last = cursor.fetchone()
    return text, count, last


def feature_collection(text: str, **members: Any) -> str:
    """A FeatureCollection around the text of `features`; `members` are plain numbers and texts."""
    head = json.dumps({"type": "FeatureCollection", **members}, ensure_ascii=False)
    return f'{head[:-1]}, "features": {text}}}'
