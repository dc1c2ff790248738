"""What all statutory papers share: who signs, how values become canonical JSON and HTML. Knows no visit and no hazard.

Fixed wording and order of the lines: the papers' templates in fixtures/documents.
"""

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime, tzinfo
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from inspections.evidence.rules import PNG_MAGIC

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "documents"


@dataclass(frozen=True, slots=True)
class Authority:
    """执法主体: the bureau in whose name a paper speaks; `abbr` is the 蓝 of its serials."""

    name: str
    abbr: str
    shows_family_title: bool = True


@dataclass(frozen=True, slots=True)
class Signatory:
    """签名人. `signature_png` is the drawn signature, base64 of a PNG, empty when not signed."""

    name: str
    certificate_no: str = ""
    unit: str = ""
    signature_png: str = ""

    @property
    def has_signed(self) -> bool:
        return is_png(self.signature_png)


def is_png(text: str) -> bool:
    """True for base64 of something that begins as a PNG does."""
    try:
        return base64.b64decode(text, validate=True).startswith(PNG_MAGIC)
    except (binascii.Error, ValueError):
        return False


def plain(value: Any, zone: tzinfo) -> Any:
    """Dataclasses to JSON values; moments are written in county time, because paper shows them so."""
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name), zone) for field in fields(value)}
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [plain(item, zone) for item in value]
    return value


def to_values(form: Any, *, serial: str, issued_at: datetime, zone: tzinfo) -> dict[str, Any]:
    """The plain values of a paper: its fields, which `form` it is, the moment, `serial` (empty: not numbered yet)."""
    return {**plain(form, zone), "form": form.FORM, "serial": serial, "issued_at": plain(issued_at, zone)}


def canonical_json(values: dict[str, Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sha256_of(values: dict[str, Any]) -> str:
    return hashlib.sha256(canonical_json(values)).hexdigest()


def day_text(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.year}年{day.month}月{day.day}日"


def minute_text(iso: str, with_year: bool = True) -> str:
    at = datetime.fromisoformat(iso)
    text = f"{at.month}月{at.day}日{at.hour}时{at.minute}分"
    return f"{at.year}年{text}" if with_year else text


@lru_cache(maxsize=1)
def _templates() -> Environment:
    templates = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters.update(day=day_text, minute=minute_text)
    return templates


def to_html(values: dict[str, Any], *, is_void: bool = False) -> str:
    """The paper as one HTML page without outside references."""
    return _templates().get_template(f"{values['form']}.html").render(**values, is_void=is_void)
