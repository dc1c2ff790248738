"""Map layers from GeoJSON: townships, risk zones, water, places; roads come from an OSM extract."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import osmium
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon
from django.core.exceptions import ValidationError
from django.db import DataError, transaction

from gis_platform.common.verdict import Reason, Verdict
from layers.risk.rules import RiskLevel
from layers.roads.models import Road, Settlement, Water
from layers.territory.models import Township
from layers.zones.models import RiskZone

from .readers import SourceRow, UnreadableFile, read
from .row_report import RowReport
from .site_columns import YES

ROUTABLE = {
    "motorway", "motorway_link", "trunk", "trunk_link", "primary", "primary_link", "secondary", "secondary_link",
    "tertiary", "tertiary_link", "unclassified", "residential", "living_street", "service", "track", "road",
}  # fmt: skip


def import_layer(kind: str, path: Path) -> RowReport:
    """Replace one layer by a file's rows; a bad row stops only itself. Raises UnreadableFile."""
    if kind not in LAYERS:
        raise UnreadableFile(f"layer {kind!r}: one of {', '.join(LAYERS)} is needed")
    report = RowReport(path.name)
    with transaction.atomic():
        LAYERS[kind](read(path), report)
    return report


def _townships(rows: list[SourceRow], report: RowReport) -> None:
    for row in _whole(rows, report, ("Polygon", "MultiPolygon"), ("code", "name")):
        _keep(row, report, _township)


def _township(row: SourceRow) -> bool:
    _, is_new = Township.objects.update_or_create(
        code=row.values["code"],
        defaults={
            "name": row.values["name"],
            "boundary": _multi(row),
            "seat": _seat(row),
            "is_approximate": row.values.get("is_approximate", "") in YES,
        },
    )
    return is_new


def _water(rows: list[SourceRow], report: RowReport) -> None:
    Water.objects.all().delete()
    made = [
        Water(name=row.values.get("name", "")[:80], kind=row.values.get("kind", "river")[:30], geometry=_geos(row))
        for row in _whole(rows, report, ("LineString", "MultiLineString", "Polygon", "MultiPolygon"), ())
    ]
    Water.objects.bulk_create(made)
    report.outcomes["created"] += len(made)


def _places(rows: list[SourceRow], report: RowReport) -> None:
    Settlement.objects.all().delete()
    made = [
        Settlement(name=row.values["name"][:80], kind=row.values.get("kind", "village")[:30], location=_geos(row))
        for row in _whole(rows, report, ("Point",), ("name",))
    ]
    Settlement.objects.bulk_create(made)
    report.outcomes["created"] += len(made)


def _risk_zones(rows: list[SourceRow], report: RowReport) -> None:
    townships = {row.code: row for row in Township.objects.all()}
    for row in _whole(rows, report, ("Polygon",), ("name", "risk", "township")):
        if row.values["township"] not in townships:
            report.refuse(row.number, _no("site.township_unknown", column="township", value=row.values["township"]))
        elif row.values["risk"] not in RiskLevel:
            report.refuse(row.number, _no("layer.level_unknown", column="risk", value=row.values["risk"]))
        else:
            _keep(row, report, partial(_risk_zone, township=townships[row.values["township"]]))


def _risk_zone(row: SourceRow, *, township: Township) -> bool:
    _, is_new = RiskZone.objects.update_or_create(
        name=row.values["name"],
        township=township,
        defaults={
            "hazard_class": "natural" if row.values.get("kind") == "natural" else "production",
            "level": row.values["risk"],
            "area": _geos(row),
            "control_measures": row.values.get("measures", ""),
            "responsible": row.values.get("responsible", ""),
            "valid_from": row.values.get("valid_from") or date(2019, 1, 1),
            "valid_to": row.values.get("valid_to") or None,
            "is_synthetic": row.values.get("is_synthetic", "") in YES,
        },
    )
    return is_new


LAYERS: dict[str, Callable[[list[SourceRow], RowReport], None]] = {
    "townships": _townships,
    "risk_zones": _risk_zones,
    "water": _water,
    "places": _places,
}


def import_roads(path: Path) -> int:
    """Replace the roads by the routable ways of an OSM extract; returns their number. Raises UnreadableFile."""
    try:
        ways = list(_ways(path))
    except (RuntimeError, OSError):
        raise UnreadableFile(f"{path} is not an OSM extract (.osm.pbf), or it is cut off") from None
    if not ways:
        raise UnreadableFile(f"{path} has no road in it")
    with transaction.atomic():
        Road.objects.all().delete()
        Road.objects.bulk_create(ways, batch_size=2000)
    return len(ways)


def _ways(path: Path) -> Iterable[Road]:
    wkt = osmium.geom.WKTFactory()
    way: Any
    for way in osmium.FileProcessor(str(path)).with_locations():
        if not way.is_way() or way.tags.get("highway") not in ROUTABLE or len(way.nodes) < 2:
            continue
        try:
            line: Any = GEOSGeometry(wkt.create_linestring(way), srid=4326)
        except (RuntimeError, osmium.InvalidLocationError):
            continue  # a way that leaves the extract
        yield Road(
            osm_id=way.id,
            name=way.tags.get("name", "")[:80],
            ref=way.tags.get("ref", "")[:40],
            highway=way.tags["highway"],
            is_oneway=way.tags.get("oneway") in {"yes", "1", "true"},
            geometry=line,
        )


def _keep(row: SourceRow, report: RowReport, save: Callable[[SourceRow], bool]) -> None:
    """Save one row in a savepoint of its own; `save` says whether it was new."""
    try:
        with transaction.atomic():
            report.count("created" if save(row) else "updated")
    except (DataError, ValueError, ValidationError):
        report.refuse(row.number, _no("layer.cannot_be_kept"))


# --- rows -----------------------------------------------------------------------------------------------------


def _whole(
    rows: list[SourceRow], report: RowReport, shapes: tuple[str, ...], columns: tuple[str, ...]
) -> Iterable[SourceRow]:
    """Rows that have a shape of the wanted type and all needed columns; the others are refused with their reason."""
    for row in rows:
        missing = [column for column in columns if not row.values.get(column)]
        if row.is_torn:
            report.refuse(row.number, _no("layer.geometry_unreadable"))
        elif row.has_bad_text:
            report.refuse(row.number, _no("site.bad_text"))
        elif row.geometry is None:
            report.refuse(row.number, _no("layer.geometry_missing"))
        elif row.geometry.geom_type not in shapes:
            report.refuse(
                row.number, _no("layer.wrong_geometry", found=row.geometry.geom_type, wanted="/".join(shapes))
            )
        elif missing:
            report.refuse(row.number, _no("layer.column_missing", column=missing[0]))
        else:
            yield row


def _no(code: str, **values: str) -> Verdict:
    return Verdict((Reason(code, values),))


def _geos(row: SourceRow) -> Any:
    assert row.geometry is not None  # `_whole` lets no other row through
    return GEOSGeometry(memoryview(row.geometry.wkb), srid=4326)


def _multi(row: SourceRow) -> MultiPolygon:
    found = _geos(row)
    return found if isinstance(found, MultiPolygon) else MultiPolygon(found, srid=4326)


def _seat(row: SourceRow) -> Any:
    lng, lat = row.values.get("seat_lng"), row.values.get("seat_lat")
    return GEOSGeometry(f"POINT({float(lng)} {float(lat)})", srid=4326) if lng and lat else None
