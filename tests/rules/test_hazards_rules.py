from dataclasses import replace
from datetime import date, timedelta

import pytest

from gis_platform.common.verdict import Reason, Verdict
from inspections.hazards.rules import (
    ENDED,
    FIVE_IN_PLACE,
    OPEN,
    TRANSITIONS,
    Actor,
    HazardDeed,
    HazardGrade,
    HazardState,
    Proposal,
    days_left,
    default_deadline,
    is_listing_late,
    may_accept,
    may_assign,
    may_close,
    may_confirm,
    may_confirm_proposed,
    may_extend,
    may_fix_on_site,
    may_list,
    may_pass_recheck,
    may_propose_major,
    may_regrade,
    may_report,
    may_request_recheck,
    may_serve,
    may_transfer,
    may_void,
    missing_systems,
    overdue_days,
    recheck_due_on,
    recheck_waits_days,
)

DAY = date(2019, 10, 16)
LINE = "mines"
GENERAL, MAJOR, TO_JUDGE = HazardGrade
SECTION = Actor("wu", "section_officer", frozenset({LINE}))
HEAD = Actor("peng", "section_officer", frozenset({LINE}), is_office_head=True)
COLLEAGUE = Actor("xie", "section_officer", frozenset({LINE}))
OTHER_LINE = Actor("luo", "section_officer", frozenset({"hazchem"}))
LEADER = Actor("lei", "county_leader", is_bureau_leader=True)
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
ASSIGN = {
    "grade": GENERAL,
    "by": DISPATCHER,
    "rectifier": "陈某",
    "township": "431127102",
    "deadline": DAY + timedelta(days=15),
    "has_order": True,
    "on": DAY,
}
EXTEND = {
    "grade": GENERAL,
    "deadline": DAY,
    "wanted": DAY + timedelta(days=5),
    "asked_on": DAY,
    "assigned_on": DAY - timedelta(days=15),
    "times": 0,
    "granted_by": HEAD,
    "reason": "设备未到货",
}
ACCEPT = {"sector_line": LINE, "acceptor": SECTION, "rectifiers": {"chen"}, "unit": "pit-7", "has_signature": True}
CLOSE = {"grade": MAJOR, "missing": [], "by": DISPATCHER, "leader": LEADER, "has_delisting": True}
LIST = {
    "grade": MAJOR,
    "by": DISPATCHER,
    "level": "county",
    "sponsor": "应急管理局",
    "deadline": DAY,
    "is_published": True,
}
GUARDS = {
    "report": (may_report, HazardState.DRAFT, REPORT),
    "propose_major": (may_propose_major, HazardState.REPORTED, PROPOSE),
    "confirm": (may_confirm, HazardState.REPORTED, CONFIRM),
    "void": (may_void, HazardState.REPORTED, VOID),
    "fix_on_site": (may_fix_on_site, HazardState.REPORTED, FIX),
    "assign": (may_assign, HazardState.CONFIRMED, ASSIGN),
    "serve": (may_serve, HazardState.ASSIGNED, {"by": FIRM, "unit": "pit-7", "has_service_proof": True}),
    "request_recheck": (may_request_recheck, HazardState.RECTIFYING, {"grade": GENERAL, "items_without_evidence": []}),
    "extend": (may_extend, HazardState.RECTIFYING, EXTEND),
    "accept": (may_accept, HazardState.RECHECK_PASSED, ACCEPT),
    "close": (may_close, HazardState.ACCEPTED, CLOSE),
    "transfer": (may_transfer, HazardState.CONFIRMED, {"by": HEAD, "receipt": "水利局收〔2019〕3号"}),
    "list": (may_list, HazardState.CONFIRMED, LIST),
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
        ("assign", {"deadline": None}, "hazard.deadline_needed"),
        ("assign", {"deadline": DAY + timedelta(days=31)}, "hazard.deadline_too_late"),
        ("assign", {"has_order": False}, "hazard.order_needed"),
        ("serve", {"by": replace(FIRM, unit="pit-8")}, "hazard.not_the_rectifier"),
        ("serve", {"unit": None}, "hazard.not_the_rectifier"),
        ("serve", {"has_service_proof": False}, "hazard.service_proof_needed"),
        ("request_recheck", {"grade": MAJOR, "in_place": FIVE_IN_PLACE[:4]}, "hazard.five_in_place_needed"),
        ("request_recheck", {"items_without_evidence": ["2"]}, "hazard.evidence_needed"),
        ("transfer", {"by": SECTION}, "hazard.not_office_head"),
        ("list", {"grade": GENERAL}, "hazard.not_major"),
        ("list", {"is_published": False}, "hazard.publication_needed"),
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


def test_an_ownerless_hazard_is_served_on_its_township():
    township = Actor("yang", "township_leader")
    assert may_serve(HazardState.ASSIGNED, by=township, unit=None, has_service_proof=True).ok


@pytest.mark.rule("R22", "I11")
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"has_signature": False}, "hazard.signature_needed"),
        ({"rectifiers": {"chen", "wu"}}, "hazard.acceptor_is_rectifier"),
        ({"acceptor": replace(SECTION, unit="pit-7")}, "hazard.acceptor_of_the_unit"),
        ({"acceptor": replace(SECTION, sector_lines=frozenset({"fireworks"}))}, "hazard.not_the_section"),
        ({"acceptor": replace(FIRM, unit=None, id="x")}, "hazard.not_the_section"),
    ],
)
def test_who_accepts_signs_and_is_neither_rectifier_nor_of_the_unit(change, code):
    assert codes(may_accept(HazardState.RECHECK_PASSED, **ACCEPT | change)) == [code]


@pytest.mark.rule("I25")
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"asked_on": DAY + timedelta(days=1)}, "hazard.deadline_passed"),
        ({"wanted": DAY}, "hazard.not_later"),
        ({"wanted": DAY + timedelta(days=16)}, "hazard.deadline_too_late"),
        ({"times": 1}, "hazard.extended_before"),
        ({"grade": MAJOR}, "hazard.may_not_grant"),
        ({"granted_by": SECTION}, "hazard.may_not_grant"),
        ({"reason": ""}, "hazard.reason_needed"),
    ],
)
def test_an_extension_is_asked_in_time_once_and_for_later(change, code):
    assert codes(may_extend(HazardState.RECTIFYING, **EXTEND | change)) == [code]


def test_a_major_hazard_is_extended_by_a_bureau_leader_beyond_thirty_days():
    change = {"grade": MAJOR, "granted_by": LEADER, "wanted": DAY + timedelta(days=60)}
    assert may_extend(HazardState.RECTIFYING, **EXTEND | change).ok


SYSTEMS = {"ledger_no": "重2019-3", "named_person": "陈某", "assigned_on": DAY, "listed_on": DAY}


@pytest.mark.rule("R18", "I12")
@pytest.mark.parametrize("name", SYSTEMS)
def test_a_major_hazard_that_lacks_one_of_four_systems_cannot_be_closed(name):
    missing = missing_systems(**SYSTEMS | {name: None})
    assert missing == [name]
    verdict = may_close(HazardState.ACCEPTED, **CLOSE | {"missing": missing})
    assert [(r.code, r.values) for r in verdict.reasons] == [("hazard.four_systems_incomplete", {"missing": [name]})]


@pytest.mark.rule("I12")
def test_a_general_hazard_is_closed_by_the_system_and_a_major_one_by_two_people():
    assert may_close(HazardState.ACCEPTED, grade=GENERAL).ok
    assert may_close(HazardState.FIXED_ON_SITE, grade=GENERAL).ok
    assert codes(may_close(HazardState.ACCEPTED, grade=MAJOR)) == [
        "hazard.dispatcher_and_leader_needed",
        "hazard.delisting_needed",
    ]


def test_a_recheck_passes_only_inside_the_fence_with_two_officers():
    outside = Verdict((Reason("visit.outside_fence", {"distance_m": 900}),))
    state = HazardState.RECHECK_REQUESTED
    assert may_pass_recheck(state, certified=["he", "li"], has_opinion=True, arrival=Verdict()).ok
    refused = may_pass_recheck(state, certified=["he", "he"], has_opinion=True, arrival=outside)
    assert codes(refused) == ["hazard.officers_too_few", "visit.outside_fence"]


def test_a_confirmed_grade_changes_only_with_a_reason_and_before_the_end():
    assert may_regrade(HazardState.ASSIGNED, grade=GENERAL, wanted=MAJOR, reason="专家复核").ok
    assert codes(may_regrade(HazardState.CLOSED, grade=GENERAL, wanted=MAJOR, reason="专家复核")) == [
        "hazard.wrong_state"
    ]
    assert codes(may_regrade(HazardState.REPORTED, grade=GENERAL, wanted=GENERAL, reason="")) == [
        "hazard.wrong_state",
        "hazard.grade_needed",
        "hazard.reason_needed",
    ]


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
    assert recheck_due_on(requested_on=DAY, deadline=DAY + timedelta(days=9)) == date(2019, 10, 26)
    assert recheck_due_on(requested_on=None, deadline=DAY) == date(2019, 10, 26)


@pytest.mark.rule("R20")
def test_a_major_hazard_unlisted_after_three_days_raises_an_alert():
    late = {"confirmed_on": DAY, "on": DAY + timedelta(days=4)}
    assert is_listing_late(MAJOR, listed_on=None, **late)
    assert not is_listing_late(MAJOR, listed_on=None, **late | {"on": DAY + timedelta(days=3)})
    assert not is_listing_late(MAJOR, listed_on=DAY, **late)
    assert not is_listing_late(GENERAL, listed_on=None, **late)
