"""Writing a region folder: CSV, GeoJSON, TOML and OSM PBF, whole or not at all."""

import csv
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import osmium
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from .network import Network
from .townships import lnglat


class CountyError(Exception):
    """A region folder can't be made; the message says why, in one line, and what would help."""


@contextmanager
def new_region_folder(out: Path) -> Iterator[Path]:
    """A folder beside `out` that takes its place when the block ends well; after an error nothing is left of it.

    Replaces an older region folder, never anything else (CountyError).
    """
    is_replaceable = not out.exists() or (out.is_dir() and ((out / "region.toml").exists() or not any(out.iterdir())))
    if not is_replaceable:
        raise CountyError(f"{out} exists and is no region folder: choose another --out")
    out.parent.mkdir(parents=True, exist_ok=True)
    draft, old = (out.with_name(f".{out.name}.{word}-{os.getpid()}") for word in ("new", "old"))
    draft.mkdir()
    try:
        yield draft
        if out.exists():
            out.rename(old)
        draft.rename(out)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def write_csv(path: Path, columns: dict[str, str] | Iterable[str], rows: Iterable[dict[str, Any]]) -> None:
    """UTF-8 rows under `columns`: names, or {name in the row: header in the file}. Absent values stay empty."""
    headers = columns if isinstance(columns, dict) else {name: name for name in columns}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(headers.values())
        writer.writerows([_cell(row.get(name)) for name in headers] for row in rows)


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else value


def write_geojson(path: Path, features: Iterable[tuple[BaseGeometry, dict[str, Any]]]) -> None:
    """Geometries in WGS-84 degrees with their properties; one feature a line."""
    lines = [
        json.dumps({"type": "Feature", "properties": properties, "geometry": mapping(shape)}, ensure_ascii=False)
        for shape, properties in features
    ]
    body = ",\n".join(lines)
    path.write_text(f'{{"type":"FeatureCollection","features":[\n{body}\n]}}\n', "utf-8")


def write_toml(path: Path, values: dict[str, Any]) -> None:
    """Plain values first, then tables; JSON's strings, numbers, booleans and arrays are TOML's too."""
    plain = [f"{key} = {_toml(value)}" for key, value in values.items() if not isinstance(value, dict)]
    tables = [
        "\n".join([f"\n[{key}]", *(f"{name} = {_toml(inner)}" for name, inner in value.items())])
        for key, value in values.items()
        if isinstance(value, dict)
    ]
    path.write_text("\n".join([*plain, *tables]) + "\n", "utf-8")


def _toml(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def write_pbf(path: Path, network: Network) -> None:
    """OSM nodes and ways from 1 upwards, WGS-84; equal networks give equal bytes."""
    ids = {point: n for n, point in enumerate(dict.fromkeys(p for road in network.roads for p in road.line), start=1)}
    header = osmium.io.Header()
    header.set("generator", "zhicha synthetic county")
    with osmium.SimpleWriter(str(path), header=header) as writer:
        for point, node_id in ids.items():
            writer.add_node(osmium.osm.mutable.Node(id=node_id, version=1, location=lnglat(point)))
        for way_id, road in enumerate(network.roads, start=1):
            nodes = [ids[point] for point in road.line]
            writer.add_way(osmium.osm.mutable.Way(id=way_id, version=1, nodes=nodes, tags=road.tags))


def region_files(folder: Path) -> dict[str, str]:
    """{part: file name} of what lies in the folder, for region.toml."""
    return {
        path.name.split(".")[0]: path.name for path in sorted(folder.iterdir()) if path.suffix not in {".md", ".toml"}
    }
