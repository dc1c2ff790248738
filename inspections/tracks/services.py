import json
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.utils.dateparse import parse_datetime

from gis_platform import audit
from gis_platform.common.clock import county_date
from gis_platform.common.errors import refuse
from inspections.rounds.models import Assembly
from inspections.rounds.rules import PlanState
from layers.exchange.datum import number_of, place_of

from .models import DutySession, Fix
from .queries import drawn, shifts_of
from .rules import is_on_duty

MAX_BATCH = 2000
MAX_FIX_CHARS = 2000


@transaction.atomic
def start_duty(*, by, duty_id, device_at, at):
    """上岗 by the phone's clock. The same session again is the same row."""
    plan = _plan_of(by, on=county_date(device_at))
    duty, is_new = DutySession.objects.get_or_create(
        id=duty_id,
        defaults={
            "user": by,
            "plan_id": plan and plan.pk,
            "author_id": plan and plan.author_id,
            "approver_id": plan and plan.approver_id,
            "started_at": device_at,
            "received_at": at,
        },
    )
    if duty.user_id != by.pk:
        raise refuse("duty.id_used")
    if is_new:
        audit.record(by, "duty.started", duty, at=at)
    return duty


def _plan_of(user, *, on):
    """The sealed plan that calls the user on a day: its author and approver alone follow the way to a sealed stop."""
    call = Assembly.objects.filter(member=user, date=on, plan__state__in=[PlanState.SEALED, PlanState.DEPARTED])
    found = call.select_related("plan").first()
    return found and found.plan


@transaction.atomic
def end_duty(*, by, duty_id, device_at, at):
    """下岗. A duty without a plan is open to dispatchers and the auditor from here on."""
    duty = DutySession.objects.select_for_update().filter(pk=duty_id, user=by).first()
    if duty is None:
        raise refuse("duty.unknown")
    if duty.ended_at is None:
        duty.ended_at = max(device_at, duty.started_at)
        if duty.plan_id is None:
            duty.opened_until = duty.ended_at
        duty.save(update_fields=["ended_at", "opened_until"])
        audit.record(by, "duty.ended", duty, at=at)
    return duty


@transaction.atomic
def open_duties(*, plan_id, user_ids, until):
    """A stop was unsealed or left: the way up to that moment is no secret any more."""
    DutySession.objects.filter(plan_id=plan_id, user__in=user_ids, started_at__lte=until).update(opened_until=until)


@dataclass(slots=True)
class Received:
    """What became of a batch; `refused` are places in it, each with a code; all others are done with for the phone."""

    stored: int = 0
    duplicate: int = 0
    off_duty: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


@transaction.atomic
def ingest(*, by, device_id, provider, fixes, at) -> Received:
    """Keep fixes as they came. A fix from off-duty time is answered and dropped unread (I31).

    A fix that is no place or no moment is refused alone. Raises Refused for a batch above MAX_BATCH.
    """
    if len(fixes) > MAX_BATCH:
        raise refuse("track.batch_too_large", limit=MAX_BATCH)
    received = Received()
    moments = [_moment(fix) for fix in fixes]
    known = [moment for moment in moments if moment]
    duties = shifts_of(by, since=min(known), until=max(known)) if known else []
    rows = []
    for place, (fix, moment) in enumerate(zip(fixes, moments, strict=True)):
        duty = moment and _duty_at(moment, duties)
        if moment is None:
            received.refused.append((place, "track.no_moment"))
        elif duty is None:
            received.off_duty += 1
        elif (location := place_of(fix)) is None or (raw := _raw(fix)) is None:
            received.refused.append((place, "track.no_place"))
        else:
            rows.append((moment, by.pk, duty.pk, device_id, provider, raw, *location, *_measures(fix), at))
    received.stored = _insert(rows)
    received.duplicate = len(rows) - received.stored
    return received


def _moment(fix):
    try:
        moment = parse_datetime(fix["at"])
    except (KeyError, TypeError, ValueError):
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


def _duty_at(moment, duties):
    return next((duty for duty in duties if is_on_duty(moment, [duty.interval])), None)


def _raw(fix):
    """The fix as received, as text; None for what is none: too long, not a number, or with NUL."""
    try:
        text = json.dumps(fix, sort_keys=True, allow_nan=False)
    except ValueError:
        return None
    return None if len(text) > MAX_FIX_CHARS or "\\u0000" in text else text


def _measures(fix):
    is_mock = fix.get("is_mock")
    return (
        number_of(fix.get("accuracy_m")),
        number_of(fix.get("speed_mps")),
        is_mock if isinstance(is_mock, bool) else None,
    )


_COLUMNS = (
    *("timestamptz", "bigint", "uuid", "text", "text", "jsonb", "float8", "float8"),
    *("float8", "float8", "boolean", "timestamptz"),
)
_INSERT = f"""
insert into inspections_fix (at, id, user_id, duty_id, device_id, provider, raw, location,
                             accuracy_m, speed_mps, is_mock, received_at)
select at, md5(user_id || ' ' || raw::text)::uuid, user_id, duty_id, device_id, provider, raw,
       st_setsrid(st_makepoint(lng, lat), 4326),
       accuracy_m, speed_mps, is_mock, received_at
from unnest({", ".join(f"%s::{column}[]" for column in _COLUMNS)})
     as t (at, user_id, duty_id, device_id, provider, raw, lng, lat, accuracy_m, speed_mps, is_mock, received_at)
on conflict do nothing
"""  # noqa: S608  constants only


def _insert(rows) -> int:
    """One statement for all: a shift of many phones comes at once. Returns how many were new."""
    if not rows:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [list(column) for column in zip(*rows, strict=True)])
        return cursor.rowcount


@transaction.atomic
def read_track(duty, *, by, at):
    """The runs of one duty that `by` may see, as `queries.drawn` gives them. Each read is on record (§9, I31)."""
    runs = drawn(Fix.objects.visible_to(by).filter(duty=duty))
    audit.record(by, "track.read", duty, at=at, data={"user": duty.user_id, "fixes": sum(len(run) for run in runs)})
    return runs


def make_months(first, last) -> int:
    """Partitions for the months from one date to another; returns how many are new."""
    with connection.cursor() as cursor:
        cursor.execute("select inspections_fix_make_months(%s, %s)", [first, last])
        return cursor.fetchone()[0]
