"""One vector tile by one statement: the visible queryset's own SQL inside ST_AsMVT."""

from math import atan, degrees, pi, sinh

from django.core.exceptions import EmptyResultSet
from django.db import connection

from gis_platform.common.features import geometry_sql, within
from layers.publishing.registry import LayerKind, PublishedLayer

EXTENT, BUFFER = 4096, 64
GRID = 64  # cells along a tile's edge where points are counted
MAX_ZOOM = 22
EQUATOR_M = 40_075_016.6855785


def tile(layer: PublishedLayer, user, z: int, x: int, y: int) -> bytes:
    """MVT with the layer's features; polygons bring a second layer `<name>_labels`, a point a name."""
    parts = [clusters if z < layer.clusters_below else shapes]
    if layer.kind is LayerKind.POLYGON:
        parts.append(labels)
    try:
        statements = [part(layer, user, z, x, y) for part in parts]
    except EmptyResultSet:  # Django knows without asking: `.none()`
        return b""
    with connection.cursor() as cursor:
        return b"".join(_run(cursor, *statement) for statement in statements)


def _run(cursor, sql, params) -> bytes:
    cursor.execute(sql, params)
    return bytes(cursor.fetchone()[0])


def shapes(layer, user, z, x, y):
    """Statement and parameters of the features themselves, simplified to half a pixel of a 512 px tile."""
    source, params = _rows(layer, user, z, x, y, margin=BUFFER / EXTENT, fields=layer.fields)
    geom = "ST_Transform(q.geom, 3857)"
    if layer.kind is not LayerKind.POINT:
        geom = f"ST_Simplify({geom}, {EQUATOR_M / 2**z / 1024:.6f}, true)"
    place = f"ST_AsMVTGeom({geom}, e.box, {EXTENT}, {BUFFER}, true)"
    return _mvt(layer.name, f"{place} as geom, q.row_id{_named(layer)}", source), (z, x, y, *params)


def labels(layer, user, z, x, y):
    """Where a polygon's name stands: in exactly one tile, hence no buffer."""
    fields = {**layer.fields, "label_at": layer.label_at} if layer.label_at else layer.fields
    source, params = _rows(layer, user, z, x, y, margin=BUFFER / EXTENT, fields=fields)
    inside = "ST_PointOnSurface(q.geom)"
    point = f"coalesce(q.label_at, {inside})" if layer.label_at else inside
    place = f"ST_AsMVTGeom(ST_Transform({point}, 3857), e.box, {EXTENT}, 0, true)"
    return _mvt(f"{layer.name}_labels", f"{place} as geom, q.row_id{_named(layer)}", source), (z, x, y, *params)


def clusters(layer, user, z, x, y):
    """Points counted on a grid: `point_count` a cell, at the middle of its points."""
    source, params = _rows(layer, user, z, x, y, margin=0, fields={})
    cell_m = EQUATOR_M / 2**z / GRID
    counted = f"""(select ST_Centroid(ST_Collect(p.geom)) as geom, count(*) as point_count
        from (select ST_Transform(q.geom, 3857) as geom from {source}) p
        group by floor(ST_X(p.geom) / {cell_m:.6f}), floor(ST_Y(p.geom) / {cell_m:.6f})) q"""  # noqa: S608
    place = f"ST_AsMVTGeom(q.geom, e.box, {EXTENT}, 0, true)"
    return _mvt(layer.name, f"{place} as geom, q.point_count", counted, feature_id=""), (z, x, y, *params)


def _rows(layer, user, z, x, y, *, margin, fields):
    rows = within(layer.rows_at(user, z), layer.geometry, tile_bounds(z, x, y, margin=margin))
    return geometry_sql(rows, geometry=layer.geometry, fields=fields)


def _named(layer):
    return "".join(f', q."{name}"' for name in layer.fields)


def _mvt(name, columns, source, feature_id=", 'row_id'"):
    return f"""with e as (select ST_TileEnvelope(%s, %s, %s) as box)
        select ST_AsMVT(t, '{name}', {EXTENT}, 'geom'{feature_id})
        from (select {columns} from e, {source}) t where t.geom is not null"""  # noqa: S608


def tile_bounds(z: int, x: int, y: int, *, margin: float) -> tuple[float, float, float, float]:
    """West, south, east, north in degrees, wider by `margin` tiles on each side."""
    n = 2**z

    def lng(column):
        return min(180.0, max(-180.0, column / n * 360 - 180))

    def lat(row):
        return degrees(atan(sinh(pi * (1 - 2 * row / n))))

    return lng(x - margin), lat(y + 1 + margin), lng(x + 1 + margin), lat(y - margin)
