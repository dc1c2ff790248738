"""What a phone may ask for: kind → (the shape of its body, the deed it names, what it rests on).

| kind | entity_id | body |
|---|---|---|
| duty.start, duty.end | duty | {} |
| visit.arrive | visit | fix, site_id? |
| presence.confirm | visit | fix |
| visit.leave | visit | {} |
| visit.sign | visit | signatures |
| visit.void | visit | reason |
| checklist.answer | visit | checklist, version, item, answer, value?, note? |
| finding.create | finding | visit_id, text, fix, photos, grade_hint?, place?, checklist?, item?, clause?, … |
| finding.note | finding | text |
| photo.attach | photo | visit_id |
| hazard.fix_on_site | finding | photos, signatures |
| supervision.check_in | check-in | fix |
| supervision.check_out | check-in | {} |
| stop.skip | stop | reason |

`fix` as in the contract; `photos`: ids given to the uploads; a signature: {id, role, name, signed_at, signer?, png? |
refusal_reason?}, signer = user id of an officer, png in base64.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from rest_framework import serializers

from inspections.checklists.rules import Answer, HazardGrade
from inspections.evidence.rules import SignatureRole
from inspections.evidence.services import Signed
from inspections.hazards import services as hazards
from inspections.hazards.models import Hazard
from inspections.rounds import services as rounds
from inspections.rounds.models import Stop
from inspections.supervision import services as supervision
from inspections.tracks import services as tracks
from inspections.visits import services as visits
from inspections.visits.models import Finding, Visit

# 1. Shapes


class MomentField(serializers.DateTimeField):
    """RFC 3339 with its offset: a phone's wall clock without one says nothing."""

    def to_internal_value(self, value):
        if not isinstance(value, str) or not (value[-1:] in "Zz" or value[-6:-5] in ("+", "-")):
            self.fail("invalid", format="RFC 3339 with offset")
        if not "2000" <= value[:4] <= "2100":  # a dead clock's year 1 cannot even be reckoned with
            self.fail("overflow")
        return super().to_internal_value(value)


class Envelope(serializers.Serializer):
    """An operation round its body."""

    op_id = serializers.UUIDField()
    kind = serializers.CharField(max_length=40)
    entity_id = serializers.UUIDField()
    at = MomentField()
    seq = serializers.IntegerField(min_value=0, max_value=2**53)
    body = serializers.DictField()


class Nothing(serializers.Serializer):
    pass


class ReasonIn(serializers.Serializer):
    reason = serializers.CharField(max_length=200)


class FixField(serializers.DictField):
    """Kept as it came; what is neither yes, no nor unknown is no fix."""

    default_error_messages = {"is_mock": "is_mock: true, false or null"}  # noqa: RUF012 - as DRF wants it

    def to_internal_value(self, data):
        fix = super().to_internal_value(data)
        if not isinstance(fix.get("is_mock"), bool | None):
            self.fail("is_mock")
        return fix


class PresenceIn(serializers.Serializer):
    fix = FixField()


class ArrivalIn(PresenceIn):
    site_id = serializers.IntegerField(required=False, allow_null=True, default=None)


class SignatureIn(serializers.Serializer):
    id = serializers.UUIDField()
    role = serializers.ChoiceField([role.value for role in SignatureRole])
    name = serializers.CharField(max_length=40)
    signed_at = MomentField()
    signer = serializers.IntegerField(required=False, allow_null=True, default=None, source="signer_id")
    png = serializers.CharField(required=False, allow_blank=True, default="", max_length=300_000)
    refusal_reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=200)


class SignaturesIn(serializers.Serializer):
    signatures = serializers.ListField(child=SignatureIn(), min_length=1, max_length=8)


class AnswerIn(serializers.Serializer):
    checklist = serializers.CharField(max_length=60)
    version = serializers.IntegerField(min_value=1, max_value=10_000)
    item = serializers.CharField(max_length=60, source="item_key")
    answer = serializers.ChoiceField([answer.value for answer in Answer])
    value = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")


class FindingIn(PresenceIn):
    visit_id = serializers.UUIDField()
    text = serializers.CharField(max_length=4000)
    photos = serializers.ListField(child=serializers.UUIDField(), max_length=20, source="photo_ids")
    grade_hint = serializers.ChoiceField([g.value for g in HazardGrade], default=HazardGrade.TO_JUDGE.value)
    place = serializers.CharField(max_length=100, required=False, allow_blank=True, default="")
    checklist = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    item = serializers.CharField(max_length=60, required=False, allow_blank=True, default="", source="item_key")
    standard = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    clause = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    is_ownerless = serializers.BooleanField(default=False)


class NoteIn(serializers.Serializer):
    text = serializers.CharField(max_length=4000)


class AttachIn(serializers.Serializer):
    visit_id = serializers.UUIDField()


class FixedIn(SignaturesIn):
    photos = serializers.ListField(child=serializers.UUIDField(), max_length=20, source="photo_ids")


# 2. Deeds


@dataclass(frozen=True, slots=True)
class Deed:
    """An operation with its body read; `device_at` is the phone's clock."""

    op_id: UUID
    entity_id: UUID
    device_at: datetime
    body: dict[str, Any]


def _own_visit(user, visit_id):
    return Visit.objects.visible_to(user).get(pk=visit_id)


def _team_visit(user, visit_id):
    """The visit a second officer may join: one's own, or that of an unsealed stop of the own round."""
    if own := Visit.objects.visible_to(user).filter(pk=visit_id).first():
        return own
    stop = Stop.objects.visible_to(user).filter(round__members=user, visits=visit_id).first()
    if stop is None:
        raise ObjectDoesNotExist
    return stop.visits.get(pk=visit_id)


def start_duty(deed, *, by, at):
    tracks.start_duty(by=by, duty_id=deed.entity_id, device_at=deed.device_at, at=at)
    rounds.start_duty(by=by, at=at)


def end_duty(deed, *, by, at):
    tracks.end_duty(by=by, duty_id=deed.entity_id, device_at=deed.device_at, at=at)


def arrive(deed, *, by, at):
    """The answer says only that it was heard, whatever place it was: the verdict comes with the package (S2)."""
    visits.record_arrival(by=by, visit_id=deed.entity_id, device_at=deed.device_at, at=at, **deed.body)


def confirm_presence(deed, *, by, at):
    visit = _team_visit(by, deed.entity_id)
    visits.confirm_presence(visit, by=by, fix=deed.body["fix"], device_at=deed.device_at, at=at)


def leave_visit(deed, *, by, at):
    visits.leave_visit(_own_visit(by, deed.entity_id), by=by, at=at)


def sign_visit(deed, *, by, at):
    signatures = [Signed(**row) for row in deed.body["signatures"]]
    visits.sign_visit(_own_visit(by, deed.entity_id), by=by, signatures=signatures, at=at)


def void_visit(deed, *, by, at):
    visits.void_visit(_own_visit(by, deed.entity_id), by=by, reason=deed.body["reason"], at=at)


def answer_item(deed, *, by, at):
    visits.answer_item(_own_visit(by, deed.entity_id), by=by, device_at=deed.device_at, at=at, **deed.body)


def create_finding(deed, *, by, at):
    body = dict(deed.body)
    visit = _own_visit(by, body.pop("visit_id"))
    hazards.report_hazard(visit, by=by, finding_id=deed.entity_id, device_at=deed.device_at, at=at, **body)


def note_finding(deed, *, by, at):
    finding = Finding.objects.visible_to(by).get(pk=deed.entity_id)
    visits.note_finding(finding, by=by, note_id=deed.op_id, text=deed.body["text"], at=at)


def attach_photo(deed, *, by, at):
    visit = _own_visit(by, deed.body["visit_id"])
    visits.attach_photos(visit, by=by, photo_ids=[deed.entity_id], device_at=deed.device_at)


def fix_on_site(deed, *, by, at):
    hazard = Hazard.objects.visible_to(by).get(pk=deed.entity_id)
    signatures = [Signed(**row) for row in deed.body["signatures"]]
    hazards.fix_on_site(hazard, by=by, photo_ids=deed.body["photo_ids"], signatures=signatures, at=at)


def check_in(deed, *, by, at):
    supervision.check_in(by=by, check_in_id=deed.entity_id, fix=deed.body["fix"], device_at=deed.device_at, at=at)


def check_out(deed, *, by, at):
    supervision.check_out(by=by, check_in_id=deed.entity_id, at=at)


def skip_stop(deed, *, by, at):
    rounds.skip(by=by, stop_id=deed.entity_id, reason=deed.body["reason"], at=at)


# 3. The table


def _entity(row) -> UUID:
    return row.entity_id


def _visit_of(row) -> UUID:
    return UUID(row.raw["body"]["visit_id"])


@dataclass(frozen=True, slots=True)
class Kind:
    """`rests_on`: the id that another operation brings; this one waits while its row is missing. None: never."""

    body: type[serializers.Serializer]
    apply: Callable[..., None]
    rests_on: Callable[[Any], UUID] | None = None


KINDS: dict[str, Kind] = {
    "duty.start": Kind(Nothing, start_duty),
    "duty.end": Kind(Nothing, end_duty, _entity),
    "visit.arrive": Kind(ArrivalIn, arrive),
    "presence.confirm": Kind(PresenceIn, confirm_presence, _entity),
    "visit.leave": Kind(Nothing, leave_visit, _entity),
    "visit.sign": Kind(SignaturesIn, sign_visit, _entity),
    "visit.void": Kind(ReasonIn, void_visit, _entity),
    "checklist.answer": Kind(AnswerIn, answer_item, _entity),
    "finding.create": Kind(FindingIn, create_finding, _visit_of),
    "finding.note": Kind(NoteIn, note_finding, _entity),
    "photo.attach": Kind(AttachIn, attach_photo, _visit_of),
    "hazard.fix_on_site": Kind(FixedIn, fix_on_site, _entity),
    "supervision.check_in": Kind(PresenceIn, check_in),
    "supervision.check_out": Kind(Nothing, check_out, _entity),
    "stop.skip": Kind(ReasonIn, skip_stop),
}
