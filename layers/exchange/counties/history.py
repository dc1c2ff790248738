"""A made-up past as offsets from today: a year of visits with findings, two months of resident days (R43)."""

from collections import defaultdict
from typing import Any

import numpy as np
from shapely.geometry import Point

from layers.risk.rules import PATROL_INTERVAL_DAYS, RiskLevel

from .lines import XY, away, stream
from .people import fixture_rows
from .places import random_points
from .sites import PlacedSite
from .townships import Township, lnglat

Row = dict[str, Any]

VISIT_COLUMNS = (
    *("visit", "site", "day_offset", "started_at", "minutes", "officers", "selection_mode"),
    *("finding_count", "is_synthetic"),
)
FINDING_COLUMNS = (
    *("visit", "number", "grade", "state", "is_fixed_on_site", "text", "due_in_days", "rectifier"),
    "is_synthetic",
)
SUPERVISION_COLUMNS = (
    *("unit", "month_offset", "day", "township", "arrived_at", "left_at", "lng", "lat"),
    *("leader", "member", "is_led_by_deputy", "is_synthetic"),
)

_PAST_DAYS = 365
_STARTS = ("08:40", "10:30", "14:20", "16:10")
_FINDINGS = {
    "mine": ("边坡浮石未及时清理", "安全出口标识缺失", "爆破器材领用记录不全", "配电箱未上锁"),
    "tailings_pond": ("排洪沟局部淤堵", "干滩长度标识不清", "巡坝记录缺页", "应急物资不足"),
    "hazchem": ("静电接地夹失效", "卸油作业无人监护", "可燃气体报警器未检定", "灭火器压力不足"),
    "fireworks": ("超量储存", "消防器材过期", "店内堆放杂物", "未张贴禁火标识"),
    "industry_trade": ("除尘系统积尘未清", "有限空间无警示标识", "临时用电不规范", "特种作业证未复审"),
}
# A case of this age (days) stands about here in its life-cycle; older ones are closed.
_STATE_BY_AGE = ((7, "reported"), (12, "confirmed"), (16, "assigned"), (28, "rectifying"), (36, "recheck_requested"))
# Days present: months before this one, this month; pace is 5 a month.
_SLOW_UNITS = {2: (3, 2), 8: (4, 1), 10: (6, 2)}
_EDGE_REVIEW_M = 500


def make_visits(seed: int, sites: list[PlacedSite], officers: list[Row]) -> tuple[list[Row], list[Row]]:
    """(visits, findings), oldest visit first."""
    rng = stream(seed, "history")
    remote = {t.code for t in sorted({s.township for s in sites}, key=lambda t: t.seat[1])[:2]}
    days: list[tuple[int, PlacedSite]] = [
        (day, site) for site in sites for day in _visit_days(site, site.township.code in remote, rng)
    ]
    days.sort(key=lambda pair: (pair[0], pair[1].row["code"]))
    free = [o for o in officers if o["certificate_valid_from"] < "2019" < o["certificate_valid_to"]]
    codes = [o["code"] for o in free if not o.get("recused_sites")]
    visits: list[Row] = []
    findings: list[Row] = []
    on_day: defaultdict[int, int] = defaultdict(int)
    for number, (day, site) in enumerate(days, start=1):
        found = _findings(f"H{number:04}", site, -day, rng)
        start, pair = _slot(codes, day, on_day[day])
        on_day[day] += 1
        visits.append(_visit(f"H{number:04}", site, day, start, pair, len(found), rng))
        findings += found
    return visits, findings + _open_major_hazards(visits, sites)


def _visit_days(site: PlacedSite, is_remote: bool, rng: np.random.Generator) -> list[int]:
    """Offsets of a site's visits: most within its interval, some late, some never; worst in the far south."""
    interval = PATROL_INTERVAL_DAYS[RiskLevel(site.level)]
    never, late = (0.10, 0.35) if is_remote else (0.02, 0.08)
    luck = float(rng.random())
    if luck < never:
        return []
    share = rng.uniform(1.05, 1.5) if luck < never + late else rng.uniform(0.005, 0.95)
    day = -max(2, round(float(share) * interval))
    days: list[int] = []
    while not days or day >= -_PAST_DAYS:
        days.append(day)
        day -= max(2, round(interval * float(rng.uniform(0.8, 1.0))))
    return days


def _slot(codes: list[str], day: int, number: int) -> tuple[str, str]:
    """When and by which two officers the `number`-th visit of a day is made: nobody is in two places at one time."""
    pairs = len(codes) // 2
    first = 2 * (number % pairs) - 7 * day
    pair = sorted(codes[(first + k) % len(codes)] for k in (0, 1))
    return _STARTS[number // pairs % len(_STARTS)], ";".join(pair)


def _visit(
    visit: str, site: PlacedSite, day: int, start: str, pair: str, finding_count: int, rng: np.random.Generator
) -> Row:
    return {
        "visit": visit,
        "site": site.row["code"],
        "day_offset": day,
        "started_at": start,
        "minutes": round(site.row["service_minutes"] * float(rng.uniform(0.7, 1.1))),
        "officers": pair,
        "selection_mode": str(rng.choice(["random", "key", "complaint"], p=[0.85, 0.12, 0.03])),
        "finding_count": finding_count,
        "is_synthetic": True,
    }


def _findings(visit: str, site: PlacedSite, age: int, rng: np.random.Generator) -> list[Row]:
    most = {"red": 3, "orange": 3, "yellow": 2, "blue": 1}[site.level]
    count = int(rng.integers(0, most + 1))
    texts = rng.permutation(_FINDINGS[site.sector])[:count]
    return [_finding(visit, n, str(text), age, rng) for n, text in enumerate(texts, start=1)]


def _finding(visit: str, number: int, text: str, age: int, rng: np.random.Generator) -> Row:
    is_fixed_on_site = bool(rng.random() < 0.45)
    state = "closed" if is_fixed_on_site else next((s for limit, s in _STATE_BY_AGE if age <= limit), "closed")
    if age > 7 and rng.random() < 0.02:
        is_fixed_on_site, state = False, "voided"
    return {
        "visit": visit,
        "number": number,
        "grade": "general",
        "state": state,
        "is_fixed_on_site": is_fixed_on_site,
        "text": f"示例：{text}",
        "due_in_days": 15,
        "rectifier": _rectifier(visit),
        "is_synthetic": True,
    }


def _rectifier(visit: str) -> str:
    """Somebody at the site; the same for all that one visit found."""
    return f"示例负责人{'甲乙丙丁戊己'[int(visit[1:]) % 6]}"


def _open_major_hazards(visits: list[Row], sites: list[PlacedSite]) -> list[Row]:
    """Two, on sites that are red anyway, so that the levels of the fixture stay as they are (an open one makes red)."""
    reds = {site.row["code"] for site in sites if site.level == "red"}
    last = {row["site"]: row for row in visits if row["site"] in reds and row["day_offset"] >= -30}
    rows = []
    for row, state in zip(list(last.values())[:2], ("confirmed", "rectifying"), strict=False):
        row["finding_count"] += 1
        rows.append(
            {
                "visit": row["visit"],
                "number": row["finding_count"],
                "grade": "major",
                "state": state,
                "is_fixed_on_site": False,
                "text": "示例：现场管理存在重大隐患，须停产整改",
                "due_in_days": 60,
                "rectifier": _rectifier(row["visit"]),
                "is_synthetic": True,
            }
        )
    return rows


def make_supervision(seed: int, townships: list[Township]) -> list[Row]:
    """Last month and this one for each main unit; a loader leaves out the days of this month that are still to come.

    Two check-ins do not count by themselves: one without a deputy, one within 500 m of a township line.
    """
    rng = stream(seed, "supervision")
    rows = []
    for number, unit in enumerate(fixture_rows("units.csv")):
        counts = _SLOW_UNITS.get(number, (int(rng.integers(5, 8)), 6))
        for month_offset, count in zip((-1, 0), counts, strict=True):
            for day in _spread_days(count, rng):
                township = townships[int(rng.integers(len(townships)))]
                rows.append(
                    _resident_day(unit["code"], number, month_offset, day, township, _well_inside(township, rng))
                )
    rows[1] |= {"is_led_by_deputy": False}
    rows[8] |= _at_the_edge(townships, rows[8]["township"])
    return rows


def _spread_days(count: int, rng: np.random.Generator) -> list[int]:
    """Evenly over days 1 to 28, each a little moved; all different."""
    step = 28 / count
    return [int(step * k + 1 + rng.integers(0, max(1, int(step) - 1))) for k in range(count)]


def _resident_day(unit: str, number: int, month_offset: int, day: int, township: Township, at: XY) -> Row:
    lng, lat = lnglat(at)
    suffix = f"_{number + 1}" if number else ""
    return {
        "unit": unit,
        "month_offset": month_offset,
        "day": day,
        "township": township.code,
        "arrived_at": "09:10",
        "left_at": "16:40",
        "lng": f"{lng:.7f}",
        "lat": f"{lat:.7f}",
        "leader": f"unit_leader{suffix}",
        "member": f"unit_member{suffix}",
        "is_led_by_deputy": True,
        "is_synthetic": True,
    }


def _well_inside(township: Township, rng: np.random.Generator) -> XY:
    """Near the seat where its border is far enough, else anywhere that is."""
    inner = township.cell.buffer(-_EDGE_REVIEW_M - 150)
    near = away(township.seat, float(rng.uniform(0, 6.28)), float(rng.uniform(50, 400)))
    return near if inner.contains(Point(near)) else random_points(inner, rng, 1)[0]


def _at_the_edge(townships: list[Township], code: str) -> Row:
    cell = next(t.cell for t in townships if t.code == code)
    line = cell.buffer(-_EDGE_REVIEW_M / 2).exterior
    point = line.interpolate(0.3, normalized=True)
    lng, lat = lnglat((point.x, point.y))
    return {"lng": f"{lng:.7f}", "lat": f"{lat:.7f}"}
