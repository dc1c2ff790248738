"""What Pillow knows of a picture: its format, size and EXIF, and a copy without EXIF for people's eyes."""

import math
import re
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from .rules import MAX_PIXELS

Image.MAX_IMAGE_PIXELS = MAX_PIXELS  # Pillow warns above it and refuses twice as much
_KEPT = ("Make", "Model", "Orientation", "DateTime", "OffsetTime", "DateTimeOriginal", "OffsetTimeOriginal", "Software")
_CONTROL = re.compile(r"[\x00-\x1f]")


@dataclass(frozen=True, slots=True)
class Picture:
    """`format_name` is empty where the content is no picture that can be decoded."""

    format_name: str = ""
    width_px: int = 0
    height_px: int = 0
    exif: dict[str, Any] = field(default_factory=dict)
    gps: dict[str, Any] = field(default_factory=dict)


def look_at(content: bytes) -> Picture:
    """Read a picture by its content, the name and type the client gave are not asked."""
    try:
        with Image.open(BytesIO(content)) as image:
            found = Picture(image.format or "", *image.size, *_exif(image))
            image.load()
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        return Picture()
    return found


def _exif(image) -> tuple[dict[str, Any], dict[str, Any]]:
    raw = image.getexif()
    named = {ExifTags.TAGS.get(tag, ""): value for tag, value in raw.items()}
    named |= {ExifTags.TAGS.get(tag, ""): value for tag, value in raw.get_ifd(ExifTags.IFD.Exif).items()}
    gps = {ExifTags.GPSTAGS.get(tag, ""): value for tag, value in raw.get_ifd(ExifTags.IFD.GPSInfo).items()}
    return {key: _plain(named[key]) for key in _KEPT if key in named}, {k: _plain(v) for k, v in gps.items() if k}


def _plain(value: Any) -> Any:
    """As JSON that PostgreSQL takes: no control characters, no NaN, rationals as numbers."""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, str):
        return _CONTROL.sub("", value)
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, int):
        return value
    try:
        number = float(value)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    return number if math.isfinite(number) else None


def without_exif(file, *, longest_px: int) -> bytes:
    """A JPEG no longer than `longest_px`, upright, with no metadata: position and device stay in the house (§9)."""
    with Image.open(file) as image:
        image.draft("RGB", (longest_px, longest_px))
        upright = ImageOps.exif_transpose(image).convert("RGB")
    upright.thumbnail((longest_px, longest_px))
    # A new picture: `convert` carries the old one's info along, EXIF included.
    clean, out = Image.new("RGB", upright.size), BytesIO()
    clean.paste(upright)
    clean.save(out, "JPEG", quality=85)
    return out.getvalue()
