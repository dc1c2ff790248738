from dataclasses import replace
from datetime import date, timedelta

import pytest

from inspections.hazards.rules import (
    ENDED,
    OPEN,
    TRANSITIONS,
    Actor,
    HazardDeed,
    HazardGrade,
    HazardState,
    Proposal,
    days_left,
    default_deadline,
    may_confirm,
    may_confirm_proposed,
    may_fix_on_site,
    may_propose_major,
    may_report,
    may_void,
    overdue_days,
    recheck_waits_days,
)

DAY = date(2019, 10, 16)
LINE = "mines"
GENERAL, MAJOR, TO_JUDGE = HazardGrade
SECTION = Actor("wu", "section_officer", frozenset({LINE}))
HEAD = Actor("peng", "section_officer", frozenset({LINE}), is_office_head=True)
COLLEAGUE = Actor("xie", "section_officer", frozenset({LINE}))
OTHER_LINE = Actor("luo", "section_officer", frozenset({"hazchem"}))
DISPATCHER = Actor("zhou", "dispatcher")
FIRM = Actor("chen", "enterprise", unit="pit-7")
INSPECTORS = [Actor("he", "inspector"), Actor("li", "inspector")]


def codes(verdict):
    return [reason.code for reason in verdict.reasons]


@pytest.mark.rule("I13")
def test_only_the_transitions_of_the_table_exist():
    steps = {
        (state.value, deed.value, next_.value)
        for (state, deed), next_ in TRANSITIONS.items()
        if next_ != state or deed == "extend"
    }
    assert steps == {
        ("draft", "report", "reported"),
        ("reported", "confirm", "confirmed"),
        ("reported", "void", "voided"),
        ("reported", "fix_on_site", "fixed_on_site"),
        ("fixed_on_site", "close", "closed"),
        ("confirmed", "assign", "assigned"),
        ("assigned", "serve", "rectifying"),
        ("rectifying", "request_recheck", "recheck_requested"),
        ("rectifying", "extend", "rectifying"),
        ("recheck_requested", "fail_recheck", "rectifying"),
        ("recheck_requested", "pass_recheck", "recheck_passed"),
        ("recheck_passed", "accept", "accepted"),
        ("accepted", "close", "closed"),
        ("confirmed", "transfer", "transferred"),
        ("assigned", "transfer", "transferred"),
        ("rectifying", "transfer", "transferred"),
    }


@pytest.mark.rule("I13", "I14")
def test_a_listing_or_proposal_never_moves_the_state_and_an_ended_hazard_never_moves():
    beside = {HazardDeed.LIST, HazardDeed.PROPOSE_MAJOR}
    assert all(next_ == state for (state, deed), next_ in TRANSITIONS.items() if deed in beside)
    assert not ENDED & {state for state, _ in TRANSITIONS}
    assert set(HazardState) - ENDED - OPEN == {HazardState.DRAFT}


REPORT = {"photos": 1, "has_location": True, "description": "边坡有裂缝"}
CONFIRM = {"grade": GENERAL, "clause": "98号第十二项", "sector_line": LINE, "by": SECTION}
PROPOSE = {"clause": "98号第十二项", "sector_line": LINE, "by": SECTION}
VOID = {"sector_line": LINE, "by": SECTION, "reporter": "he", "reason": "重复上报"}
FIX = {"grade": GENERAL, "photos_before": 1, "photos_after": 1, "signers": INSPECTORS, "unit": "pit-7"}
GUARDS = {
    "report": (may_report, HazardState.DRAFT, REPORT),
    "propose_major": (may_propose_major, HazardState.REPORTED, PROPOSE),
    "confirm": (may_confirm, HazardState.REPORTED, CONFIRM),
    "void": (may_void, HazardState.REPORTED, VOID),
    "fix_on_site": (may_fix_on_site, HazardState.REPORTED, FIX),
}


@pytest.mark.rule("I13")
@pytest.mark.parametrize("deed", GUARDS)
def test_a_fair_deed_is_allowed_in_the_states_of_the_table_and_nowhere_else(deed):
    guard, _, fair = GUARDS[deed]
    allowed = {state for state in HazardState if guard(state, **fair).ok}
    assert allowed == {state for state, known in TRANSITIONS if known == deed}


@pytest.mark.rule("R22", "I13")
@pytest.mark.parametrize(
    ("first", "second", "change", "codes_"),
    [
        (SECTION, HEAD, {}, []),
        (HEAD, SECTION, {}, []),
        (SECTION, SECTION, {}, ["hazard.head_needed", "hazard.head_is_same_person"]),
        (HEAD, HEAD, {}, ["hazard.head_is_same_person"]),
        (SECTION, COLLEAGUE, {}, ["hazard.head_needed"]),
        (SECTION, OTHER_LINE, {}, ["hazard.not_the_section", "hazard.head_needed"]),
        (DISPATCHER, HEAD, {}, ["hazard.not_the_section"]),
        (SECTION, HEAD, {"clause": "另一条"}, ["hazard.not_as_proposed"]),
        (SECTION, HEAD, {"standard": "GB 1"}, ["hazard.not_as_proposed"]),
        (SECTION, HEAD, {"clause": " "}, ["hazard.clause_needed"]),
    ],
)
def test_a_major_hazard_takes_officer_and_head_each_acting_on_the_same_clause(first, second, change, codes_):
    proposal = Proposal(first, "98号第十二项")
    asked = {"clause": "98号第十二项", "standard": "", "sector_line": LINE, "by": second, "proposal": proposal}
    assert codes(may_confirm_proposed(HazardState.REPORTED, **asked | change)) == codes_


@pytest.mark.parametrize(
    ("deed", "change", "code"),
    [
        ("report", {"photos": 0}, "hazard.photo_needed"),
        ("report", {"has_location": False}, "hazard.location_needed"),
        ("report", {"description": " "}, "hazard.description_needed"),
        ("confirm", {"by": replace(SECTION, sector_lines=frozenset({"hazchem"}))}, "hazard.not_the_section"),
        ("confirm", {"by": DISPATCHER}, "hazard.not_the_section"),
        ("confirm", {"grade": TO_JUDGE}, "hazard.grade_needed"),
        ("confirm", {"clause": ""}, "hazard.clause_needed"),
        ("confirm", {"grade": MAJOR}, "hazard.head_needed"),
        ("confirm", {"grade": MAJOR, "by": HEAD, "head": HEAD}, "hazard.head_is_same_person"),
        ("void", {"reporter": "wu"}, "hazard.by_its_reporter"),
        ("void", {"reason": ""}, "hazard.reason_needed"),
        ("fix_on_site", {"grade": MAJOR}, "hazard.not_general"),
        ("fix_on_site", {"grade": TO_JUDGE}, "hazard.not_general"),
        ("fix_on_site", {"photos_after": 0}, "hazard.photo_after_needed"),
        ("fix_on_site", {"signers": INSPECTORS[:1] * 2}, "hazard.two_signatures_needed"),
        ("fix_on_site", {"signers": [*INSPECTORS, FIRM]}, "hazard.signer_of_the_unit"),
    ],
)
def test_each_refusal_says_why(deed, change, code):
    guard, state, fair = GUARDS[deed]
    assert codes(guard(state, **fair | change)) == [code]


def test_all_reasons_come_at_once():
    verdict = may_report(HazardState.CLOSED, photos=0, has_location=False, description="")
    assert len(verdict.reasons) == 4


def test_a_major_hazard_is_confirmed_by_section_officer_and_head_together():
    assert may_confirm(HazardState.REPORTED, **CONFIRM | {"grade": MAJOR, "head": HEAD}).ok


def test_overdue_is_computed_from_the_deadline_and_stops_when_a_recheck_is_asked_for():
    late = DAY + timedelta(days=3)
    assert overdue_days(HazardState.RECTIFYING, DAY, on=DAY) == 0
    assert overdue_days(HazardState.RECTIFYING, DAY, on=late) == 3
    assert overdue_days(HazardState.RECHECK_REQUESTED, DAY, on=late) == 0
    assert days_left(HazardState.RECHECK_REQUESTED, DAY, on=late) is None
    assert recheck_waits_days(HazardState.RECHECK_REQUESTED, DAY, on=late) == 3
    assert recheck_waits_days(HazardState.RECTIFYING, DAY, on=late) is None
    assert overdue_days(HazardState.CONFIRMED, None, on=late) == 0


def test_deadlines_are_those_of_the_settings():
    assert default_deadline(GENERAL, on=DAY) == date(2019, 10, 31)
    assert default_deadline(MAJOR, on=DAY) is None
