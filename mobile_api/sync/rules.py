"""What an operation is, whether a replay is the same one, and which refusals only mean “not yet”.

Source: §5 Offline, I6.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any

MAX_OPS = 200
MAX_BATCH_BYTES = 6 * 1024 * 1024
MAX_DEPTH = 20
MAX_OP_CHARS = 1024 * 1024  # four drawn signatures and some room
WAITS_AT_MOST = timedelta(days=14)


class OperationStatus(StrEnum):
    """What a phone is answered; a stored row is applied, waiting or rejected."""

    APPLIED = "applied"
    DUPLICATE = "duplicate"
    WAITING = "waiting"
    REJECTED = "rejected"
    CONFLICT = "conflict"


# A refusal with one of these codes is mended by an operation or a photo that is still on its way.
NOT_YET = frozenset({"photo.not_received", "duty.unknown", "supervision.unknown_check_in"})


def is_storable(op: Mapping[str, Any]) -> bool:
    """Whether PostgreSQL can keep it: no NUL, no half surrogates, neither endless nor a well."""
    if _is_deep(op):
        return False
    text = json.dumps(op, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\\u0000" not in text and len(text) <= MAX_OP_CHARS


def _is_deep(op: Any) -> bool:
    level = [op]
    for _ in range(MAX_DEPTH):
        inner = [one.values() if isinstance(one, Mapping) else one for one in level if isinstance(one, Mapping | list)]
        level = [part for parts in inner for part in parts]
    return bool(level)


def fingerprint(op: Mapping[str, Any], *, user: object) -> str:
    """SHA-256 of what the operation says, whoever's phone says it again: all but its place in the queue."""
    said = {key: op.get(key) for key in ("op_id", "kind", "entity_id", "at", "body")}
    text = json.dumps([user, said], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


def has_waited_too_long(received_at: datetime, *, at: datetime) -> bool:
    return at - received_at > WAITS_AT_MOST
