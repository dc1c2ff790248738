"""What each kind of made-up site is like, so that the rules of §4 alone give its level.

A level comes from a direct judgement where the kind has one (people underground, MHI, 头顶库, dust, wholesale, expired
licence), with LEC one class lower; else from LEC. The file asserts none.
"""

from typing import Any

import numpy as np

Row = dict[str, Any]
# (L, E, C) by the class of their product: >= 320, 160, 70, below.
_LEC = {
    "red": [("3", "6", "40"), ("6", "6", "15"), ("3", "3", "40")],
    "orange": [("3", "6", "15"), ("1", "6", "40"), ("6", "6", "7"), ("6", "2", "15")],
    "yellow": [("1", "6", "15"), ("3", "6", "7"), ("3", "3", "15"), ("1", "2", "40"), ("10", "1", "7")],
    "blue": [("1", "6", "7"), ("3", "3", "3"), ("1", "6", "3"), ("0.5", "6", "15"), ("3", "6", "3"), ("1", "3", "15")],
}
# Past in every demo and in the tests of October 2019; the other date lies ahead of all of them.
_EXPIRED_ON, _VALID_TO = "2019-05-31", "2031-12-31"
# Direct judgements alone lift these; LEC stays one class below.
_BELOW = {"red": "orange", "orange": "yellow"}


def lec(level: str, rng: np.random.Generator) -> Row:
    return dict(zip(("lec_l", "lec_e", "lec_c"), _LEC[level][int(rng.integers(len(_LEC[level])))], strict=True))


def expired(row: Row) -> Row:
    """Producing with an expired licence: red by direct judgement."""
    return row | {"licence_expires": _EXPIRED_ON, "status": "在产"}


def mine(level: str, place: int, rng: np.random.Generator) -> Row:
    """`place` counts sites of one level from 0: the first three reds are underground with 30 or more a shift."""
    is_crowded = level == "red" and place % 4 < 3
    is_underground = is_crowded or (level != "red" and place % 3 == 2)
    common = {"licence_no": "（示例）FM安许证字〔2018〕", "licence_expires": _VALID_TO, "uses_explosives": "是"}
    if is_underground:
        people = int(rng.integers(30, 48)) if is_crowded else int(rng.integers(8, 24))
        kind = {"mining_method": "地下", "mineral": "锰矿" if place % 2 else "铅锌矿", "exits": 2}
        kind |= {"underground_people_per_shift": people, "service_minutes": 150}
    else:
        kind = {"mining_method": "露天", "mineral": "建筑石料用灰岩", "slope_height_m": int(rng.integers(20, 120))}
        kind |= {"service_minutes": 120}
    row = common | kind | {"staff_count": int(rng.integers(18, 160)), "opens_at": "07:00", "closes_at": "18:00"}
    row |= lec(_BELOW["red"] if level == "red" else level, rng)
    return expired(row) if level == "red" and not is_crowded else row


def tailings_pond(level: str, place: int, rng: np.random.Generator) -> Row:
    """Red: 头顶库 of the third grade; orange: 头顶库 of the fourth; the others are small and away from houses."""
    volume_m3, height_m = {"red": (12_000_000, 65), "orange": (1_200_000, 25)}.get(level, (500_000, 22))
    return {
        "pond_volume_m3": volume_m3,
        "pond_height_m": height_m,
        "pond_kind": "湿式",
        "building_method": "上游式",
        "pond_status": "停用" if level == "blue" else "运行",
        "is_overhead_pond": "是" if level in _BELOW else "否",
        "dry_beach_m": int(rng.integers(70, 160)),
        "freeboard_m": 1.5,
        "pond_leader": f"示例库长{place + 1}",
        "licence_no": "（示例）FM安许证字〔2018〕",
        "licence_expires": _VALID_TO,
        "staff_count": int(rng.integers(6, 20)),
        "service_minutes": 75,
        "opens_at": "08:00",
        "closes_at": "18:00",
        **lec(_BELOW.get(level, level), rng),
    }


_CHLORINE = {"chemical": "液氯", "critical_quantity_t": 5, "beta": 4}
_AMMONIA = {"chemical": "液氨", "critical_quantity_t": 10, "beta": 2}
# Quantity, people within 500 m and the grade that follows from them (§3), by level.
_INSTALLATIONS = {
    "red": [(_CHLORINE, 80, 60, "二级"), (_CHLORINE, 100, 120, "一级")],
    "orange": [(_CHLORINE, 10, 60, "三级"), (_AMMONIA, 40, 35, "四级"), (_CHLORINE, 12, 20, "四级")],
}
_OTHER_CHEMICALS = [("油漆", 5000), ("乙炔", 1), ("甲醇", 500)]


def hazchem(level: str, place: int, rng: np.random.Generator) -> Row:
    """Reds and the first oranges hold a 重大危险源 (I29); of the others two in three are filling stations."""
    common = {"licence_no": "（示例）危化经字〔2018〕", "licence_expires": _VALID_TO}
    installations = _INSTALLATIONS.get(level, [])
    if installations and (level == "red" or place < len(installations)):
        return common | _installation(installations[place % len(installations)], place, rng) | lec(_BELOW[level], rng)
    kind = _station(rng) if place % 3 != 2 else _trader(place)
    staff = {"staff_count": int(rng.integers(3, 15)), "exposed_people": int(rng.integers(5, 90))}
    return common | kind | staff | lec(level, rng)


def _installation(of: tuple[Row, int, int, str], place: int, rng: np.random.Generator) -> Row:
    chemical, quantity_t, people, grade = of
    return chemical | {
        "hazchem_kind": "生产" if place % 2 == 0 else "储存",
        "quantity_t": quantity_t,
        "exposed_people": people,
        "mhi_grade": grade,
        "mhi_filing_no": f"示例BA431127〔2018〕{place + 1:03}",
        "staff_count": int(rng.integers(30, 140)),
        "service_minutes": 120,
        "opens_at": "08:00",
        "closes_at": "18:00",
    }


def _station(rng: np.random.Generator) -> Row:
    return {
        "hazchem_kind": "加油站",
        "chemical": "汽油",
        "quantity_t": int(rng.integers(25, 80)),
        "critical_quantity_t": 200,
        "beta": 1,
        "service_minutes": 60,
        "opens_at": "06:00",
        "closes_at": "22:00",
    }


def _trader(place: int) -> Row:
    chemical, critical_quantity_t = _OTHER_CHEMICALS[place // 3 % len(_OTHER_CHEMICALS)]
    return {
        "hazchem_kind": "经营" if place % 2 else "使用",
        "chemical": chemical,
        "quantity_t": 0.5,
        "critical_quantity_t": critical_quantity_t,
        "beta": 1,
        "service_minutes": 45,
        "opens_at": "08:30",
        "closes_at": "18:00",
    }


def fireworks(level: str, place: int, rng: np.random.Generator) -> Row:
    """The first four oranges are the wholesalers; reds sell with an expired licence."""
    if level == "orange" and place < 4:
        kind = {"fireworks_kind": "批发", "store_limit_boxes": int(rng.integers(4_000, 9_000)), "floor_area_m2": 1_800}
        kind |= {"licence_no": "（示例）PF〔2018〕", "staff_count": 12, "service_minutes": 60}
        hours = {"opens_at": "08:00", "closes_at": "18:00", "licence_expires": _VALID_TO}
        return kind | hours | lec(_BELOW[level], rng)
    is_evening = place % 9 == 4
    row = {
        "fireworks_kind": "零售",
        "retail_term": "临时" if place % 6 == 5 else "长期",
        "store_limit_boxes": int(rng.integers(20, 100)),
        "floor_area_m2": int(rng.integers(10, 40)),
        "distance_to_school_m": int(rng.integers(110, 900)),
        "wholesaler": f"示例烟花批发00{place % 4 + 2}",
        "licence_no": "（示例）LS〔2018〕",
        "licence_expires": _VALID_TO,
        "staff_count": int(rng.integers(1, 4)),
        "service_minutes": 30,
        "opens_at": "13:00" if is_evening else "08:30",
        "closes_at": "20:00",
    }
    return expired(row) | lec("yellow", rng) if level == "red" else row | lec(level, rng)


_TRADES = ("机械", "建材", "轻工", "商贸", "纺织", "有色", "冶金", "轻工")


def industry_trade(level: str, place: int, rng: np.random.Generator) -> Row:
    """Reds: molten metal; the first five oranges: ten or more at combustible dust; below orange at most a few."""
    is_dusty = level == "orange" and place < 5
    has_little_dust = level == "yellow" and place % 6 == 1
    trade = "冶金" if level == "red" else "轻工" if is_dusty or has_little_dust else _TRADES[place % len(_TRADES)]
    people = int(rng.integers(10, 29)) if is_dusty else int(rng.integers(2, 9)) if has_little_dust else None
    return {
        "trade": trade,
        "has_combustible_dust": "是" if people else "否",
        "dust_workers": people,
        "has_confined_space": "是" if place % 4 == 1 else "否",
        "has_ammonia_refrigeration": "是" if level == "orange" and place % 6 == 5 else "否",
        "has_molten_metal": "是" if trade == "冶金" else "否",
        "has_gas": "是" if trade == "冶金" and place % 2 else "否",
        "staff_count": int(rng.integers(8, 220)),
        "service_minutes": 60,
        "opens_at": "08:00",
        "closes_at": "18:00",
        **lec(_BELOW[level] if is_dusty else level, rng),
    }


PROFILES = {
    "mine": mine,
    "tailings_pond": tailings_pond,
    "hazchem": hazchem,
    "fireworks": fireworks,
    "industry_trade": industry_trade,
}
