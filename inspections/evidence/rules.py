"""Photos and signatures: what may be kept as evidence. Source: §9 (uploads), T1, T4."""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Any

from gis_platform.common.verdict import Verdict

MAX_PHOTO_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 64_000_000
MAX_SIGNATURE_BYTES = 200 * 1024
PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
# Format as the file's content says → (media type, ending of its name).
PHOTO_FORMATS = {"JPEG": ("image/jpeg", "jpg"), "PNG": ("image/png", "png"), "WEBP": ("image/webp", "webp")}


class SignatureRole(StrEnum):
    OFFICER = "officer"
    SECOND_OFFICER = "second_officer"
    ENTERPRISE = "enterprise"
    WITNESS = "witness"


def may_keep_photo(*, size_bytes: int, format_name: str, pixels: int, sha256: str, declared: str) -> Verdict:
    """`format_name` is what the content is, empty where it is no picture; `declared` is the phone's own hash."""
    return Verdict.unless(
        (size_bytes > MAX_PHOTO_BYTES, "photo.too_large", {"limit_mb": MAX_PHOTO_BYTES // 1024**2}),
        (format_name not in PHOTO_FORMATS, "photo.not_a_picture", {}),
        (pixels > MAX_PIXELS, "photo.too_many_pixels", {"limit": MAX_PIXELS}),
        (sha256 != declared.lower(), "photo.hash_differs", {}),
    )


def taken_at(exif: Mapping[str, Any], zone: tzinfo) -> datetime | None:
    """DateTimeOriginal with its offset; a camera that writes none keeps county time. None where it cannot be read."""
    text = str(exif.get("DateTimeOriginal") or exif.get("DateTime") or "").strip()
    offset = str(exif.get("OffsetTimeOriginal") or exif.get("OffsetTime") or "").strip()
    try:
        if offset:
            return datetime.strptime(f"{text} {offset}", "%Y:%m:%d %H:%M:%S %z")
        return datetime.strptime(text, "%Y:%m:%d %H:%M:%S").replace(tzinfo=zone)
    except ValueError:
        return None


def position(gps: Mapping[str, Any]) -> tuple[float, float] | None:
    """(lng, lat) of an EXIF GPS block of degrees, minutes, seconds; None where it is missing or impossible."""
    try:
        lat = _degrees(gps["GPSLatitude"]) * (-1 if str(gps["GPSLatitudeRef"]).upper().startswith("S") else 1)
        lng = _degrees(gps["GPSLongitude"]) * (-1 if str(gps["GPSLongitudeRef"]).upper().startswith("W") else 1)
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    return (lng, lat) if abs(lat) <= 90 and abs(lng) <= 180 else None


def _degrees(parts: Any) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    return degrees + minutes / 60 + seconds / 3600
