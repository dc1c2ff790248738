"""The papers of a visit: 检查方案 when its stop is unsealed, 检查记录 when all have signed (§6).

A paper that may not be issued (S4: fewer than two certified officers) does not undo the visit: it is noted and waits.
"""

import base64
from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from gis_platform import audit
from gis_platform.common.clock import county_date
from gis_platform.common.errors import Refused
from inspections.checklists.queries import sheets_for
from inspections.checklists.rules import Answer as AnswerWord
from inspections.checklists.rules import basis_texts
from inspections.documents.form import Authority, Signatory
from inspections.documents.models import Document
from inspections.documents.record import AnswerLine, FindingLine, InspectionRecord, Refusal
from inspections.documents.rules import Series
from inspections.documents.scheme import InspectionScheme, Opinion, SchemeItem
from inspections.documents.services import issue_document
from inspections.evidence.models import Signature
from inspections.evidence.rules import SignatureRole
from inspections.organisation.models import Certificate, Officer

from .models import Answer
from .queries import asked_items

# Words that are printed on a Chinese statutory paper whatever language the reader's screen has.
MODES = ("现场检查", "查阅资料", "“四不两直”暗查")
MODE_WORDS = {"random": "随机抽查。", "key": "重点检查。", "complaint": "投诉举报核查。", "referral": "转办交办核查。"}
ANSWER_WORDS = {AnswerWord.YES: "是", AnswerWord.NO: "否", AnswerWord.NA: "不适用", AnswerWord.RECORD: "记录"}
OFFICER_ROLES = (SignatureRole.OFFICER, SignatureRole.SECOND_OFFICER)


def issue_scheme(visit, *, by, at) -> Document | None:
    """现场检查方案 of a visit that came from a plan; approved with the plan, numbered now."""
    if visit.stop_id is None or _paper(visit, Series.SCHEME):
        return None
    officers = list(Officer.objects.filter(user__in=visit.stop.round.members.all()).order_by("code"))
    return _issue(visit, _scheme(visit, officers, at), officers=officers, previous=None, by=by, at=at)


def issue_record(visit, *, by, at) -> Document | None:
    """现场检查记录, once the visit is open, both officers have signed, and the unit has or refused before a witness."""
    signatures = list(Signature.objects.filter(subject=visit.pk, about=None).order_by("signed_at", "pk"))
    if not visit.is_opened or visit.recorded_at or not is_signed(signatures):
        return None
    signed = [one.signer_id for one in signatures if one.role in OFFICER_ROLES]
    officers = list(Officer.objects.filter(user__in=signed).order_by("code"))
    form = _record(visit, officers, signatures, at)
    paper = _issue(visit, form, officers=officers, previous=_paper(visit, Series.SCHEME), by=by, at=at)
    if paper:
        visit.recorded_at = at
        visit.save(update_fields=["recorded_at"])
    return paper


def is_signed(signatures) -> bool:
    officers = {one.signer_id for one in signatures if one.role in OFFICER_ROLES}
    unit = [one for one in signatures if one.role == SignatureRole.ENTERPRISE]
    witnesses = [one for one in signatures if one.role == SignatureRole.WITNESS]
    answered = any(not one.is_refusal for one in unit) or bool(unit and witnesses)
    return len(officers) >= 2 and answered


def _paper(visit, series):
    return Document.objects.valid().filter(subject=visit.pk, series=series).first()


def _issue(visit, form, *, officers, previous, by, at):
    try:
        with transaction.atomic():
            return issue_document(
                form,
                document_id=uuid4(),
                subject=visit.pk,
                site=visit.site,
                officers=officers,
                author=visit.author,
                approver=visit.approver,
                previous=previous,
                opened_at=visit.opened_at,
                by=by,
                at=at,
            )
    except Refused as refused:
        codes = [reason.code for reason in refused.verdict.reasons]
        audit.record(by, "visit.paper_refused", visit, at=at, data={"series": str(form.SERIES), "codes": codes})
        return None


def authority() -> Authority:
    return Authority(settings.AUTHORITY_NAME, settings.AUTHORITY_ABBR)


def _signatories(officers, on, drawn=None):
    """Those with a certificate valid on the day; `drawn` is {user id: base64 PNG}."""
    held = Certificate.objects.filter(officer__in=officers, valid_from__lte=on, valid_to__gte=on)
    held = held.select_related("officer").order_by("officer_id", "-valid_to").distinct("officer_id")
    return tuple(
        Signatory(one.officer.name, one.number, signature_png=(drawn or {}).get(one.officer.user_id, ""))
        for one in held
    )


def _scheme(visit, officers, at):
    site, plan = visit.site, visit.plan
    starts_at = timezone.localtime(at)
    approved_on = county_date(plan.sealed_at)
    return InspectionScheme(
        authority=authority(),
        site_name=site.name,
        address=site.address or site.township.name,
        contact="",
        sector=site.sector_line.name,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=site.service_min),
        officers=_signatories(officers, starts_at.date()),
        items=_scheme_items(site, starts_at.date()),
        modes=MODES,
        review=Opinion("拟同意。", Signatory(plan.author.get_full_name()), approved_on),
        approval=Opinion("同意。", Signatory(plan.approver.get_full_name()), approved_on),
        remark=MODE_WORDS[visit.selection_mode],
    )


def _scheme_items(site, on):
    """One line a section of the checklists, with the first bases of its items."""
    lines: dict[tuple[str, str], list[str]] = {}
    for sheet in sheets_for(site, on=on):
        for item in sheet.items:
            bases = lines.setdefault((sheet.title, item["section"]), [])
            bases += [text for text in basis_texts(item.get("basis", ()), on=on) if text not in bases]
    return tuple(
        SchemeItem(f"{title}：{section}", "；".join(bases[:3])) for (title, section), bases in lines.items() if bases
    )


def _record(visit, officers, signatures, at):
    site, on = visit.site, county_date(at)
    drawn = {one.signer_id: _base64(one) for one in signatures if one.role in OFFICER_ROLES}
    unit = next((one for one in signatures if one.role == SignatureRole.ENTERPRISE and not one.is_refusal), None)
    answers = _answer_lines(visit)
    findings = _finding_lines(visit)
    return InspectionRecord(
        authority=authority(),
        site_name=site.name,
        address=site.address or site.township.name,
        responsible_name=site.principal,
        responsible_title="主要负责人" if site.principal else "",
        phone=site.phone,
        places="、".join(dict.fromkeys(line.place for line in findings if line.place)) or "生产经营场所",
        started_at=timezone.localtime(visit.arrived_at),
        ended_at=timezone.localtime(at),
        officers=_signatories(officers, on, drawn),
        scope=_scope(answers),
        findings=findings,
        signed_on=on,
        site_person=Signatory(unit.name, signature_png=_base64(unit)) if unit else None,
        refusal=None if unit else _refusal(signatures),
        answers=answers,
    )


def _base64(signature):
    return base64.b64encode(bytes(signature.png)).decode()


def _refusal(signatures):
    refused = next(one for one in signatures if one.role == SignatureRole.ENTERPRISE)
    witness = next(one for one in signatures if one.role == SignatureRole.WITNESS)
    return Refusal(refused.refusal_reason, Signatory(witness.name, signature_png=_base64(witness)))


def _scope(answers):
    if not answers:
        return "现场查看生产经营场所，查阅安全管理资料，询问现场人员。"
    sections = "、".join(dict.fromkeys(line.section for line in answers))
    return f"按检查表逐项查看{sections}，共{len(answers)}项；现场查看生产经营场所，查阅安全管理资料，询问现场人员。"


def _finding_lines(visit):
    """Photos are numbered through the whole record."""
    lines, number = [], 0
    for finding in visit.findings.order_by("found_at", "pk").prefetch_related("photos"):
        count = len(finding.photos.all())
        numbers = tuple(str(number + k) for k in range(1, count + 1))
        lines.append(FindingLine(finding.place, finding.text, numbers))
        number += count
    return tuple(lines)


def _answer_lines(visit):
    answers = list(Answer.objects.filter(visit=visit).current())
    asked = asked_items(answers)
    return tuple(
        AnswerLine(
            asked.get((one.checklist, one.item_key), {}).get("section", one.checklist),
            asked.get((one.checklist, one.item_key), {}).get("text", one.item_key),
            one.value or ANSWER_WORDS[AnswerWord(one.answer)],
            one.note,
        )
        for one in answers
    )
