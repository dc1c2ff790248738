"""Operations of phones: each in a transaction of its own with the deed it asks for, so that neither is there alone."""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, transaction
from django.http import Http404
from rest_framework.exceptions import APIException, ValidationError

from gis_platform import audit
from gis_platform.accounts.models import Device
from gis_platform.common.errors import Refused, problem_body, refuse, word
from gis_platform.common.verdict import Reason
from inspections.tracks.queries import shifts_of
from inspections.tracks.rules import is_on_duty

from .models import Operation
from .operations import KINDS, Deed, Envelope
from .rules import MAX_OPS, NOT_YET, OperationStatus, fingerprint, has_waited_too_long, is_storable

log = logging.getLogger(__name__)


def device_of(user, device_id: str, *, token_device=None, at) -> Device:
    """The phone that speaks. A token speaks for its own phone only; a session makes its browser known.

    Raises Refused `sync.unknown_device`.
    """
    if token_device is not None:
        if token_device.device_id != device_id:
            raise refuse("sync.unknown_device")
        return token_device
    device, _ = Device.objects.get_or_create(user=user, device_id=device_id, defaults={"first_seen_at": at})
    if device.is_stopped:
        raise refuse("sync.unknown_device")
    return device


# 1. A batch


def receive(ops: list[Any], *, by, device, at) -> list[dict]:
    """One result an operation, in the order asked; applied by `seq`. Raises Refused for a batch too large."""
    if len(ops) > MAX_OPS:
        raise refuse("sync.batch_too_large", limit=MAX_OPS)
    read = [_read(op) for op in ops]
    results: list[dict] = [{}] * len(ops)
    for place in sorted(range(len(ops)), key=lambda place: read[place].seq):
        results[place] = _receive_one(ops[place], read[place], by=by, device=device, at=at)
    return [_settled_meanwhile(result) for result in results]


@dataclass(frozen=True, slots=True)
class _Read:
    seq: int
    values: dict[str, Any] | None
    problem: str = ""


def _read(op) -> _Read:
    if not isinstance(op, dict) or not is_storable(op):
        return _Read(0, None, "")
    asked = Envelope(data=op)
    if not asked.is_valid():
        seq = op.get("seq")
        return _Read(seq if isinstance(seq, int) else 0, None, _worded(ValidationError(asked.errors)))
    return _Read(asked.validated_data["seq"], asked.validated_data)


def _receive_one(op, read: _Read, *, by, device, at) -> dict:
    if read.values is None:
        op_id = op.get("op_id") if isinstance(op, dict) else None
        detail = read.problem or _sentence("sync.malformed")
        return _result(op_id, OperationStatus.REJECTED, "sync.malformed", detail)
    row, status = _apply_once(op, read.values, by=by, device=device, at=at)
    if status == OperationStatus.CONFLICT:
        return _result(str(row.pk), status, "sync.id_used_for_another", _sentence("sync.id_used_for_another"))
    if status == OperationStatus.APPLIED:
        wake(row.entity_id, at=at)
    return _result(str(row.pk), status, row.code, row.detail, row.entity_version)


@transaction.atomic
def _apply_once(op, values, *, by, device, at):
    """(row, what to answer). A second request with the same operation waits here for the first one to end."""
    said = fingerprint(op, user=by.pk)
    row, is_new = Operation.objects.get_or_create(
        op_id=values["op_id"],
        defaults={
            **{name: values[name] for name in ("kind", "entity_id", "seq")},
            "user": by,
            "device": device,
            "raw": op,
            "body_sha256": said,
            "device_at": values["at"],
            "received_at": at,
            "status": OperationStatus.WAITING,
        },
    )
    if not is_new:
        row = Operation.objects.select_for_update().get(pk=row.pk)
        if row.body_sha256 != said:
            audit.record(by, "operation.conflict", row, at=at)
            return row, OperationStatus.CONFLICT
        if row.status == OperationStatus.APPLIED:
            return row, OperationStatus.DUPLICATE
        if row.status == OperationStatus.REJECTED:
            return row, OperationStatus.REJECTED
    _try(row, at)
    return row, OperationStatus(row.status)


def _settled_meanwhile(result) -> dict:
    """An operation that waited for a later one of its own batch has come through by now."""
    if result["status"] != OperationStatus.WAITING:
        return result
    row = Operation.objects.get(pk=result["op_id"])
    return _result(result["op_id"], OperationStatus(row.status), row.code, row.detail, row.entity_version)


def _result(op_id, status, code="", detail="", entity_version=None) -> dict:
    return {
        "op_id": op_id,
        "status": status.value,
        "code": code,
        "detail": detail,
        "entity_version": entity_version,
    }


# 2. What waits


def wake(entity_id: UUID, *, at: datetime) -> int:
    """Something has come (an operation was applied, a photo received): try again what waited for it."""
    return sum(_try_again(op_id, at) for op_id in _in_order(Operation.objects.waiting().filter(waits_for=entity_id)))


def retry_waiting(*, at: datetime) -> int:
    return sum(_try_again(op_id, at) for op_id in _in_order(Operation.objects.waiting()))


def _in_order(rows) -> list[UUID]:
    return list(rows.order_by("received_at", "seq", "pk").values_list("pk", flat=True))


def _try_again(op_id, at) -> bool:
    with transaction.atomic():
        row = Operation.objects.waiting().select_for_update(skip_locked=True).filter(pk=op_id).first()
        if row is None:
            return False
        _try(row, at)
    if row.status != OperationStatus.APPLIED:
        return False
    wake(row.entity_id, at=at)
    return True


# 3. One deed


@dataclass(frozen=True, slots=True)
class _Outcome:
    status: OperationStatus
    code: str = ""
    detail: str = ""
    waits_for: UUID | None = None


def _try(row, at):
    """Do the deed and write its outcome on the row, both or neither; a refusal undoes the deed alone."""
    try:
        with transaction.atomic():
            _do(row, at)
            connection.check_constraints()  # deferred foreign keys would fail the commit, and with it the whole answer
            outcome = _Outcome(OperationStatus.APPLIED)
    except Exception as error:
        outcome = _outcome_of(error, row)
    if outcome.status == OperationStatus.WAITING and has_waited_too_long(row.received_at, at=at):
        outcome = _Outcome(OperationStatus.REJECTED, "sync.waited_too_long", _sentence("sync.waited_too_long"))
    if outcome.status == OperationStatus.REJECTED:
        _forget_place(row)
    row.status, row.code, row.detail, row.waits_for = outcome.status, outcome.code, outcome.detail, outcome.waits_for
    if outcome.status != OperationStatus.WAITING:
        row.settled_at = at
    if outcome.status == OperationStatus.APPLIED:
        applied = Operation.objects.filter(entity_id=row.entity_id, status=OperationStatus.APPLIED)
        row.entity_version = applied.count() + 1
    row.save()


def _forget_place(row):
    """A position from off-duty time that became no record is not kept, in the journal neither (§9, I31)."""
    body = row.raw["body"]
    duties = [duty.interval for duty in shifts_of(row.user, since=row.device_at, until=row.device_at)]
    if "fix" in body and not is_on_duty(row.device_at, duties):
        row.raw = row.raw | {"body": body | {"fix": None}}


def _do(row, at):
    if (kind := KINDS.get(row.kind)) is None:
        raise refuse("sync.unknown_kind", kind=row.kind)
    asked = kind.body(data=row.raw["body"])
    asked.is_valid(raise_exception=True)
    kind.apply(Deed(row.op_id, row.entity_id, row.device_at, asked.validated_data), by=row.user, at=at)


def _outcome_of(error, row) -> _Outcome:
    """Not there and not yours are one answer, so that nobody learns which ids exist."""
    if isinstance(error, Refused):
        return _outcome_of_refusal(error, row)
    if isinstance(error, ObjectDoesNotExist | Http404):
        kind = KINDS[row.kind]
        if kind.rests_on is None:
            return _Outcome(OperationStatus.REJECTED, "sync.not_found", _sentence("sync.not_found"))
        return _not_yet(row, kind.rests_on(row))
    if isinstance(error, ValidationError):
        return _Outcome(OperationStatus.REJECTED, "sync.malformed", _worded(error))
    if isinstance(error, APIException):
        return _Outcome(OperationStatus.REJECTED, f"sync.{error.default_code}", str(problem_body(error)["detail"]))
    # A fault of ours must neither lose the operation nor stop the others: it is kept and tried again.
    log.exception("operation %s of kind %s failed", row.pk, row.kind)
    return _Outcome(OperationStatus.WAITING, "sync.failed", _sentence("sync.failed"))


def _outcome_of_refusal(error, row) -> _Outcome:
    reasons = error.verdict.reasons
    missing = next((reason for reason in reasons if reason.code in NOT_YET), None)
    if missing is None:
        return _Outcome(OperationStatus.REJECTED, reasons[0].code, " ".join(word(reason) for reason in reasons))
    if missing.code == "photo.not_received":
        photo = UUID(str(missing.values["photos"][0]))
        return _Outcome(OperationStatus.WAITING, missing.code, word(missing), photo)
    rests_on = KINDS[row.kind].rests_on
    return _not_yet(row, rests_on(row) if rests_on else row.entity_id)


def _not_yet(row, waits_for) -> _Outcome:
    return _Outcome(OperationStatus.WAITING, "sync.not_there_yet", _sentence("sync.not_there_yet"), waits_for)


def _sentence(code, **values) -> str:
    return word(Reason(code, values))


def _worded(error) -> str:
    return "; ".join(f"{one['pointer']} {one['detail']}" for one in problem_body(error)["errors"])
