"""The ground of a region folder into the database: outline, townships, lines, sites, roads, water, zones."""

import tomllib
from pathlib import Path
from typing import Any

import shapely
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon
from django.db import transaction

from gis_platform.common.clock import now
from layers.sites.rules import LINE_NAMES
from layers.territory.models import County, SectorLine, Township

from .layers_import import import_layer, import_roads
from .readers import UnreadableFile
from .row_report import RowReport
from .sites_import import import_sites

NEEDED = ("region.toml", "roads.osm.pbf", "townships.geojson", "sites.csv")


def describe(region: Path) -> dict[str, Any]:
    """`region.toml` as a table. Raises UnreadableFile naming what is missing."""
    missing = [name for name in NEEDED if not (region / name).is_file()]
    if missing:
        raise UnreadableFile(f"{region} is not a whole region folder: {', '.join(missing)} is missing")
    try:
        about = tomllib.loads((region / "region.toml").read_text(encoding="utf-8"))
    except ValueError as error:  # of TOML and of UTF-8 alike
        raise UnreadableFile(f"region.toml cannot be read ({error}): mend it and load the folder again") from None
    if unnamed := [key for key in ("code", "name") if not about.get(key)]:
        raise UnreadableFile(f"region.toml says no {' and no '.join(unnamed)}: add it and load the folder again")
    return about


@transaction.atomic
def load_ground(region: Path) -> list[RowReport]:
    """Load or refresh everything that lies on the ground; one report a file."""
    about = describe(region)
    for key, name in LINE_NAMES.items():
        SectorLine.objects.get_or_create(key=key, defaults={"name": name})
    reports = [import_layer("townships", region / "townships.geojson")]
    _county(about)
    for kind, name in (("water", "water.geojson"), ("places", "places.geojson"), ("risk_zones", "zones.geojson")):
        if (region / name).is_file():
            reports.append(import_layer(kind, region / name))
    roads = RowReport("roads.osm.pbf")
    roads.outcomes["created"] = import_roads(region / "roads.osm.pbf")
    return [*reports, roads, import_sites(region / "sites.csv", at=now(), datum=about.get("datum", ""))]


def _county(about: dict[str, Any]) -> None:
    """The outline is the union of the townships: one source, no gap between the two."""
    shapes = [shapely.from_wkb(bytes(t.boundary.wkb)) for t in Township.objects.all()]
    if not shapes:
        raise UnreadableFile("townships.geojson has no township with code, name and area: a county needs one")
    outline = GEOSGeometry(memoryview(shapely.union_all(shapes).wkb), srid=4326)
    outline = outline if isinstance(outline, MultiPolygon) else MultiPolygon(outline, srid=4326)
    County.objects.update_or_create(
        code=about["code"][:6],
        defaults={"name": about["name"], "outline": outline, "is_synthetic": about.get("is_synthetic", False)},
    )
