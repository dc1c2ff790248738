"""监管对象 sites: kinds, grades of ponds and major hazard installations, licences, what a row of a file must have.

Source: R1, R2, R7, §3; GB 50863 §3.2.1 (grades that differ), GB 18218 (S and R).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from gis_platform.common.geo import Bbox, widened
from gis_platform.common.verdict import Verdict

type Number = int | float | Decimal


class SiteKind(StrEnum):
    MINE = "mine"
    TAILINGS_POND = "tailings_pond"
    HAZCHEM = "hazchem"
    FIREWORKS = "fireworks"
    INDUSTRY_TRADE = "industry_trade"


class SiteStatus(StrEnum):
    """在产, 停产, 在建, 关闭."""

    PRODUCING = "producing"
    SUSPENDED = "suspended"
    UNDER_CONSTRUCTION = "under_construction"
    CLOSED = "closed"


# A suspended works is still looked at: producing under suspension is what R35(c) is about.
ACTIVE = frozenset(SiteStatus) - {SiteStatus.CLOSED}


class SectorLineKey(StrEnum):
    MINES = "mines"
    TAILINGS = "tailings"
    HAZCHEM = "hazchem"
    FIREWORKS = "fireworks"
    INDUSTRY_TRADE = "industry_trade"


LINE_OF_KIND = {
    SiteKind.MINE: SectorLineKey.MINES,
    SiteKind.TAILINGS_POND: SectorLineKey.TAILINGS,
    SiteKind.HAZCHEM: SectorLineKey.HAZCHEM,
    SiteKind.FIREWORKS: SectorLineKey.FIREWORKS,
    SiteKind.INDUSTRY_TRADE: SectorLineKey.INDUSTRY_TRADE,
}
KIND_OF_LINE = {line: kind for kind, line in LINE_OF_KIND.items()}

# Office (股室) that supervises a sector line (R7).
OFFICE_OF_LINE = {
    SectorLineKey.FIREWORKS: "fireworks_hazchem",
    SectorLineKey.HAZCHEM: "fireworks_hazchem",
    SectorLineKey.MINES: "industry_mines",
    SectorLineKey.TAILINGS: "industry_mines",
    SectorLineKey.INDUSTRY_TRADE: "industry_mines",
}

LINE_NAMES = {
    SectorLineKey.MINES: "非煤矿山",
    SectorLineKey.TAILINGS: "尾矿库",
    SectorLineKey.HAZCHEM: "危险化学品",
    SectorLineKey.FIREWORKS: "烟花爆竹",
    SectorLineKey.INDUSTRY_TRADE: "工贸",
}
# What sites files call them.
LINE_WORDS = {name: line for line, name in LINE_NAMES.items()} | {
    "矿山": SectorLineKey.MINES,
    "危化品": SectorLineKey.HAZCHEM,
    "重点工贸": SectorLineKey.INDUSTRY_TRADE,
}

REQUIRED_COLUMNS = ("name", "sector", "lng", "lat")


def sector_line(text: str) -> SectorLineKey | None:
    """A sector line by its key or by the Chinese word of a sites file."""
    text = text.strip()
    return SectorLineKey(text) if text in SectorLineKey else LINE_WORDS.get(text)


# 1. Grades

POND_VOLUME_10K_M3 = (50_000, 10_000, 1_000, 100)
POND_HEIGHT_M = (200, 100, 60, 30)
POND_GRADE_WORDS = {1: "一等", 2: "二等", 3: "三等", 4: "四等", 5: "五等"}
MHI_LEVEL_WORDS = {1: "一级", 2: "二级", 3: "三级", 4: "四级"}


def _grade(value: Number, floors: Iterable[int]) -> int:
    return next((grade for grade, floor in enumerate(floors, 1) if value >= floor), 5)


def pond_grade(volume_m3: Number, height_m: Number | None) -> int | None:
    """等别 1 (highest) to 5 of a tailings pond; None for an open pit or hollow without a dam."""
    if not height_m:
        return None
    by_volume = _grade(volume_m3, (floor * 10_000 for floor in POND_VOLUME_10K_M3))
    by_height = _grade(height_m, POND_HEIGHT_M)
    higher, lower = sorted((by_volume, by_height))
    return higher if lower - higher <= 1 else higher + 1


@dataclass(frozen=True, slots=True)
class Substance:
    """One chemical on a site: quantity q and critical quantity Q in tonnes, class factor β."""

    quantity_t: Decimal
    critical_t: Decimal
    beta: Decimal


@dataclass(frozen=True, slots=True)
class MajorHazardInstallation:
    """重大危险源: S and R exact; level 1 (highest) to 4, or None where S < 1."""

    s: Fraction
    r: Fraction
    level: int | None


def exposure_alpha(exposed_people: int) -> Fraction:
    """α by the persons within 500 m."""
    steps = ((100, "2"), (50, "1.5"), (30, "1.2"), (1, "1"))
    return Fraction(next((alpha for least, alpha in steps if exposed_people >= least), "0.5"))


def mhi(substances: Iterable[Substance], exposed_people: int) -> MajorHazardInstallation:
    """S = Σ q/Q and R = α·Σ β·q/Q, in fractions so that S = 1 and R = 100, 50, 10 fall on their side (I29)."""
    ratios = [(Fraction(x.quantity_t) / Fraction(x.critical_t), Fraction(x.beta)) for x in substances]
    s = sum((ratio for ratio, _ in ratios), Fraction(0))
    r = exposure_alpha(exposed_people) * sum((beta * ratio for ratio, beta in ratios), Fraction(0))
    level = next((level for level, least in ((1, 100), (2, 50), (3, 10)) if r >= least), 4)
    return MajorHazardInstallation(s, r, level if s >= 1 else None)


# 2. Licences

LICENCE_WARNING_DAYS = (30, 60, 90)


def licence_warning_days(valid_to: date, *, on: date) -> int | None:
    """The tightest warning (30, 60 or 90 days) that a still valid licence has reached on a day."""
    left = (valid_to - on).days
    return next((days for days in LICENCE_WARNING_DAYS if 0 <= left <= days), None)


# 3. Rows of a sites file

COUNTY_MARGIN_M = 2_000


def may_place(lng: float, lat: float, *, bbox: Bbox) -> Verdict:
    """Whether WGS84 coordinates can be a site of the county of this box. Swapped ones are refused, never mended."""
    near = widened(bbox, COUNTY_MARGIN_M)
    if _is_swapped(lng, lat, near):
        return Verdict.unless((True, "site.coordinates_swapped", {"column": "lng", "lng": lng, "lat": lat}))
    if not (-180 <= lng <= 180 and -90 <= lat <= 90):
        return Verdict.unless((True, "site.coordinates_out_of_range", {"column": "lng", "lng": lng, "lat": lat}))
    outside = not _holds(near, lng, lat)
    return Verdict.unless((outside, "site.outside_county", {"column": "lng", "lng": lng, "lat": lat}))


def _is_swapped(lng: float, lat: float, bbox: Bbox) -> bool:
    """True where the pair lies outside the county and its mirror image inside, or where lat alone betrays it."""
    return not _holds(bbox, lng, lat) and (_holds(bbox, lat, lng) or (abs(lat) > 90 and abs(lng) <= 90))


def _holds(bbox: Bbox, lng: float, lat: float) -> bool:
    west, south, east, north = bbox
    return west <= lng <= east and south <= lat <= north


def may_import(row: Mapping[str, Any]) -> Verdict:
    """What a row (English column names, texts as read) must have before coordinates and code are looked at."""
    missing = [column for column in REQUIRED_COLUMNS if not _text(row, column)]
    sector = _text(row, "sector")
    # A retailer without a code may be kept, if somebody says why (§3).
    is_nameless = not _text(row, "uscc") and not _text(row, "note")
    return Verdict.unless(
        *((True, "site.column_missing", {"column": column}) for column in missing),
        (bool(sector) and sector_line(sector) is None, "site.sector_unknown", {"column": "sector", "value": sector}),
        (is_nameless, "site.uscc_or_reason_needed", {"column": "uscc"}),
        *(
            (True, "site.not_a_number", {"column": column, "value": _text(row, column)})
            for column in ("lng", "lat", "pond_volume_m3", "pond_height_m")
            if _text(row, column) and not _is_number(_text(row, column))
        ),
    )


# 4. Personal contacts (§3, §9)

# They inspect the site, govern it, or are it; whoever only reads figures sees contacts masked.
SEES_CONTACTS = frozenset(
    {"dispatcher", "section_officer", "inspector", "township_leader", "township_officer", "enterprise"}
)


@dataclass(frozen=True, slots=True)
class Contacts:
    principal: str
    phone: str

    @property
    def masked(self) -> "Contacts":
        """陈某某 → 陈*, 13800001234 → 138****1234; a short number keeps nothing."""
        head, tail = (self.phone[:3], self.phone[-4:]) if len(self.phone) >= 11 else ("", "")
        stars = "*" * (len(self.phone) - len(head) - len(tail))
        return Contacts(self.principal[:1] + "*" if self.principal else "", head + stars + tail)


def shown_contacts(principal: str, phone: str, *, role: str) -> Contacts:
    """What a role reads of one site that it may see. Lists and exports take `masked` for everybody."""
    contacts = Contacts(principal, phone)
    return contacts if role in SEES_CONTACTS else contacts.masked


def _text(row: Mapping[str, Any], column: str) -> str:
    value = row.get(column)
    return "" if value is None else str(value).strip()


def _is_number(text: str) -> bool:
    try:
        return abs(float(text)) < float("inf")
    except ValueError:
        return False
