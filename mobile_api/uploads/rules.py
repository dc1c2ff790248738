"""What tus 1.0 says in its headers. Source: tus.io resumable upload protocol 1.0.0."""

import base64
import binascii
import re
from datetime import timedelta
from hashlib import new as hasher
from typing import Any

TUS = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,termination,checksum,expiration"
ALGORITHMS = ("sha1", "sha256")
SHA256 = re.compile("[0-9a-fA-F]{64}")
MAX_BYTES = 20 * 1024 * 1024  # what evidence keeps of a photo
LIFE = timedelta(days=7)
MOST_OPEN = 500  # unfinished uploads of one user: a day's photos and some


def metadata(header: str) -> dict[str, str]:
    """`key base64,key base64` → {key: text}. Raises ValueError."""
    pairs = [part.strip().split(" ", 1) for part in header.split(",") if part.strip()]
    try:
        return {key: base64.b64decode(rest[0], validate=True).decode() if rest else "" for key, *rest in pairs}
    except (binascii.Error, UnicodeDecodeError) as error:
        raise ValueError("metadata") from error


def checksum(header: str) -> tuple[Any, bytes] | None:
    """`sha256 base64` → (hash object, digest wanted); None without a header. Raises ValueError."""
    if not header:
        return None
    algorithm, _, wanted = header.partition(" ")
    if algorithm not in ALGORITHMS:
        raise ValueError("algorithm")
    try:
        return hasher(algorithm, usedforsecurity=False), base64.b64decode(wanted, validate=True)
    except binascii.Error as error:
        raise ValueError("checksum") from error


def whole_number(header: str | None) -> int | None:
    """A header of decimal digits, or None where it is missing or is none."""
    return int(header) if header and header.isascii() and header.isdigit() and len(header) < 16 else None
