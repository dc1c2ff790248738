"""签到, 签退, 人工复核 of resident supervision (R42, R43, §7), and the past that a county brings with it."""

from datetime import date, datetime, time
from uuid import UUID, uuid5

import shapely
from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils import timezone

from gis_platform import audit
from gis_platform.accounts.models import User
from gis_platform.common.clock import county_date
from gis_platform.common.errors import refuse, require
from inspections.campaigns.rules import shift_day
from inspections.organisation.models import UnitMember
from layers.exchange.datum import number_of, place_of
from layers.territory.models import Township
from layers.territory.rules import EDGE_REVIEW_BAND_M, edge_distance_m, township_at

from . import rules
from .models import CheckIn
from .queries import plain
from .rules import Review

HISTORY = UUID("5d1f6c1e-6a0e-4b53-9d5c-3f0c5f2f7a10")
HISTORY_ACCURACY_M = 20.0


@transaction.atomic
def check_in(*, by, check_in_id, fix, device_at, at):
    """签到 with the fix as received. The same id again is the same row.

    A fix that does not count is kept with its reasons; only what is no place at all is refused.
    """
    known = CheckIn.objects.filter(pk=check_in_id).first()
    if known is not None:
        if known.user_id != by.pk:
            raise refuse("supervision.id_used")
        return known
    row = _judged(_member(by), check_in_id, fix, device_at=device_at, at=at, ground=_ground())
    row.save(force_insert=True)
    audit.record(by, "supervision.checked_in", row, at=at, data={"standing": row.standing})
    return row


@transaction.atomic
def check_out(*, by, check_in_id, at):
    """签退: the first one holds."""
    row = CheckIn.objects.select_for_update().filter(pk=check_in_id, user=by).first()
    if row is None:
        raise refuse("supervision.unknown_check_in")
    if row.checked_out_at is None:
        row.checked_out_at = at
        row.save(update_fields=["checked_out_at"])
        audit.record(by, "supervision.checked_out", row, at=at)
    return row


@transaction.atomic
def review_check_in(check_in, *, by, decision, reason, at):
    """人工复核: a dispatcher settles place and source. `decision`: `accepted` or `refused`."""
    row = CheckIn.objects.select_for_update().get(pk=check_in.pk)
    require(rules.may_review(plain(row), role=by.role, reason=reason))
    row.decision, row.decided_by, row.decided_at, row.decided_because = Review(decision), by, at, reason.strip()
    _settle(row)
    row.save(update_fields=["decision", "decided_by", "decided_at", "decided_because", "standing", "reasons"])
    audit.record(by, "supervision.reviewed", row, at=at, data={"decision": row.decision, "standing": row.standing})
    return row


@transaction.atomic
def record_history(rows, *, today, at):
    """Past days from a region's supervision.csv (`history.SUPERVISION_COLUMNS`); returns how many are new.

    Months count from the one of `today`; what would lie after `at` is left out. The same file again adds nothing.
    """
    ground = _ground()
    found = [_past(row, today=today, at=at, ground=ground) for row in rows]
    listed = [one for one in found if one is not None and one.at <= at]
    known = set(CheckIn.objects.filter(pk__in=[one.pk for one in listed]).values_list("pk", flat=True))
    new = [one for one in listed if one.pk not in known]
    CheckIn.objects.bulk_create(new)
    audit.record(None, "supervision.history_recorded", at=at, data={"check_ins": len(new)})
    return len(new)


def _past(row, *, today, at, ground):
    month = shift_day(today.replace(day=1), int(row["month_offset"]))
    try:
        on = month.replace(day=int(row["day"]))
    except ValueError:  # the 30th of February
        return None
    is_led = str(row["is_led_by_deputy"]).lower() == "true"
    user = User.objects.get(username=row["leader"] if is_led else row["member"])
    arrived_at = _county_moment(on, row["arrived_at"])
    fix = {
        "at": arrived_at.isoformat(),
        "lng": float(row["lng"]),
        "lat": float(row["lat"]),
        "datum": "wgs84",
        "accuracy_m": HISTORY_ACCURACY_M,
        "is_mock": False,
    }
    pk = uuid5(HISTORY, f"{user.username} {arrived_at.isoformat()}")
    one = _judged(_member(user), pk, fix, device_at=arrived_at, at=arrived_at, ground=ground)
    left_at = _county_moment(on, row["left_at"])
    one.checked_out_at = left_at if left_at <= at else None
    one.is_historic = True
    return one


def _county_moment(on: date, clock: str) -> datetime:
    return timezone.make_aware(datetime.combine(on, time.fromisoformat(clock)))


def _member(user):
    member = UnitMember.objects.filter(user=user).first()
    if member is None:
        raise refuse("supervision.no_unit")
    return member


def _ground():
    """Townships as {code: shape} and {code: row}."""
    rows = list(Township.objects.all())
    return {row.code: shapely.from_wkb(bytes(row.boundary.wkb)) for row in rows}, {row.code: row for row in rows}


def _judged(member, check_in_id, fix, *, device_at, at, ground):
    place = place_of(fix)
    if place is None:
        raise refuse("supervision.no_place")
    code, is_inside, edge_m = _stands(*place, ground[0])
    row = CheckIn(
        id=check_in_id,
        user_id=member.user_id,
        unit_id=member.unit_id,
        is_deputy=member.is_deputy,
        township=ground[1].get(code),
        on=county_date(at),
        at=at,
        device_at=device_at,
        fix=fix,
        location=Point(*place, srid=4326),
        accuracy_m=number_of(fix.get("accuracy_m")),
        is_mock=fix.get("is_mock") if isinstance(fix.get("is_mock"), bool) else None,
        is_inside=is_inside,
        edge_m=round(edge_m, 1),
    )
    _settle(row)
    return row


def _settle(row):
    verdict = rules.counts(plain(row))
    row.standing = rules.standing(verdict)
    row.reasons = [{"code": reason.code, "values": reason.values} for reason in verdict.reasons]


def _stands(lng, lat, shapes):
    """(township code or None, inside it, metres to its edge in or out)."""
    code = township_at(lng, lat, shapes)
    if code is not None:
        return code, True, edge_distance_m(lng, lat, shapes[code])
    if not shapes:
        raise refuse("supervision.no_townships")
    edge_m, nearest = min((edge_distance_m(lng, lat, shape), code) for code, shape in shapes.items())
    return nearest if edge_m <= EDGE_REVIEW_BAND_M else None, False, edge_m
