"""隐患 life-cycle T1–T14: grades, states, the one table of transitions, a guard a deed, deadlines.

Source: R18–R22, domain §5, I11–I13, I25. A guard names every reason at once; a deed the table does not know is
`hazard.wrong_state`.
"""

from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from gis_platform.common.verdict import Verdict
from inspections.checklists.rules import HazardGrade as HazardGrade

type Refusal = tuple[bool, str, dict[str, object]]


class HazardState(StrEnum):
    DRAFT = "draft"
    REPORTED = "reported"
    VOIDED = "voided"
    CONFIRMED = "confirmed"
    FIXED_ON_SITE = "fixed_on_site"
    ASSIGNED = "assigned"
    RECTIFYING = "rectifying"
    RECHECK_REQUESTED = "recheck_requested"
    RECHECK_PASSED = "recheck_passed"
    ACCEPTED = "accepted"
    CLOSED = "closed"
    TRANSFERRED = "transferred"


class HazardDeed(StrEnum):
    REPORT = "report"
    PROPOSE_MAJOR = "propose_major"
    CONFIRM = "confirm"
    VOID = "void"
    FIX_ON_SITE = "fix_on_site"
    ASSIGN = "assign"
    SERVE = "serve"
    REQUEST_RECHECK = "request_recheck"
    EXTEND = "extend"
    FAIL_RECHECK = "fail_recheck"
    PASS_RECHECK = "pass_recheck"  # noqa: S105
    ACCEPT = "accept"
    CLOSE = "close"
    TRANSFER = "transfer"
    LIST = "list"


_S, _D = HazardState, HazardDeed
_LISTABLE = (_S.CONFIRMED, _S.ASSIGNED, _S.RECTIFYING, _S.RECHECK_REQUESTED, _S.RECHECK_PASSED, _S.ACCEPTED)

# {(state, deed): next state}. T4 closes by itself in the same breath: reported → fixed_on_site → closed.
# T2 of a major hazard takes two persons: one proposes, which moves nothing, the other confirms.
# T14 is a flag beside the state, set at any time between confirmation and close-out, or I12 could never be met late.
TRANSITIONS = {
    (_S.DRAFT, _D.REPORT): _S.REPORTED,  # T1
    (_S.REPORTED, _D.PROPOSE_MAJOR): _S.REPORTED,  # T2
    (_S.REPORTED, _D.CONFIRM): _S.CONFIRMED,  # T2
    (_S.REPORTED, _D.VOID): _S.VOIDED,  # T3
    (_S.REPORTED, _D.FIX_ON_SITE): _S.FIXED_ON_SITE,  # T4
    (_S.FIXED_ON_SITE, _D.CLOSE): _S.CLOSED,  # T4
    (_S.CONFIRMED, _D.ASSIGN): _S.ASSIGNED,  # T5
    (_S.ASSIGNED, _D.SERVE): _S.RECTIFYING,  # T6
    (_S.RECTIFYING, _D.REQUEST_RECHECK): _S.RECHECK_REQUESTED,  # T7
    (_S.RECTIFYING, _D.EXTEND): _S.RECTIFYING,  # T8
    (_S.RECHECK_REQUESTED, _D.FAIL_RECHECK): _S.RECTIFYING,  # T9
    (_S.RECHECK_REQUESTED, _D.PASS_RECHECK): _S.RECHECK_PASSED,  # T10
    (_S.RECHECK_PASSED, _D.ACCEPT): _S.ACCEPTED,  # T11
    (_S.ACCEPTED, _D.CLOSE): _S.CLOSED,  # T12
    **{(state, _D.TRANSFER): _S.TRANSFERRED for state in (_S.CONFIRMED, _S.ASSIGNED, _S.RECTIFYING)},  # T13
    **{(state, _D.LIST): state for state in _LISTABLE},  # T14
}

# A transferred hazard stays on the ledger, but nothing more is due here.
ENDED = frozenset({_S.VOIDED, _S.CLOSED, _S.TRANSFERRED})
OPEN = frozenset(_S) - ENDED - {_S.DRAFT}
DUE_FROM_RECTIFIER = frozenset({_S.ASSIGNED, _S.RECTIFYING})

GENERAL_DAYS, GENERAL_DAYS_MAX = 15, 30
RECHECK_DAYS, LISTING_DAYS = 10, 3
FIVE_IN_PLACE = ("measures", "funds", "deadline", "person", "emergency_plan")
FOUR_SYSTEMS = ("ledger_no", "named_person", "assigned_on", "listed_on")
TOWNSHIP_ROLES = ("township_leader", "township_officer")
LISTING_LEVELS = ("county", "city", "province")


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. `unit` is the site an enterprise user or relative belongs to; lines are those of the own office.

    `is_office_head`: of the office that regulates the hazard in question.
    """

    id: Hashable
    role: str
    sector_lines: frozenset[str] = frozenset()
    is_office_head: bool = False
    is_bureau_leader: bool = False
    unit: Hashable | None = None


def _state(state: HazardState, deed: HazardDeed) -> Refusal:
    return (state, deed) not in TRANSITIONS, "hazard.wrong_state", {"state": state, "deed": deed}


def _reason(text: str) -> Refusal:
    return not text.strip(), "hazard.reason_needed", {}


def _section(by: Actor, sector_line: str) -> Refusal:
    is_section = by.role == "section_officer" and sector_line in by.sector_lines
    return not is_section, "hazard.not_the_section", {"sector_line": sector_line}


def _certified(officers: Collection[Hashable]) -> Refusal:
    return len(set(officers)) < 2, "hazard.officers_too_few", {"certified": len(set(officers)), "least": 2}


# T1–T4: found, judged, dropped, or mended on the spot


def may_report(state: HazardState, *, photos: int, has_location: bool, description: str) -> Verdict:
    """T1 已上报; the idempotency key is sync's."""
    return Verdict.unless(
        _state(state, _D.REPORT),
        (photos < 1, "hazard.photo_needed", {"least": 1}),
        (not has_location, "hazard.location_needed", {}),
        (not description.strip(), "hazard.description_needed", {}),
    )


@dataclass(frozen=True, slots=True)
class Proposal:
    """提请核定: who of the section holds a hazard to be major, and by which clause."""

    by: Actor
    clause: str
    standard: str = ""


def may_propose_major(state: HazardState, *, clause: str, sector_line: str, by: Actor) -> Verdict:
    """The first of the two deeds of T2 for a major hazard; by which of the two is free."""
    return Verdict.unless(
        _state(state, _D.PROPOSE_MAJOR),
        _section(by, sector_line),
        (not clause.strip(), "hazard.clause_needed", {}),
    )


def may_confirm(
    state: HazardState, *, grade: HazardGrade, clause: str, sector_line: str, by: Actor, head: Actor | None = None
) -> Verdict:
    """T2 已核定; a major one takes the head of the office as well, who is another person."""
    is_major = grade == HazardGrade.MAJOR
    is_head = head is not None and head.is_office_head and sector_line in head.sector_lines
    return Verdict.unless(
        _state(state, _D.CONFIRM),
        _section(by, sector_line),
        (grade == HazardGrade.TO_JUDGE, "hazard.grade_needed", {}),
        (not clause.strip(), "hazard.clause_needed", {}),
        (is_major and not is_head, "hazard.head_needed", {"sector_line": sector_line}),
        (is_major and head is not None and head.id == by.id, "hazard.head_is_same_person", {}),
    )


def may_confirm_proposed(
    state: HazardState, *, clause: str, standard: str, sector_line: str, by: Actor, proposal: Proposal
) -> Verdict:
    """The second of the two deeds: officer and head have each acted themselves, both on the same clause."""
    officer, head = (proposal.by, by) if by.is_office_head and by.id != proposal.by.id else (by, proposal.by)
    is_other = bool(clause.strip()) and (clause, standard) != (proposal.clause, proposal.standard)
    proposed = f"{proposal.standard} {proposal.clause}".strip()
    both = may_confirm(state, grade=HazardGrade.MAJOR, clause=clause, sector_line=sector_line, by=officer, head=head)
    alike = Verdict.unless((is_other, "hazard.not_as_proposed", {"proposed": proposed}))
    return Verdict(both.reasons + alike.reasons)


def may_regrade(state: HazardState, *, grade: HazardGrade, wanted: HazardGrade, reason: str) -> Verdict:
    """A grade that was confirmed changes only with a reason, and never after the end."""
    return Verdict.unless(
        (state not in OPEN - {_S.REPORTED}, "hazard.wrong_state", {"state": state, "deed": "regrade"}),
        (wanted in (grade, HazardGrade.TO_JUDGE), "hazard.grade_needed", {}),
        _reason(reason),
    )


def may_void(state: HazardState, *, sector_line: str, by: Actor, reporter: Hashable, reason: str) -> Verdict:
    """T3 作废; the number is kept."""
    return Verdict.unless(
        _state(state, _D.VOID),
        _section(by, sector_line),
        (by.id == reporter, "hazard.by_its_reporter", {}),
        _reason(reason),
    )


def may_fix_on_site(
    state: HazardState,
    *,
    grade: HazardGrade,
    photos_before: int,
    photos_after: int,
    signers: Iterable[Actor],
    unit: Hashable | None,
) -> Verdict:
    """T4 当场整改: general only; two officers sign, neither of the inspected unit."""
    signed = list(signers)
    own = [signer.id for signer in signed if unit is not None and signer.unit == unit]
    return Verdict.unless(
        _state(state, _D.FIX_ON_SITE),
        (grade != HazardGrade.GENERAL, "hazard.not_general", {"grade": grade}),
        (photos_before < 1, "hazard.photo_before_needed", {}),
        (photos_after < 1, "hazard.photo_after_needed", {}),
        (len({signer.id for signer in signed}) < 2, "hazard.two_signatures_needed", {"signed": len(signed)}),
        (bool(own), "hazard.signer_of_the_unit", {"signers": own}),
    )


# T5–T8: the rectifier's time


def default_deadline(grade: HazardGrade, *, on: date, days: int = GENERAL_DAYS) -> date | None:
    """General: 15 days; major: as ordered, so there is none to propose."""
    return on + timedelta(days=days) if grade == HazardGrade.GENERAL else None


def _deadline(grade: HazardGrade, deadline: date | None, *, on: date, max_days: int) -> tuple[Refusal, Refusal]:
    latest = on + timedelta(days=max_days)
    is_late = grade == HazardGrade.GENERAL and deadline is not None and deadline > latest
    return (
        (deadline is None or deadline < on, "hazard.deadline_needed", {"from": on}),
        (is_late, "hazard.deadline_too_late", {"latest": latest}),
    )


def may_assign(
    state: HazardState,
    *,
    grade: HazardGrade,
    by: Actor,
    rectifier: str,
    township: str,
    deadline: date | None,
    has_order: bool,
    on: date,
    max_days: int = GENERAL_DAYS_MAX,
) -> Verdict:
    """T5 已交办: a named person, a deadline, a township, and an issued 责改 or 现决."""
    return Verdict.unless(
        _state(state, _D.ASSIGN),
        (by.role != "dispatcher", "hazard.not_dispatcher", {"role": by.role}),
        (not rectifier.strip(), "hazard.rectifier_needed", {}),
        (not township, "hazard.township_needed", {}),
        *_deadline(grade, deadline, on=on, max_days=max_days),
        (not has_order, "hazard.order_needed", {}),
    )


def may_serve(state: HazardState, *, by: Actor, unit: Hashable | None, has_service_proof: bool) -> Verdict:
    """T6 整改中: by the enterprise, or by the township where nobody owns it; 送达回证 or a refusal note."""
    is_rectifier = by.role in TOWNSHIP_ROLES if unit is None else by.role == "enterprise" and by.unit == unit
    return Verdict.unless(
        _state(state, _D.SERVE),
        (not is_rectifier, "hazard.not_the_rectifier", {"role": by.role}),
        (not has_service_proof, "hazard.service_proof_needed", {}),
    )


def may_request_recheck(
    state: HazardState, *, grade: HazardGrade, items_without_evidence: Collection[str], in_place: Collection[str] = ()
) -> Verdict:
    """T7 申请复查: evidence for each item; major: the plan with all of 五落实."""
    missing = [part for part in FIVE_IN_PLACE if part not in in_place] if grade == HazardGrade.MAJOR else []
    return Verdict.unless(
        _state(state, _D.REQUEST_RECHECK),
        (bool(items_without_evidence), "hazard.evidence_needed", {"items": sorted(items_without_evidence)}),
        (bool(missing), "hazard.five_in_place_needed", {"missing": missing}),
    )


def may_extend(
    state: HazardState,
    *,
    grade: HazardGrade,
    deadline: date,
    wanted: date,
    asked_on: date,
    assigned_on: date,
    times: int,
    granted_by: Actor,
    reason: str,
    max_days: int = GENERAL_DAYS_MAX,
) -> Verdict:
    """T8 延期: once, asked before the deadline has passed, to a later date (I25)."""
    is_general = grade == HazardGrade.GENERAL
    latest = assigned_on + timedelta(days=max_days)
    may_grant = granted_by.is_bureau_leader or (is_general and granted_by.is_office_head)
    return Verdict.unless(
        _state(state, _D.EXTEND),
        (asked_on > deadline, "hazard.deadline_passed", {"deadline": deadline, "asked_on": asked_on}),
        (wanted <= deadline, "hazard.not_later", {"deadline": deadline, "wanted": wanted}),
        (is_general and wanted > latest, "hazard.deadline_too_late", {"latest": latest}),
        (times >= 1, "hazard.extended_before", {"times": times}),
        (not may_grant, "hazard.may_not_grant", {"grade": grade}),
        _reason(reason),
    )


# T9–T12: looked at again, accepted, closed


def may_fail_recheck(state: HazardState, *, certified: Collection[Hashable], has_opinion: bool) -> Verdict:
    """T9 复查不合格."""
    return Verdict.unless(
        _state(state, _D.FAIL_RECHECK),
        _certified(certified),
        (not has_opinion, "hazard.opinion_needed", {}),
    )


def may_pass_recheck(
    state: HazardState, *, certified: Collection[Hashable], has_opinion: bool, arrival: Verdict
) -> Verdict:
    """T10 复查合格: on the spot, so the geofence's reasons are reasons here too."""
    refused = Verdict.unless(
        _state(state, _D.PASS_RECHECK),
        _certified(certified),
        (not has_opinion, "hazard.opinion_needed", {}),
    )
    return Verdict(refused.reasons + arrival.reasons)


def may_accept(
    state: HazardState,
    *,
    sector_line: str,
    acceptor: Actor,
    rectifiers: Collection[Hashable],
    unit: Hashable | None,
    has_signature: bool,
) -> Verdict:
    """T11 已验收. 谁验收、谁签字、谁负责: a regulator of the line, never a rectifier, never of the unit (R22, I11)."""
    return Verdict.unless(
        _state(state, _D.ACCEPT),
        _section(acceptor, sector_line),
        (acceptor.id in rectifiers, "hazard.acceptor_is_rectifier", {}),
        (unit is not None and acceptor.unit == unit, "hazard.acceptor_of_the_unit", {}),
        (not has_signature, "hazard.signature_needed", {}),
    )


def missing_systems(
    *, ledger_no: str, named_person: str, assigned_on: date | None, listed_on: date | None
) -> list[str]:
    """What 一单四制 still lacks for a major hazard; shown red in the compliance view (R18)."""
    found = (ledger_no, named_person, assigned_on, listed_on)
    return [name for name, value in zip(FOUR_SYSTEMS, found, strict=True) if not value]


def may_close(
    state: HazardState,
    *,
    grade: HazardGrade,
    missing: Collection[str] = (),
    by: Actor | None = None,
    leader: Actor | None = None,
    has_delisting: bool = False,
) -> Verdict:
    """T12 已销号, and the end of T4: general by the system; major by dispatcher and bureau leader, with 摘牌 (I12)."""
    is_major = grade == HazardGrade.MAJOR
    has_both = by is not None and by.role == "dispatcher" and leader is not None and leader.is_bureau_leader
    return Verdict.unless(
        _state(state, _D.CLOSE),
        (is_major and bool(missing), "hazard.four_systems_incomplete", {"missing": sorted(missing)}),
        (is_major and not has_both, "hazard.dispatcher_and_leader_needed", {}),
        (is_major and not has_delisting, "hazard.delisting_needed", {}),
    )


# T13–T14


def may_transfer(state: HazardState, *, by: Actor, receipt: str) -> Verdict:
    """T13 已移送: with the receiving department's receipt; it stays on the ledger."""
    return Verdict.unless(
        _state(state, _D.TRANSFER),
        (not by.is_office_head, "hazard.not_office_head", {}),
        (not receipt.strip(), "hazard.receipt_needed", {}),
    )


def may_list(
    state: HazardState,
    *,
    grade: HazardGrade,
    by: Actor,
    level: str,
    sponsor: str,
    deadline: date | None,
    is_published: bool,
) -> Verdict:
    """T14 挂牌督办: a major hazard, by 协调股, with level, sponsor unit, deadline and publication."""
    return Verdict.unless(
        _state(state, _D.LIST),
        (grade != HazardGrade.MAJOR, "hazard.not_major", {"grade": grade}),
        (by.role != "dispatcher", "hazard.not_dispatcher", {"role": by.role}),
        (level not in LISTING_LEVELS, "hazard.listing_level_unknown", {"level": level}),
        (not sponsor.strip(), "hazard.sponsor_needed", {}),
        (deadline is None, "hazard.deadline_needed", {}),
        (not is_published, "hazard.publication_needed", {}),
    )


# Deadlines: computed, never a state


def days_left(state: HazardState, deadline: date | None, *, on: date) -> int | None:
    """Days to the rectifier's deadline, negative once overdue; None where that clock does not run:

    once a recheck is asked for, the clock is the bureau's.
    """
    return (deadline - on).days if state in DUE_FROM_RECTIFIER and deadline else None


def overdue_days(state: HazardState, deadline: date | None, *, on: date) -> int:
    """Days past the rectifier's deadline, or 0."""
    return max(0, -(days_left(state, deadline, on=on) or 0))


def recheck_waits_days(state: HazardState, requested_on: date | None, *, on: date) -> int | None:
    """How long the rectifier has been waiting for the bureau's recheck; None where none was asked for."""
    return (on - requested_on).days if state == _S.RECHECK_REQUESTED and requested_on else None


def recheck_due_on(*, requested_on: date | None, deadline: date, days: int = RECHECK_DAYS) -> date:
    """Within 10 days of the request, or of the deadline where nobody asked."""
    return (requested_on or deadline) + timedelta(days=days)


def is_listing_late(
    grade: HazardGrade, *, confirmed_on: date, listed_on: date | None, on: date, days: int = LISTING_DAYS
) -> bool:
    """A major hazard without 挂牌督办 within 3 days of confirmation raises an alert (R20)."""
    return grade == HazardGrade.MAJOR and listed_on is None and on > confirmed_on + timedelta(days=days)
