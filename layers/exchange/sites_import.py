"""A sites file into the county: row by row, each with its verdict; the same file twice changes nothing (R2, §7)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import shapely
from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, models, transaction
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from gis_platform.common.verdict import Reason, Verdict
from layers.risk.rules import lec
from layers.sites.models import PROFILES, Licence, Site
from layers.sites.rules import KIND_OF_LINE, SiteKind, may_import, may_place, sector_line
from layers.sites.services import save_site
from layers.sites.uscc import check_uscc
from layers.territory.models import County, SectorLine, Township
from layers.territory.rules import settle_township, township_at

from . import site_columns
from .datum import to_wgs84
from .readers import SourceRow, UnreadableFile, read
from .row_report import RowReport

LICENCE_KINDS = {
    SiteKind.MINE: "安全生产许可证",
    SiteKind.TAILINGS_POND: "安全生产许可证",
    SiteKind.HAZCHEM: "危险化学品经营许可证",
    SiteKind.FIREWORKS: "烟花爆竹经营许可证",
    SiteKind.INDUSTRY_TRADE: "证照",
}


class Undo(Exception):
    """Rolls a dry run back."""


@dataclass
class Ground:
    """What rows are checked against, read once."""

    outline: BaseGeometry
    shapes: dict[str, BaseGeometry]
    townships: dict[str, Township]
    lines: dict[str, SectorLine]
    seen: dict[str, int] = field(default_factory=dict)

    @classmethod
    def load(cls) -> "Ground":
        county = County.objects.first()
        if county is None:
            raise UnreadableFile("no county is loaded: `bin/manage load_region DIR` brings its outline and townships")
        rows = list(Township.objects.all())
        shapes = {row.code: shapely.from_wkb(bytes(row.boundary.wkb)) for row in rows}
        by_word = {row.code: row for row in rows} | {row.name: row for row in rows}
        outline = shapely.from_wkb(bytes(county.outline.wkb))
        return cls(
            outline,
            shapes,
            by_word,
            {row.key: row for row in SectorLine.objects.all()},
        )


class Refusal(Exception):
    def __init__(self, code: str, **values: Any):
        self.verdict = Verdict((Reason(code, values),))
        super().__init__(code)

    @classmethod
    def by(cls, verdict: Verdict) -> "Refusal":
        refusal = cls("")
        refusal.verdict = verdict
        return refusal


def import_sites(path: Path, *, at: datetime, sector: str = "", datum: str = "", dry_run: bool = False) -> RowReport:
    """Import a CSV or GeoJSON of sites. `sector` and `datum` fill empty cells. Raises UnreadableFile."""
    rows, ground = read(path), Ground.load()
    report = RowReport(path.name, site_columns.names_in({header for row in rows for header in row.values}))
    try:
        with transaction.atomic():
            for row in rows:
                _import_row(row, {"sector": sector, "datum": datum}, ground, report, at)
            if dry_run:
                raise Undo
    except Undo:
        pass
    return report


def _import_row(row: SourceRow, defaults: Mapping[str, str], ground: Ground, report: RowReport, at) -> None:
    try:
        values = _with_defaults(row, defaults)
        with transaction.atomic():
            report.count(_save(row.number, values, ground, report, at))
    except Refusal as refusal:
        report.refuse(row.number, refusal.verdict)
    except site_columns.BadCell as bad:
        report.refuse(row.number, Refusal("site.bad_cell", column=bad.column, value=bad.value).verdict)
    except (DataError, IntegrityError, ArithmeticError):
        report.refuse(row.number, Refusal("site.cannot_be_kept").verdict)


def _with_defaults(row: SourceRow, defaults: Mapping[str, str]) -> dict[str, str]:
    if row.is_torn:
        raise Refusal("layer.geometry_unreadable")
    if row.has_bad_text:
        raise Refusal("site.bad_text")
    values = site_columns.by_name(row.values)
    if row.geometry is not None and not values.get("lng"):
        values |= _position(row.geometry) | {"datum": values.get("datum") or "wgs84"}
    return values | {name: value for name, value in defaults.items() if value and not values.get(name)}


def _position(geometry: BaseGeometry) -> dict[str, str]:
    try:
        point = geometry if geometry.geom_type == "Point" else geometry.representative_point()
    except ShapelyError:
        raise Refusal("layer.geometry_unreadable") from None
    return {"lng": str(point.x), "lat": str(point.y)}


def _save(number: int, row: dict[str, str], ground: Ground, report: RowReport, at) -> str:
    asked = may_import(row | {"note": row.get("note") or row.get("uscc_missing_because", "")})
    if not asked.ok:
        raise Refusal.by(asked)
    line = sector_line(row["sector"])
    assert line is not None  # `may_import` knows the word
    kind = KIND_OF_LINE[line]
    if not site_columns.is_risk(row.get("risk", "")):
        raise Refusal("site.risk_unknown", column="risk", value=row["risk"], allowed=site_columns.RISKS_ASKED)
    uscc = _uscc(number, row, ground)
    lng, lat = _place(row, ground)
    township = _township(number, row, lng, lat, ground, report)
    site = _match(row, uscc, township)
    values = site_columns.site_values(row)
    _check_lec(values)
    values |= {
        "name": row["name"],
        "code": row.get("code") or (site.code if site else _code(uscc, row, township)),
        "uscc": uscc,
        "uscc_missing_reason": "" if uscc else row.get("uscc_missing_because") or row.get("note", ""),
        "kind": kind,
        "sector_line": ground.lines[line],
        "township": township,
        "location": Point(round(lng, 7), round(lat, 7), srid=4326),
        "raw_lng": float(row["lng"]),
        "raw_lat": float(row["lat"]),
        "raw_datum": row.get("datum") or "wgs84",
        "attributes": site_columns.attributes(kind, row),
    }
    return save_site(
        site,
        values=_fitted(Site, values, row),
        profile=_fitted(PROFILES[kind], site_columns.profile_values(kind, row), row),
        licences=[_fitted(Licence, one, row) for one in _licences(kind, row)],
        by=None,
        at=at,
    )


def _fitted(model: type[models.Model], values: Mapping[str, Any], row: Mapping[str, str]) -> dict[str, Any]:
    """Values as their fields keep them, decimals rounded; raises Refusal naming the column of one that has no room."""
    return {name: _fit(model._meta.get_field(name), value, row) for name, value in values.items()}


def _fit(field: Any, value: Any, row: Mapping[str, str]) -> Any:
    if isinstance(value, Decimal):
        value = value.quantize(Decimal(1).scaleb(-field.decimal_places))
    if not isinstance(value, str | int | Decimal):
        return value
    column = site_columns.column_of(field.name, row)
    if field.choices and value not in dict(field.choices):
        raise site_columns.BadCell(column, str(value))
    try:
        field.run_validators(value)
    except ValidationError:
        if isinstance(value, str):
            raise Refusal("site.too_long", column=column, most=field.max_length) from None
        raise Refusal("site.number_too_large", column=column, value=value) from None
    return value


def _uscc(number: int, row: Mapping[str, str], ground: Ground) -> str | None:
    code = row.get("uscc", "").upper()
    if code:
        verdict = check_uscc(code)
        if not verdict.ok:
            raise Refusal.by(Verdict(tuple(Reason(r.code, r.values | {"column": "uscc"}) for r in verdict.reasons)))
    identity = code or f"{row.get('code', '')}|{row['name']}|{row.get('township', '')}"
    if first := ground.seen.get(identity):
        raise Refusal("site.twice_in_file", column="uscc", first=first)
    ground.seen[identity] = number
    return code or None


def _place(row: Mapping[str, str], ground: Ground) -> tuple[float, float]:
    try:
        lng, lat = to_wgs84(float(row["lng"]), float(row["lat"]), row.get("datum") or "wgs84")
    except ValueError:
        raise Refusal("site.datum_unknown", column="datum", value=row.get("datum", "")) from None
    verdict = may_place(lng, lat, bbox=ground.outline.bounds)
    if not verdict.ok:
        raise Refusal.by(verdict)
    return lng, lat


def _township(number: int, row: Mapping[str, str], lng, lat, ground: Ground, report: RowReport) -> Township:
    """A declared township wins, geometry only proposes; a mismatch is noted for a person to look at."""
    word = row.get("township", "")
    if word and word not in ground.townships:
        raise Refusal("site.township_unknown", column="township", value=word)
    declared = ground.townships[word].code if word else None
    found = township_at(lng, lat, ground.shapes)
    settled = settle_township(declared, found)
    if settled.code is None:
        raise Refusal("site.outside_all_townships", column="township")
    if settled.is_mismatch:
        located = ground.townships[found].name if found else "—"
        values = {"declared": word, "located": located, "column": "township"}
        report.note(number, Reason("site.township_mismatch", values))
    return ground.townships[settled.code]


def _match(row: Mapping[str, str], uscc: str | None, township: Township) -> Site | None:
    """The same enterprise: by USCC, else by code, else by name within its township."""
    if uscc and (found := Site.objects.filter(uscc=uscc).first()):
        return found
    if code := row.get("code"):
        found = Site.objects.filter(code=code).first()
        if found and uscc and found.uscc and found.uscc != uscc:
            raise Refusal("site.code_taken", column="code", value=code)
        return found
    return None if uscc else Site.objects.filter(name=row["name"], township=township, uscc=None).first()


def _code(uscc: str | None, row: Mapping[str, str], township: Township) -> str:
    return uscc or f"{township.code}-{row['name']}"[:40]


def _check_lec(values: Mapping[str, Any]) -> None:
    scores = [values[name] for name in ("lec_l", "lec_e", "lec_c")]
    if all(score is None for score in scores):
        return
    try:
        lec(*scores)
    except (ValueError, TypeError):
        raise Refusal("site.lec_not_in_set", column="lec_l") from None


def _licences(kind: SiteKind, row: Mapping[str, str]) -> list[dict[str, Any]]:
    if not row.get("licence_no"):
        return []
    valid_to = site_columns.day(row, "licence_expires")
    return [{"kind": LICENCE_KINDS[kind], "number": row["licence_no"], "valid_to": valid_to}]
