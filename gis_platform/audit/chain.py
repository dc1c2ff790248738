"""Recording, sealing and verifying. A row carries its own hash; a batch hashes the rows of finished transactions.

Chaining inside each transaction would make all writers wait for one another.
"""

import json
from hashlib import sha256

from django.db import connection, transaction

from gis_platform.common.clock import now

LOCK = 7019
GENESIS = "0" * 64


def record(actor, deed, subject=None, *, at=None, data=None):
    """Append one event. `actor` is a user or None (the system); call it inside the deed's transaction."""
    from .models import Event

    at = at or now()
    subject_type = subject._meta.label_lower if subject is not None else ""
    subject_id = str(subject.pk) if subject is not None else ""
    actor_id = actor.pk if actor is not None and actor.pk else None
    values = json.loads(json.dumps(data or {}, default=str))
    return Event.objects.create(
        at=at,
        actor_id=actor_id,
        deed=deed,
        subject_type=subject_type,
        subject_id=subject_id,
        data=values,
        row_sha256=row_hash(at, actor_id, deed, subject_type, subject_id, values),
    )


def deeds_on(subject) -> list[str]:
    from .models import Event

    return list(Event.objects.on(subject).order_by("id").values_list("deed", flat=True))


def row_hash(at, actor_id, deed, subject_type, subject_id, data) -> str:
    fields = [f"{at.timestamp():.6f}", actor_id, deed, subject_type, subject_id, data]
    return sha256(json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


def batch_hash(previous: str, rows: list[str]) -> str:
    return sha256((previous + "".join(rows)).encode()).hexdigest()


@transaction.atomic
def seal() -> int:
    """Close the chain over all transactions that are over; returns the number of events sealed.

    The cut is by transaction id, never by event id: identity numbers commit out of order.
    """
    from .models import Batch

    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        top = cursor.fetchone()[0]
        last = Batch.objects.order_by("-id").first()
        start, previous = (last.to_xid, last.sha256) if last else (0, GENESIS)
    rows = _row_hashes(start, top)
    if not rows:
        return 0
    Batch.objects.create(
        sealed_at=now(),
        from_xid=start,
        to_xid=top,
        events=len(rows),
        previous_sha256=previous,
        sha256=batch_hash(previous, rows),
    )
    return len(rows)


def _row_hashes(from_xid: int, to_xid: int) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select row_sha256 from audit_event where xid >= %s::text::xid8 and xid < %s::text::xid8 order by id",
            [from_xid, to_xid],
        )
        return [row[0] for row in cursor.fetchall()]


def verify() -> list[str]:
    """What is wrong with the audit, each as a sentence; empty when every row and link holds."""
    from .models import Batch, Event

    wrong = [
        f"event {e.pk} ({e.deed}, {e.at.isoformat()}) was changed"
        for e in Event.objects.order_by("id").iterator(chunk_size=5000)
        if e.row_sha256 != row_hash(e.at, e.actor_id, e.deed, e.subject_type, e.subject_id, e.data)
    ]
    return wrong + list(_broken_links(Batch.objects.order_by("id")))


def _broken_links(batches):
    previous, at = GENESIS, 0
    for batch in batches:
        if batch.previous_sha256 != previous or batch.from_xid != at:
            yield f"batch {batch.pk} does not follow the one before it: a batch was removed or changed"
        if batch.sha256 != batch_hash(batch.previous_sha256, _row_hashes(batch.from_xid, batch.to_xid)):
            yield f"batch {batch.pk} ({batch.sealed_at.isoformat()}): an event was removed, added or changed"
        previous, at = batch.sha256, batch.to_xid
