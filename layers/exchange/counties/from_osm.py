"""A region folder from any OpenStreetMap extract: townships, roads, water, and sites by their tags."""

import shutil
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import TZPATH

import numpy as np
import osmium
import shapely
from shapely import wkb
from shapely.geometry import LineString, MultiPoint, Point
from shapely.geometry.base import BaseGeometry

from gis_platform.common.geo import distance_m

from .columns import SECTOR_NAMES, SITE_COLUMNS
from .write import CountyError, new_region_folder, region_files, write_csv, write_geojson, write_toml

_LICENCE = "© OpenStreetMap contributors, ODbL 1.0"
_LEAST_AREAS = 3
# Roads that a car of the bureau may use; a depot stands on one of the first kinds.
_MAIN_ROADS = {"primary", "secondary", "tertiary", "unclassified", "residential"}
_PLACES = {"city", "town", "suburb", "village", "hamlet"}
_NO_CHEMICAL = {"water", "manure", "slurry", "silage", "grain", "sewage", "rainwater"}
# Sector, facts, and what a nameless one is called.
_Kind = tuple[str, dict[str, Any], str]
# The first that matches wins.
_SITE_TAGS: dict[tuple[str, str], _Kind] = {
    ("man_made", "tailings_pond"): ("tailings_pond", {"service_minutes": 75}, "尾矿库"),
    ("man_made", "mineshaft"): ("mine", {"mining_method": "地下", "service_minutes": 150}, "矿井"),
    ("man_made", "adit"): ("mine", {"mining_method": "地下", "service_minutes": 150}, "矿井"),
    ("industrial", "mine"): ("mine", {"service_minutes": 120}, "矿山"),
    ("landuse", "quarry"): ("mine", {"mining_method": "露天", "service_minutes": 120}, "采石场"),
    ("amenity", "fuel"): ("hazchem", {"hazchem_kind": "加油站", "service_minutes": 60}, "加油站"),
    ("man_made", "storage_tank"): ("hazchem", {"hazchem_kind": "储存", "service_minutes": 60}, "储罐"),
    ("man_made", "works"): ("industry_trade", {"service_minutes": 60}, "工厂"),
    ("landuse", "industrial"): ("industry_trade", {"service_minutes": 60}, "工业区"),
}


@dataclass
class _Extract:
    """What one pass over the file found; geometries in degrees."""

    boundaries: list[tuple[int, int, str, BaseGeometry]] = field(default_factory=list)  # level, id, name, area
    places: list[tuple[int, str, Point]] = field(default_factory=list)
    main_road_points: list[tuple[float, float]] = field(default_factory=list)
    road_count: int = 0
    water: list[tuple[BaseGeometry, dict[str, Any]]] = field(default_factory=list)
    sites: list[tuple[str, dict[str, str], _Kind, Point]] = field(default_factory=list)  # "way/123", tags, kind, point


@dataclass(frozen=True)
class _Area:
    code: str
    name: str
    area: BaseGeometry
    seat: Point


def region_from_osm(
    pbf: Path, out: Path, *, admin_level: int | None = None, timezone: str | None = None
) -> dict[str, int]:
    """Write the region folder `out` from the extract `pbf`. Returns counts. Raises CountyError and writes nothing.

    `admin_level`: whose areas are the townships; without it the finest level with three or more named areas, else
    Voronoi cells of the places, flagged approximate. `timezone`: an IANA name; without it that of the nearest city in
    the time-zone database.
    """
    extract = _read(pbf)
    if not extract.road_count:
        raise CountyError(f"{pbf.name} has no roads (highway=…): cut the extract again with its ways")
    areas, is_approximate = _townships(extract, admin_level, pbf.name)
    sites, outside = _sites(extract, areas)
    bbox = shapely.union_all([a.area for a in areas]).bounds
    with new_region_folder(out) as folder:
        shutil.copyfile(pbf, folder / "roads.osm.pbf")
        write_geojson(
            folder / "townships.geojson",
            [(a.area, _township_properties(a, is_approximate=is_approximate)) for a in areas],
        )
        write_geojson(folder / "water.geojson", extract.water)
        write_geojson(folder / "places.geojson", _place_features(extract, areas))
        write_csv(folder / "sites.csv", SITE_COLUMNS, sites)
        values = _region(extract, bbox, pbf, timezone, folder)
        write_toml(folder / "region.toml", values)
    return {
        "townships": len(areas),
        "sites": len(sites),
        "roads": extract.road_count,
        "sites_outside": outside,
    }


def _read(pbf: Path) -> _Extract:
    if not pbf.is_file():
        raise CountyError(f"{pbf} does not exist")
    try:
        extract = _Extract()
        for thing in (
            osmium.FileProcessor(osmium.io.File(str(pbf), "pbf"))
            .with_areas()
            .with_filter(osmium.filter.EmptyTagFilter())
        ):
            _take(extract, thing)
    except (RuntimeError, ValueError) as error:
        raise CountyError(f"{pbf.name} is not a readable OSM PBF file ({str(error).splitlines()[0]})") from error
    return extract


def _take(extract: _Extract, thing: Any) -> None:
    tags = {tag.k: tag.v for tag in thing.tags}
    if thing.is_area():
        _take_area(extract, thing, tags)
    elif thing.is_way():
        _take_line(extract, thing, tags)
    elif thing.is_node():
        point = Point(thing.location.lon, thing.location.lat)
        if tags.get("place") in _PLACES and "name" in tags:
            extract.places.append((thing.id, tags["name"], point))
        if kind := _match(tags):
            extract.sites.append((f"node/{thing.id}", tags, kind, point))


def _take_area(extract: _Extract, thing: Any, tags: dict[str, str]) -> None:
    is_boundary = tags.get("boundary") == "administrative" and "name" in tags and tags.get("admin_level", "").isdigit()
    is_water = tags.get("natural") == "water" or tags.get("landuse") == "reservoir"
    kind = _match(tags)
    if not (is_boundary or is_water or kind):
        return
    area = wkb.loads(osmium.geom.WKBFactory().create_multipolygon(thing), hex=True)
    osm_id = f"{'way' if thing.from_way() else 'relation'}/{thing.orig_id()}"
    if is_boundary:
        extract.boundaries.append((int(tags["admin_level"]), thing.orig_id(), tags["name"], area))
    if is_water:
        extract.water.append((area, _water_properties("lake", tags, osm_id)))
    if kind:
        extract.sites.append((osm_id, tags, kind, area.point_on_surface()))


def _take_line(extract: _Extract, thing: Any, tags: dict[str, str]) -> None:
    is_water = tags.get("waterway") in {"river", "stream", "canal"}
    if "highway" not in tags and not is_water:
        return
    line = [(node.lon, node.lat) for node in thing.nodes if node.location.valid()]
    if len(line) < 2:
        return
    if is_water:
        extract.water.append((LineString(line), _water_properties(tags["waterway"], tags, f"way/{thing.id}")))
    if "highway" in tags:
        extract.road_count += 1
        if tags["highway"] in _MAIN_ROADS:
            extract.main_road_points += line


def _water_properties(kind: str, tags: dict[str, str], osm_id: str) -> dict[str, Any]:
    return {"name": tags.get("name", ""), "kind": kind, "osm_id": osm_id, "is_synthetic": False}


def _match(tags: dict[str, str]) -> _Kind | None:
    if tags.get("content") in _NO_CHEMICAL:
        return None
    return next((kind for (key, value), kind in _SITE_TAGS.items() if tags.get(key) == value), None)


def _townships(extract: _Extract, admin_level: int | None, file_name: str) -> tuple[list[_Area], bool]:
    """The areas in order of code, and whether their lines are only approximate."""
    counts = Counter(level for level, *_ in extract.boundaries)
    if admin_level is not None and not counts[admin_level]:
        levels = ", ".join(str(level) for level in sorted(counts)) or "none"
        raise CountyError(f"{file_name} has no named boundaries of admin_level {admin_level} (it has: {levels})")
    enough = [level for level, count in counts.items() if count >= _LEAST_AREAS]
    level = admin_level if admin_level is not None else max(enough, default=None)
    if level is not None:
        found = [(f"r{osm_id}", name, area) for of, osm_id, name, area in extract.boundaries if of == level]
    else:
        found = _cells_of_places(extract, file_name)
    repeated = {name for name, count in Counter(name for _, name, _ in found).items() if count > 1}
    areas = [
        _Area(code, f"{name} ({code})" if name in repeated else name, area, _seat(extract, area))
        for code, name, area in sorted(found, key=lambda row: row[0])
    ]
    return areas, level is None


def _cells_of_places(extract: _Extract, file_name: str) -> list[tuple[str, str, BaseGeometry]]:
    if len(extract.places) < _LEAST_AREAS:
        raise CountyError(
            f"{file_name} has neither {_LEAST_AREAS} named administrative areas of a level nor as many places"
        )
    points = MultiPoint([point for *_, point in extract.places])
    hull = MultiPoint(extract.main_road_points or list(points.geoms)).convex_hull.buffer(0.005)
    cells = shapely.voronoi_polygons(points, extend_to=hull, ordered=True)
    named = zip(extract.places, shapely.get_parts(cells), strict=True)
    cut = [(f"p{n:04}", name, cell.intersection(hull)) for n, ((_, name, _), cell) in enumerate(named, start=1)]
    return [row for row in cut if row[2].area > 0]


def _seat(extract: _Extract, area: BaseGeometry) -> Point:
    """A point of a main road in the area, near the first place in it, else near its middle: a car can start there."""
    middle = next((point for *_, point in extract.places if area.contains(point)), area.point_on_surface())
    points = np.array(extract.main_road_points).reshape(-1, 2)
    inside = points[shapely.contains_xy(area, points[:, 0], points[:, 1])]
    if not len(inside):
        return middle
    nearest = int(np.argmin(np.hypot(inside[:, 0] - middle.x, inside[:, 1] - middle.y)))
    return Point(inside[nearest])


def _sites(extract: _Extract, areas: list[_Area]) -> tuple[list[dict[str, Any]], int]:
    """Rows of sites.csv in order of OSM id, and how many lay in no township."""
    rows = []
    for osm_id, tags, kind, point in sorted(extract.sites, key=lambda site: site[0]):
        township = next((area for area in areas if area.area.contains(point)), None)
        if township:
            rows.append(_site_row(osm_id, tags, kind, point, township))
    # Three stations of one brand in one township are three sites: the id tells them apart.
    repeated = Counter((row["township"], row["name"]) for row in rows)
    for row in rows:
        if repeated[row["township"], row["name"]] > 1:
            row["name"] = f"{row['name']} {row['osm_id']}"
    return rows, len(extract.sites) - len(rows)


def _site_row(osm_id: str, tags: dict[str, str], kind: _Kind, point: Point, township: _Area) -> dict[str, Any]:
    sector, facts, word = kind
    street = " ".join(tags[key] for key in ("addr:street", "addr:housenumber") if key in tags)
    return {
        **facts,
        "name": tags.get("name") or tags.get("operator") or tags.get("brand") or f"{word} {osm_id}",
        "code": f"OSM-{osm_id[0]}{osm_id.split('/')[1]}",
        "uscc_missing_because": "OpenStreetMap 无统一社会信用代码",
        "sector": SECTOR_NAMES[sector],
        "township": township.name,
        "lng": f"{point.x:.7f}",
        "lat": f"{point.y:.7f}",
        "datum": "wgs84",
        "address": street,
        "status": "停产" if "disused" in tags else "在产",
        "opens_at": "08:00",
        "closes_at": "18:00",
        "is_synthetic": False,
        "osm_id": osm_id,
        "data_licence": _LICENCE,
    }


def _township_properties(area: _Area, *, is_approximate: bool) -> dict[str, Any]:
    seat = {"seat_lng": round(area.seat.x, 7), "seat_lat": round(area.seat.y, 7)}
    return {"code": area.code, "name": area.name, "is_approximate": is_approximate, **seat}


def _place_features(extract: _Extract, areas: list[_Area]) -> list[tuple[BaseGeometry, dict[str, Any]]]:
    features: list[tuple[BaseGeometry, dict[str, Any]]] = []
    for _, name, point in extract.places:
        township = next((area.code for area in areas if area.area.contains(point)), None)
        features.append((point, {"name": name, "kind": "village", "township": township, "is_synthetic": False}))
    return features


def _region(
    extract: _Extract, bbox: tuple[float, ...], pbf: Path, timezone: str | None, folder: Path
) -> dict[str, Any]:
    lng, lat = (bbox[0] + bbox[2]) / 2, (bbox[1] + bbox[3]) / 2
    middle = Point(lng, lat)
    around = sorted((b for b in extract.boundaries if b[3].contains(middle)), key=lambda b: b[3].area, reverse=True)
    name, code = (around[0][2], f"r{around[0][1]}") if around else (pbf.name.split(".")[0], "osm")
    return {
        "name": name,
        "code": code,
        "language": "zh-hans",
        "datum": "wgs84",
        "timezone": timezone or _nearest_timezone(lng, lat),
        "metric_crs": _utm_epsg(lng, lat),
        "bbox": [round(degrees, 6) for degrees in bbox],
        "is_synthetic": False,
        "attribution": _LICENCE,
        "files": region_files(folder),
    }


def _utm_epsg(lng: float, lat: float) -> int:
    return (32600 if lat >= 0 else 32700) + int((lng + 180) // 6) + 1


def _nearest_timezone(lng: float, lat: float) -> str:
    """The zone whose principal city (zone.tab) is nearest; longitude alone would be wrong near borders."""
    table = next((Path(root) / "zone.tab" for root in TZPATH if (Path(root) / "zone.tab").exists()), None)
    if table is None:
        raise CountyError("no time-zone table on this machine: name the zone, for example timezone=Europe/Zurich")
    rows = [line.split("\t") for line in table.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return min(rows, key=lambda row: distance_m(_position(row[1]), (lng, lat)))[2]


def _position(iso_6709: str) -> tuple[float, float]:
    """`+4709+00931` or with seconds → (lng, lat)."""
    cut = max(iso_6709.rfind("+"), iso_6709.rfind("-"))
    lat, lng = iso_6709[:cut], iso_6709[cut:]
    return _degrees(lng, 4), _degrees(lat, 3)


def _degrees(text: str, whole: int) -> float:
    """Sign and degrees are the first `whole` characters; then minutes, then perhaps seconds."""
    minutes, seconds = text[whole : whole + 2], text[whole + 2 :] or "0"
    value = int(text[1:whole]) + int(minutes) / 60 + int(seconds) / 3600
    return -value if text[0] == "-" else value
