"""A package is a few named sections; its version names each, so that a phone is sent only those that changed.

Every answer is filled up to whole buckets: its size tells nothing of stops (§2, leak table).
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

BUCKET_BYTES = 128 * 1024
_DIGITS = 12


def as_bytes(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str).encode()


def version_of(sections: Mapping[str, Any]) -> str:
    """`digest.digest…`, one a section in the order of their names."""
    return ".".join(sha256(as_bytes(sections[name])).hexdigest()[:_DIGITS] for name in sorted(sections))


def changed(sections: Mapping[str, Any], *, version: str, since: str) -> dict[str, Any]:
    """The sections that differ from those of `since`; all of them where it is no version of ours."""
    old, new = since.split("."), version.split(".")
    if len(old) != len(new):
        return dict(sections)
    return {name: sections[name] for name, a, b in zip(sorted(sections), old, new, strict=True) if a != b}


def padded(body: Mapping[str, Any], *, bucket: int = BUCKET_BYTES) -> bytes:
    """The body as JSON with a field `padding` that fills it up to whole buckets."""
    bare = len(as_bytes({**body, "padding": ""}))
    return as_bytes({**body, "padding": "0" * (-bare % bucket)})
