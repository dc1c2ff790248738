"""A visit from the gate to the last signature (S2–S4). Papers are issued in papers.py, in the same transaction."""

from dataclasses import dataclass

from django.db import transaction

from gis_platform import audit
from gis_platform.common.clock import county_date
from gis_platform.common.errors import Refused, refuse, require
from gis_platform.common.later import run_later
from gis_platform.common.verdict import Verdict
from inspections.checklists.queries import asked_item
from inspections.checklists.rules import Answer as AnswerWord
from inspections.checklists.rules import HazardGrade, may_answer
from inspections.documents.models import Document
from inspections.documents.services import open_documents
from inspections.evidence.rules import SignatureRole
from inspections.evidence.services import keep_signature, place_evidence, place_photos
from inspections.organisation.models import Officer
from inspections.rounds.models import Stop
from inspections.rounds.services import leave as leave_stop
from inspections.rounds.services import unseal
from inspections.tracks.services import open_duties

from .arrival import hear, is_of_the_round, target_of
from .models import Answer, Finding, FindingNote, Presence, Visit
from .papers import issue_record, issue_scheme
from .rules import ArrivalStanding, VisitState, may_accept_arrival, may_confirm_presence, may_leave, may_void


@dataclass(frozen=True, slots=True)
class Arrival:
    """`verdict` is None unless the stop was released to the arriving user: a planted fix learns nothing (S2)."""

    visit: Visit
    verdict: Verdict | None


# 1. Here


@transaction.atomic
def record_arrival(*, by, visit_id, fix, device_at, at, site_id=None) -> Arrival:
    """到达. Kept whatever the fix is worth; a verified one opens its released stop, or the declared site's visit.

    The same visit again with a better fix may still verify. Raises Refused: no position, or an id of another visit.
    """
    heard = hear(fix, device_at=device_at, at=at)
    target = target_of(by, heard, visit_id=visit_id, site_id=site_id)
    known = Visit.objects.select_for_update().filter(pk=visit_id).first()
    visit = known or _new_visit(by, visit_id, heard, target)
    if visit.opened_by_id != by.pk:
        raise refuse("visit.id_used")
    if _is_first(visit, by, heard, target.verdict):
        _count(visit, by, heard, target, is_new=known is None)
    return Arrival(visit, target.verdict if target.is_shown else None)


def _new_visit(by, visit_id, heard, target):
    """Without a site: what is sealed stands in no table. Where a colleague is at work a second one is refused."""
    stop = target.stop
    if stop and (other := Visit.objects.filter(stop_id=stop.stop_id, state=VisitState.ARRIVED).first()):
        raise refuse("visit.stop_has_one", visit=str(other.pk))
    visit = Visit.objects.create(
        id=visit_id,
        opened_by=by,
        plan_id=stop and stop.plan_id,
        planned_stop_id=stop and stop.stop_id,
        author_id=target.author_id,
        approver_id=target.approver_id,
        arrived_at=heard.at,
        device_arrived_at=heard.device_at,
        **_fix_columns(heard, target.verdict),
    )
    audit.record(by, "visit.arrived", visit, at=heard.at)
    return visit


def _fix_columns(heard, verdict):
    return {
        "arrival_fix": heard.raw,
        "arrival_location": heard.location,
        "accuracy_m": heard.fix.accuracy_m,
        "is_mock": heard.fix.is_mock,
        "verdict": _reasons(verdict),
    }


def _reasons(verdict):
    return [{"code": reason.code, "values": reason.values} for reason in verdict.reasons]


def _is_first(visit, by, heard, verdict) -> bool:
    """Append the presence; False where this very moment is known already."""
    _, is_new = Presence.objects.get_or_create(
        visit=visit,
        user=by,
        device_at=heard.device_at,
        defaults={"at": heard.at, "fix": heard.raw, "location": heard.location, "verdict": _reasons(verdict)},
    )
    if is_new and (officer := Officer.objects.filter(user=by).first()):
        visit.officers.add(officer)
    if is_new and visit.is_opened:
        place_evidence(visit.place)
    return is_new


def _count(visit, by, heard, target, *, is_new):
    """Open the visit where this fix verifies; at a stop a later one or a colleague's may do it as well.

    A declared site opens by the first fix alone: a second one elsewhere would tell whether the first was at a stop.
    """
    if visit.is_opened or visit.state == VisitState.VOIDED or not target.verdict.ok or target.site is None:
        return
    if (target.stop and target.stop.stop_id) != visit.planned_stop_id or not (target.stop or is_new):
        return
    for name, value in _fix_columns(heard, target.verdict).items():
        setattr(visit, name, value)
    _open(visit, by=by, standing=ArrivalStanding.VERIFIED, site=target.site, at=heard.at)


def _open(visit, *, by, standing, site, at):
    """Unseal the stop and let everything of the visit follow the rule of its scope from now on."""
    if visit.planned_stop_id:
        if Visit.objects.not_voided().filter(stop_id=visit.planned_stop_id).exclude(pk=visit.pk).exists():
            raise refuse("visit.stop_has_one", visit="")
        visit.stop = _unsealed(by, visit.planned_stop_id, at)
        visit.selection_mode, site = visit.stop.selection_mode, visit.stop.site
    visit.site, visit.township_id, visit.sector_line_id = site, site.township_id, site.sector_line_id
    visit.standing, visit.opened_at = standing, at
    visit.save()
    audit.record(by, "visit.opened", visit, at=at, data={"standing": str(standing)})
    place_evidence(visit.place)
    open_documents(visit.pk, at=at)
    _open_way(visit, at)
    issue_scheme(visit, by=by, at=at)
    run_later("inspections.hazards.tasks.visit_opened", visit.pk)


def _unsealed(by, stop_id, at):
    """Raises Refused also where the plan has ended without the stop: it stays sealed for ever."""
    try:
        return unseal(by=by, stop_id=stop_id, at=at)
    except Stop.DoesNotExist:
        raise refuse("stop.not_released") from None


def _open_way(visit, until):
    """The team's way up to an unsealed stop is a secret no more."""
    if visit.stop_id:
        members = visit.stop.round.members.values_list("pk", flat=True)
        open_duties(plan_id=visit.plan_id, user_ids=list(members), until=until)


@transaction.atomic
def accept_arrival(visit, *, by, reason, at) -> Visit:
    """Author or approver open by name and reason what the fix did not verify. Raises Refused with every reason."""
    visit = Visit.objects.select_for_update().get(pk=visit.pk)
    require(
        may_accept_arrival(
            VisitState(visit.state),
            ArrivalStanding(visit.standing),
            by=by.pk,
            author=visit.author_id,
            approver=visit.approver_id,
            reason=reason,
        )
    )
    visit.accepted_by, visit.accepted_because = by, reason
    _open(visit, by=by, standing=ArrivalStanding.ACCEPTED, site=None, at=at)
    issue_record(visit, by=by, at=at)
    return visit


@transaction.atomic
def confirm_presence(visit, *, by, fix, device_at, at) -> Visit:
    """The second officer says "I am here too" on an own phone. Raises Refused with every reason."""
    visit = Visit.objects.select_for_update().get(pk=visit.pk)
    heard = hear(fix, device_at=device_at, at=at)
    if Presence.objects.filter(visit=visit, user=by, device_at=device_at).exists():
        return visit
    require(
        may_confirm_presence(
            VisitState(visit.state), officer=by.pk, arrived_by=visit.opened_by_id, team=_team(visit, by, at)
        )
    )
    target = target_of(by, heard, visit_id=visit.pk, site_id=visit.site_id)
    if _is_first(visit, by, heard, target.verdict):
        _count(visit, by, heard, target, is_new=False)
        audit.record(by, "visit.presence_confirmed", visit, at=at)
    return visit


def _team(visit, by, at):
    """User ids of those who may be there: the round's members; without a plan, whoever goes out with a phone."""
    if visit.stop_id:
        return set(visit.stop.round.members.values_list("pk", flat=True))
    if visit.planned_stop_id:
        return {by.pk} if is_of_the_round(by, visit.planned_stop_id, at=at) else set()
    return {by.pk} if by.may("phone.use") else set()


# 2. What was asked and seen


@transaction.atomic
def answer_item(visit, *, by, checklist, version, item_key, answer, device_at, at, value="", note=""):
    """Append an answer; the last one by the phone's clock counts. Raises Refused: not asked here, or no such answer."""
    require(_may_write(visit, by, device_at))
    on = county_date(visit.arrived_at)
    item = asked_item(visit.site, checklist=checklist, version=version, item_key=item_key, on=on)
    if item is None:
        raise refuse("checklist.not_asked")
    require(may_answer(item["ok_when"], AnswerWord(answer), value=value))
    row, is_new = Answer.objects.get_or_create(
        visit=visit,
        checklist=checklist,
        item_key=item_key,
        by=by,
        device_at=device_at,
        defaults={"version": version, "answer": AnswerWord(answer), "value": value, "note": note, "at": at},
    )
    if is_new:
        audit.record(by, "visit.item_answered", visit, at=at, data={"checklist": checklist, "item": item_key})
    return row


def _may_write(visit, by, device_at):
    """By its officers, until it is void; after the record was signed nothing younger is added to it."""
    is_late = visit.recorded_at is not None and device_at > visit.recorded_at
    return Verdict.unless(
        (visit.state == VisitState.VOIDED, "visit.wrong_state", {"state": visit.state}),
        (by.pk not in visit.place.officer_ids, "visit.not_its_officer", {}),
        (is_late, "visit.already_signed", {}),
    )


@transaction.atomic
def log_finding(
    visit,
    *,
    by,
    finding_id,
    text,
    fix,
    photo_ids,
    device_at,
    at,
    grade_hint=HazardGrade.TO_JUDGE,
    **details,
) -> tuple[Finding, bool]:
    """发现, and whether it is new; `details`: place, checklist, item_key, standard, clause. Same id, same row.

    Raises Refused; `photo.not_received` names photos that have not come yet.
    """
    heard = hear(fix, device_at=device_at, at=at)
    known = Finding.objects.filter(pk=finding_id).first()
    if known:
        if (known.visit_id, known.found_by_id, known.text) != (visit.pk, by.pk, text):
            raise refuse("finding.id_used")
        return known, False
    require(_may_write(visit, by, device_at))
    photos = place_photos(photo_ids, by=by, place=visit.place)
    finding = Finding.objects.create(
        id=finding_id,
        visit=visit,
        text=text,
        grade_hint=HazardGrade(grade_hint),
        fix=heard.raw,
        location=heard.location,
        accuracy_m=heard.fix.accuracy_m,
        is_mock=heard.fix.is_mock,
        found_by=by,
        found_at=device_at,
        received_at=at,
        **details,
    )
    finding.photos.set(photos)
    audit.record(by, "finding.logged", finding, at=at, data={"visit": str(visit.pk)})
    return finding, True


@transaction.atomic
def note_finding(finding, *, by, note_id, text, at):
    """补记, also long after. The same id again is the same note."""
    note, is_new = FindingNote.objects.get_or_create(
        id=note_id, defaults={"finding": finding, "text": text, "by": by, "at": at}
    )
    if (note.finding_id, note.by_id) != (finding.pk, by.pk):
        raise refuse("finding.note_id_used")
    if is_new:
        audit.record(by, "finding.noted", finding, at=at)
    return note


@transaction.atomic
def attach_photos(visit, *, by, photo_ids, device_at):
    """`photo.attach`: pictures of the visit that belong to no finding."""
    require(_may_write(visit, by, device_at))
    return place_photos(photo_ids, by=by, place=visit.place)


# 3. Signed and left


@transaction.atomic
def sign_visit(visit, *, by, signatures, at) -> Visit:
    """Keep signatures (`evidence.services.Signed`); once both officers and the unit have signed, or the unit refused

    before a witness, the 现场检查记录 is issued. Raises Refused with every reason.
    """
    visit = Visit.objects.select_for_update().get(pk=visit.pk)
    place = visit.place
    require(_may_sign(visit, by, place, signatures))
    for signed in signatures:
        keep_signature(signed, by=by, place=place, at=at)
    audit.record(by, "visit.signed", visit, at=at, data={"signatures": [str(one.id) for one in signatures]})
    issue_record(visit, by=by, at=at)
    return visit


def _may_sign(visit, by, place, signatures):
    roles = {signed.role for signed in signatures}
    refusal = next((signed for signed in signatures if signed.refusal_reason), None)
    officers = [one for one in signatures if one.role in (SignatureRole.OFFICER, SignatureRole.SECOND_OFFICER)]
    absent = [one.name for one in officers if one.signer_id not in place.officer_ids]
    return Verdict.unless(
        (visit.state == VisitState.VOIDED, "visit.wrong_state", {"state": visit.state}),
        (by.pk not in place.officer_ids, "visit.not_its_officer", {}),
        (bool(absent), "visit.signer_not_present", {"names": "、".join(absent)}),
        (refusal is not None and SignatureRole.WITNESS not in roles, "visit.witness_needed", {}),
    )


@transaction.atomic
def leave_visit(visit, *, by, at) -> Visit:
    """离开: the stop is behind, the next one may be released. Twice is once. Raises Refused."""
    visit = Visit.objects.select_for_update().get(pk=visit.pk)
    if visit.state == VisitState.LEFT:
        return visit
    require(_of_its_officers(visit, by))
    require(may_leave(VisitState(visit.state), arrived_at=visit.arrived_at, at=at))
    visit.state, visit.left_at = VisitState.LEFT, at
    visit.save(update_fields=["state", "left_at"])
    _leave_stop(visit, by, at)
    audit.record(by, "visit.left", visit, at=at)
    run_later("inspections.coverage.tasks.visit_closed", visit.pk)
    return visit


def _of_its_officers(visit, by):
    return Verdict.unless((by.pk not in visit.place.officer_ids, "visit.not_its_officer", {}))


def _leave_stop(visit, by, at):
    if visit.planned_stop_id is None:
        return
    try:
        leave_stop(by=by, stop_id=visit.planned_stop_id, at=at)
    except Refused:
        # A phone without signal leaves after its round was closed: the plan's books are done, the visit's are not.
        return
    _open_way(visit, at)


@transaction.atomic
def void_visit(visit, *, by, reason, at) -> Visit:
    """作废: logged by mistake; kept and marked. Raises Refused with every reason."""
    visit = Visit.objects.select_for_update().get(pk=visit.pk)
    require(_of_its_officers(visit, by))
    papers = Document.objects.valid().filter(subject=visit.pk).count()
    require(may_void(VisitState(visit.state), reason=reason, issued_documents=papers))
    visit.state, visit.voided_because = VisitState.VOIDED, reason
    visit.save(update_fields=["state", "voided_because"])
    audit.record(by, "visit.voided", visit, at=at, data={"reason": reason})
    run_later("inspections.coverage.tasks.visit_closed", visit.pk)
    return visit
