"""Made-up risk zones (风险区): round warehouses and installations, below ponds, and two slopes that may slide."""

from typing import Any

from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry

from .lines import away, rough_line, stream
from .sites import PlacedSite
from .townships import Township, to_lnglat

Zone = tuple[BaseGeometry, dict[str, Any]]


def make_zones(seed: int, sites: list[PlacedSite], townships: list[Township]) -> list[Zone]:
    """(polygon in degrees, properties); class `safety` (安全生产类) or `natural` (自然灾害类)."""
    rng = stream(seed, "zones")
    zones: list[tuple[BaseGeometry, str, str, str, Township]] = []
    for site in sites:
        if site.row.get("fireworks_kind") == "批发":
            zones.append((Point(site.at).buffer(350), "safety", "烟花爆竹仓库外部距离", "red", site.township))
        if site.row.get("mhi_grade") in {"一级", "二级"}:
            zones.append((Point(site.at).buffer(500), "safety", "重大危险源影响范围", "red", site.township))
        if site.row.get("is_overhead_pond") == "是":
            path = rough_line(site.at, away(site.at, float(rng.uniform(0, 6.28)), 1_000), rng, roughness=0.1, step=120)
            zones.append((LineString(path).buffer(120), "safety", "尾矿库下游流径", "orange", site.township))
    for township in [t for t in townships if t.is_mountain][:2]:
        slope = Point(away(township.seat, float(rng.uniform(0, 6.28)), 1_400)).buffer(300)
        zones.append((slope.intersection(township.cell), "natural", "滑坡隐患区", "orange", township))
    return [_feature(number, *zone) for number, zone in enumerate(zones, start=1)]


def _feature(number: int, area: BaseGeometry, kind: str, what: str, level: str, township: Township) -> Zone:
    return to_lnglat(area.simplify(3)), {
        "code": f"FX{number:02}",
        "name": f"示例{what}{number}",
        "kind": kind,
        "risk": level,
        "township": township.code,
        "measures": "示例：设置警示标志，限制人员进入，定期巡查",
        "responsible": f"示例责任人{number}",
        "valid_from": "2019-01-01",
        "valid_to": None,
        "is_synthetic": True,
    }
