"""Columns of a sites file → fields of a site and its profile. Unknown columns are kept as attributes."""

from collections.abc import Mapping, Set
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Any

from layers.risk.rules import RiskLevel
from layers.sites.rules import SiteKind, SiteStatus

from .counties.columns import SITE_COLUMNS

HEADERS = {header: name for name, header in SITE_COLUMNS.items()}

STATUS_WORDS = {
    "在产": SiteStatus.PRODUCING,
    "停产": SiteStatus.SUSPENDED,
    "在建": SiteStatus.UNDER_CONSTRUCTION,
    "关闭": SiteStatus.CLOSED,
}
METHOD_WORDS = {"露天": "open_pit", "地下": "underground"}
HAZCHEM_WORDS = {"生产": "producer", "储存": "store", "经营": "trader", "加油站": "filling_station", "使用": "user"}
FIREWORKS_WORDS = {"批发": "wholesale", "零售": "retail"}
RISK_WORDS = {
    **dict.fromkeys(("红", "红色", "重大", "重大风险"), RiskLevel.RED),
    **dict.fromkeys(("橙", "橙色", "较大", "较大风险"), RiskLevel.ORANGE),
    **dict.fromkeys(("黄", "黄色", "一般", "一般风险"), RiskLevel.YELLOW),
    **dict.fromkeys(("蓝", "蓝色", "低", "低风险"), RiskLevel.BLUE),
}
RISKS_ASKED = "红/橙/黄/蓝、重大/较大/一般/低、red/orange/yellow/blue"
# Full-width letters, digits and signs, and the wide space, as an input method leaves them.
NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: " "}
# Free text stays as it was written.
WORDY = {"name", "address", "note", "legal_person", "uscc_missing_because", "chemical", "mineral"}
# Field of a site, profile or licence → the columns that may have filled it, where they are called otherwise.
FIELD_COLUMNS: dict[str, tuple[str, ...]] = {
    "principal": ("legal_person",),
    "service_min": ("service_minutes",),
    "source": ("osm_id", "data_licence"),
    "uscc_missing_reason": ("uscc_missing_because", "note"),
    "method": ("mining_method",),
    "underground_per_shift": ("underground_people_per_shift",),
    "volume_m3": ("pond_volume_m3",),
    "height_m": ("pond_height_m",),
    "use_state": ("pond_status",),
    "business": ("hazchem_kind", "fireworks_kind"),
    "area_m2": ("floor_area_m2",),
    "number": ("licence_no",),
}
YES = {"是", "有", "true", "1", "yes", "y"}

# Columns with a field of their own; the rest of a row is kept in `attributes`.
SITE_FIELDS = {
    "name", "uscc", "sector", "township", "lng", "lat", "datum", "risk", "legal_person", "phone", "licence_no",
    "licence_expires", "code", "address", "status", "staff_count", "uscc_missing_because", "lec_l", "lec_e", "lec_c",
    "service_minutes", "opens_at", "closes_at", "is_synthetic", "osm_id", "data_licence", "note",
}  # fmt: skip
PROFILE_COLUMNS = {
    SiteKind.MINE: {"mining_method", "mineral", "slope_height_m", "underground_people_per_shift"},
    SiteKind.TAILINGS_POND: {"pond_volume_m3", "pond_height_m", "is_overhead_pond", "pond_status"},
    SiteKind.HAZCHEM: {"hazchem_kind", "chemical", "quantity_t", "critical_quantity_t", "beta", "exposed_people"},
    SiteKind.FIREWORKS: {"fireworks_kind", "retail_term", "floor_area_m2"},
    SiteKind.INDUSTRY_TRADE: {
        "trade", "dust_workers", "has_confined_space", "has_ammonia_refrigeration", "has_molten_metal", "has_gas",
    },
}  # fmt: skip


def by_name(values: Mapping[str, str]) -> dict[str, str]:
    """A row under machine names, whether its headers were Chinese or English; what is no free text gets narrow."""
    named = {HEADERS.get(header, header): value for header, value in values.items()}
    return {name: value if name in WORDY else value.translate(NARROW).strip() for name, value in named.items()}


def names_in(headers: Set[str]) -> dict[str, str]:
    """How a file with these headers calls each column; one that it lacks is called as its others, by their language."""
    is_chinese = not headers.isdisjoint(HEADERS)
    return {name: header for name, header in SITE_COLUMNS.items() if is_chinese and name not in headers}


def column_of(field: str, row: Mapping[str, str]) -> str:
    columns = FIELD_COLUMNS.get(field, (field,))
    return next((column for column in columns if row.get(column)), columns[0])


def is_risk(word: str) -> bool:
    return not word or word.lower() in RiskLevel or word in RISK_WORDS


def site_values(row: Mapping[str, str]) -> dict[str, Any]:
    """Plain fields of the site itself; raises BadCell for a cell that is no such value."""
    return {
        "address": row.get("address", ""),
        "status": STATUS_WORDS.get(row.get("status", ""), row.get("status") or SiteStatus.PRODUCING),
        "principal": row.get("legal_person", ""),
        "phone": row.get("phone", ""),
        "staff_count": whole(row, "staff_count"),
        "lec_l": number(row, "lec_l"),
        "lec_e": number(row, "lec_e"),
        "lec_c": number(row, "lec_c"),
        "service_min": whole(row, "service_minutes") or 60,
        "opens_at": clock_time(row, "opens_at"),
        "closes_at": clock_time(row, "closes_at"),
        "is_synthetic": yes(row, "is_synthetic"),
        "source": " · ".join(filter(None, (row.get("osm_id", ""), row.get("data_licence", "")))),
    }


def profile_values(kind: SiteKind, row: Mapping[str, str]) -> dict[str, Any]:
    """Fields of the profile of the site's kind."""
    match kind:
        case SiteKind.MINE:
            return {
                "method": METHOD_WORDS.get(row.get("mining_method", ""), row.get("mining_method", "")),
                "mineral": row.get("mineral", ""),
                "slope_height_m": number(row, "slope_height_m"),
                "underground_per_shift": whole(row, "underground_people_per_shift"),
            }
        case SiteKind.TAILINGS_POND:
            return {
                "volume_m3": number(row, "pond_volume_m3"),
                "height_m": number(row, "pond_height_m"),
                "is_overhead": yes(row, "is_overhead_pond"),
                "use_state": row.get("pond_status", ""),
            }
        case SiteKind.HAZCHEM:
            return {
                "business": HAZCHEM_WORDS.get(row.get("hazchem_kind", ""), row.get("hazchem_kind", "")),
                "substances": _substances(row),
                "exposed_people": whole(row, "exposed_people"),
            }
        case SiteKind.FIREWORKS:
            business = FIREWORKS_WORDS.get(row.get("fireworks_kind", ""), row.get("fireworks_kind", ""))
            is_seasonal = business == "retail" and row.get("retail_term") == "临时"
            return {"business": "retail_seasonal" if is_seasonal else business, "area_m2": number(row, "floor_area_m2")}
        case SiteKind.INDUSTRY_TRADE:
            return {
                "trade": row.get("trade", ""),
                "dust_workers": whole(row, "dust_workers"),
                "has_confined_space": yes(row, "has_confined_space"),
                "has_ammonia": yes(row, "has_ammonia_refrigeration"),
                "has_molten_metal": yes(row, "has_molten_metal"),
                "has_gas": yes(row, "has_gas"),
            }


def _substances(row: Mapping[str, str]) -> list[dict[str, str]]:
    if not row.get("quantity_t"):
        return []
    for column in ("quantity_t", "critical_quantity_t", "beta"):
        if number(row, column) == 0 and column != "quantity_t":
            raise BadCell(column, row[column])
    return [
        {
            "name": row.get("chemical", ""),
            "q_t": row["quantity_t"],
            "critical_t": row.get("critical_quantity_t", ""),
            "beta": row.get("beta") or "1",
        }
    ]


def attributes(kind: SiteKind, row: Mapping[str, str]) -> dict[str, str]:
    """What has no field of its own and is not empty."""
    taken = SITE_FIELDS | PROFILE_COLUMNS[kind]
    return {name: value for name, value in row.items() if name not in taken and value}


class BadCell(ValueError):
    def __init__(self, column: str, value: str):
        self.column, self.value = column, value
        super().__init__(f"{column}: {value!r}")


LARGEST = Decimal(10) ** 15  # before a field's own bound is asked; 1e999999999 would take all memory as an integer


def number(row: Mapping[str, str], column: str) -> Decimal | None:
    text = row.get(column, "")
    if not text:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise BadCell(column, text) from None
    if not value.is_finite() or not 0 <= value < LARGEST:
        raise BadCell(column, text)
    return value


def whole(row: Mapping[str, str], column: str) -> int | None:
    value = number(row, column)
    if value is not None and (value >= 2**31 or value != int(value)):
        raise BadCell(column, row[column])
    return None if value is None else int(value)


def clock_time(row: Mapping[str, str], column: str) -> time | None:
    text = row.get(column, "")
    try:
        return time.fromisoformat(text.zfill(5)) if text else None
    except ValueError:
        raise BadCell(column, text) from None


def day(row: Mapping[str, str], column: str) -> date | None:
    text = row.get(column, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadCell(column, text) from None


def yes(row: Mapping[str, str], column: str) -> bool:
    return row.get(column, "").lower() in YES
