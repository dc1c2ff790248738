"""隐患 life-cycle T1–T14: grades, states, the one table of transitions, guards of T1–T4, deadlines.

Source: R19, §5, I13. A guard names every reason at once; a deed the table does not know is
`hazard.wrong_state`.
"""

from collections.abc import Hashable, Iterable
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

GENERAL_DAYS = 15


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. `unit` is the site an enterprise user or relative belongs to; lines are those of the own office.

    `is_office_head`: of the office that regulates the hazard in question.
    """

    id: Hashable
    role: str
    sector_lines: frozenset[str] = frozenset()
    is_office_head: bool = False
    unit: Hashable | None = None


def _state(state: HazardState, deed: HazardDeed) -> Refusal:
    return (state, deed) not in TRANSITIONS, "hazard.wrong_state", {"state": state, "deed": deed}


def _reason(text: str) -> Refusal:
    return not text.strip(), "hazard.reason_needed", {}


def _section(by: Actor, sector_line: str) -> Refusal:
    is_section = by.role == "section_officer" and sector_line in by.sector_lines
    return not is_section, "hazard.not_the_section", {"sector_line": sector_line}


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


# Deadlines: computed, never a state


def default_deadline(grade: HazardGrade, *, on: date, days: int = GENERAL_DAYS) -> date | None:
    """General: 15 days; major: as ordered, so there is none to propose."""
    return on + timedelta(days=days) if grade == HazardGrade.GENERAL else None


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
