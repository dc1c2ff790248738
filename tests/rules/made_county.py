"""One made county for all tests of a process: making it takes seconds, reading it does not."""

import atexit
import csv
import json
import shutil
import tempfile
from functools import cache
from pathlib import Path

import osmium
from shapely.geometry import Point, shape

from layers.exchange.counties import generate_county
from layers.exchange.counties.columns import SITE_COLUMNS

SEED = 7


@cache
def made_county() -> Path:
    parent = Path(tempfile.mkdtemp(prefix="county-"))
    atexit.register(shutil.rmtree, parent, ignore_errors=True)
    generate_county(parent / "county", seed=SEED)
    return parent / "county"


def rows(name: str, folder: Path | None = None) -> list[dict[str, str]]:
    with ((folder or made_county()) / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def sites(folder: Path | None = None) -> list[dict[str, str]]:
    """Rows of sites.csv under their English names."""
    names = {header: name for name, header in SITE_COLUMNS.items()}
    return [{names[header]: value for header, value in row.items()} for row in rows("sites.csv", folder)]


def features(name: str, folder: Path | None = None) -> list[tuple[object, dict]]:
    document = json.loads(((folder or made_county()) / name).read_text("utf-8"))
    return [(shape(feature["geometry"]), feature["properties"]) for feature in document["features"]]


def point(row: dict[str, str]) -> Point:
    return Point(float(row["lng"]), float(row["lat"]))


def ways(pbf: Path) -> list[tuple[dict[str, str], list[tuple[int, float, float]]]]:
    """(tags, [(node id, lng, lat)]) of each way."""
    found = osmium.FileProcessor(str(pbf)).with_locations()
    return [
        ({tag.k: tag.v for tag in way.tags}, [(n.ref, n.lon, n.lat) for n in way.nodes])
        for way in found
        if way.is_way()
    ]
