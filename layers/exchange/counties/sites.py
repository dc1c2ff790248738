"""Made-up enterprises: how many of each kind and level, where such stand, and plainly synthetic names and codes."""

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry import Point

from layers.risk.rules import RiskLevel
from layers.sites.uscc import check_character, organisation_check_character

from .columns import SECTOR_NAMES
from .lines import XY, away, densify, distance, hairpins, rough_line, smooth, stream
from .network import Network
from .places import Village, random_points
from .profiles import PROFILES
from .roads import park_centre
from .townships import Township, lnglat

# Sites by sector and level (red, orange, yellow, blue): 15 + 4 + 60 + 120 + 150 = 349; 10 / 40 / 100 / 199.
MIX = {
    "mine": (4, 6, 5, 0),
    "tailings_pond": (1, 1, 2, 0),
    "hazchem": (2, 14, 34, 10),
    "fireworks": (1, 7, 24, 88),
    "industry_trade": (2, 12, 35, 101),
}
_CODES = {"mine": "KS", "tailings_pond": "WK", "hazchem": "WH", "fireworks": "YH", "industry_trade": "GM"}
# Farther from a road than this, a site gets a track of its own.
_NEAR_ROAD_M = 60
_INSIDE_BORDER_M = 150
# Retailers keep 50 m from each other (§3).
_APART_M = 55


@dataclass(frozen=True)
class PlacedSite:
    """`level` is what the rules will say; it is used to make a plausible past and never written."""

    row: dict[str, Any]
    sector: str
    level: str
    at: XY
    township: Township


class Places:
    """Where a site of each kind may stand."""

    def __init__(self, townships: list[Township], villages: list[Village], network: Network) -> None:
        self.townships, self.villages, self.network = townships, villages, network
        self.park = park_centre(townships[0])
        self.inner = [(township, township.cell.buffer(-_INSIDE_BORDER_M)) for township in townships]
        for _, area in self.inner:
            shapely.prepare(area)
        self.busy_roads = network.vertices({"primary", "secondary", "tertiary"})
        self.taken: defaultdict[tuple[int, int], list[XY]] = defaultdict(list)
        self.quarries: list[XY] = []

    def township_of(self, point: XY) -> Township | None:
        """The township whose border is at least 150 m away on all sides, or none."""
        return next((township for township, inner in self.inner if inner.contains(Point(point))), None)

    def is_free(self, point: XY, apart: float) -> bool:
        """No site within `apart` metres (at most _APART_M)."""
        x, y = int(point[0] // _APART_M), int(point[1] // _APART_M)
        near = [other for i in (x - 1, x, x + 1) for j in (y - 1, y, y + 1) for other in self.taken[i, j]]
        return all(distance(point, other) > apart for other in near)

    def take(self, point: XY) -> None:
        self.taken[int(point[0] // _APART_M), int(point[1] // _APART_M)].append(point)

    def candidate(self, row: dict[str, Any], sector: str, rng: np.random.Generator) -> XY:
        if sector == "mine":
            return self._in_the_hills(rng)
        if sector == "tailings_pond":
            return self._below_a_quarry(row, rng)
        if row.get("hazchem_kind") == "加油站":
            return self._on_a_busy_road(rng)
        if row.get("fireworks_kind") == "零售":
            return self._in_a_village(rng)
        if row.get("fireworks_kind") == "批发":
            return self._round_a_seat(rng, 1_500, 2_600)
        if sector == "hazchem" and "mhi_grade" in row:
            return away(self.park, rng.uniform(0, math.tau), rng.uniform(450, 1_000))
        return self._at_work(rng)

    def _in_the_hills(self, rng: np.random.Generator) -> XY:
        """Away from seats and villages, and within 1.3 km of a road that a track can start from."""
        mountains = [t for t in self.townships if t.is_mountain] * 2 + self.townships
        while True:
            township = mountains[int(rng.integers(len(mountains)))]
            point = random_points(township.cell.buffer(-400), rng, 1)[0]
            homes = [township.seat, *(v.centre for v in self.villages if v.township is township)]
            metres = self.network.nearest_vertex(point)[1]
            if 200 < metres < 1_300 and all(distance(point, home) > 650 for home in homes):
                return point

    def _below_a_quarry(self, row: dict[str, Any], rng: np.random.Generator) -> XY:
        """A 头顶库 lies within a kilometre of a village, the others only near a mine."""
        if row["is_overhead_pond"] == "是":
            hills = [v for v in self.villages if v.is_mountain]
            centre = hills[int(rng.integers(len(hills)))].centre
            return away(centre, rng.uniform(0, math.tau), rng.uniform(550, 850))
        quarry = self.quarries[int(rng.integers(len(self.quarries)))]
        return away(quarry, rng.uniform(0, math.tau), rng.uniform(500, 900))

    def _on_a_busy_road(self, rng: np.random.Generator) -> XY:
        x, y = self.busy_roads[int(rng.integers(len(self.busy_roads)))]
        return away((float(x), float(y)), rng.uniform(0, math.tau), 25)

    def _in_a_village(self, rng: np.random.Generator) -> XY:
        """Three in four in a village, the others in the streets of a seat."""
        if rng.random() < 0.25:
            return self._round_a_seat(rng, 40, 330)
        village = self.villages[int(rng.integers(len(self.villages)))]
        return away(village.centre, rng.uniform(0, math.tau), rng.uniform(25, 170))

    def _round_a_seat(self, rng: np.random.Generator, least: float, most: float) -> XY:
        township = self.townships[int(rng.integers(len(self.townships)))]
        return away(township.seat, rng.uniform(0, math.tau), rng.uniform(least, most))

    def _at_work(self, rng: np.random.Generator) -> XY:
        """Two in five in the industrial park, the others round the seats, the county's first."""
        if rng.random() < 0.4:
            return away(self.park, rng.uniform(0, math.tau), 560 * math.sqrt(rng.random()))
        if rng.random() < 0.35:
            return away(self.townships[0].seat, rng.uniform(0, math.tau), rng.uniform(150, 1_300))
        return self._round_a_seat(rng, 120, 900)


def make_sites(
    seed: int, count: int, townships: list[Township], villages: list[Village], network: Network
) -> list[PlacedSite]:
    """`count` sites in the mix of the fixture; each far from a road adds its track to the network."""
    places = Places(townships, villages, network)
    rng = stream(seed, "sites")
    sites: list[PlacedSite] = []
    for sector, shares in scaled_mix(count).items():
        number = 0
        for level, of_level in zip(RiskLevel, shares, strict=True):
            for place in range(of_level):
                number += 1
                row = PROFILES[sector](level, place, rng)
                at, township = _place(places, row, sector, rng)
                facts = _facts(sector, number, len(sites) + 1, at, township, row)
                sites.append(PlacedSite(facts | _licence(row, number), sector, level, at, township))
    return sites


def scaled_mix(count: int) -> dict[str, tuple[int, ...]]:
    """MIX for another number of sites, by largest remainders: the sum is exactly `count`."""
    cells = [(sector, n) for sector, shares in MIX.items() for n in shares]
    total = sum(n for _, n in cells)
    whole = [n * count // total for _, n in cells]
    by_remainder = sorted(range(len(cells)), key=lambda i: (-(cells[i][1] * count % total), i))
    for i in by_remainder[: count - sum(whole)]:
        whole[i] += 1
    return {sector: tuple(whole[4 * k : 4 * k + 4]) for k, sector in enumerate(MIX)}


def _place(places: Places, row: dict[str, Any], sector: str, rng: np.random.Generator) -> tuple[XY, Township]:
    # Thousands of sites need room: after many tries closer ones are taken.
    for attempt in range(400):
        at = places.candidate(row, sector, rng)
        township = places.township_of(at)
        if township and places.is_free(at, _APART_M if attempt < 300 else 8):
            break
    else:
        raise RuntimeError(f"no room for another site of {sector}")
    places.take(at)
    if sector == "mine":
        places.quarries.append(at)
    _join_road(places.network, at, rng, is_hill=sector in {"mine", "tailings_pond"})
    return at, township


def _join_road(network: Network, at: XY, rng: np.random.Generator, *, is_hill: bool) -> None:
    joint, metres = network.nearest_vertex(at)
    if metres <= _NEAR_ROAD_M:
        return
    if is_hill and metres > 500:
        line = hairpins(at, joint, rng)
    else:
        line = densify(smooth(rough_line(at, joint, rng, roughness=0.06, step=80)), 40)
    network.add(line, "service", maxspeed="20", **({"surface": "gravel"} if is_hill else {}))


def _facts(sector: str, number: int, serial: int, at: XY, township: Township, row: dict[str, Any]) -> dict[str, Any]:
    lng, lat = lnglat(at)
    has_no_code = row.get("fireworks_kind") == "零售" and number % 10 == 0
    return {
        "status": "停产" if number % 50 == 49 else "在产",
        **row,
        "name": _name(sector, number, row),
        "uscc": None if has_no_code else synthetic_uscc(serial),
        "uscc_missing_because": "个体零售点未登记（示例）" if has_no_code else None,
        "sector": SECTOR_NAMES[sector],
        "township": township.name,
        "lng": f"{lng:.7f}",
        "lat": f"{lat:.7f}",
        "datum": "wgs84",
        "legal_person": f"示例负责人{serial:04}",
        "phone": f"000-{serial:07}",
        "code": f"LS-{_CODES[sector]}-{number:03}",
        "address": f"蓝山县{township.name}示例路{number}号",
        "note": "合成数据，非真实企业",
        "is_synthetic": True,
    }


def _licence(row: dict[str, Any], number: int) -> dict[str, Any]:
    return {"licence_no": f"{row['licence_no']}示例{number:03}号"} if row.get("licence_no") else {}


def _name(sector: str, number: int, row: dict[str, Any]) -> str:
    words = {
        "mine": "示例矿山" if row.get("mining_method") == "地下" else "示例石场",
        "tailings_pond": "示例尾矿库",
        "hazchem": f"示例{row.get('hazchem_kind')}" + ("" if row.get("hazchem_kind") == "加油站" else "企业"),
        "fireworks": "示例烟花批发" if row.get("fireworks_kind") == "批发" else "示例烟花零售点",
        "industry_trade": f"示例{row.get('trade')}厂",
    }
    return f"{words[sector]}{number:03}"


def synthetic_uscc(serial: int) -> str:
    """Registrar Y belongs to nobody: valid check characters, and no firm can have it."""
    organisation = f"FX{serial:06}"
    first_17 = f"Y1431127{organisation}{organisation_check_character(organisation)}"
    return first_17 + check_character(first_17)
