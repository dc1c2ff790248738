from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_platform.common.verdict import Verdict
from inspections.documents.rules import (
    CertifiedOfficer,
    DocumentState,
    PaperBefore,
    Series,
    may_issue,
    may_void,
    serial_text,
)

from .documents_sample import at, officers, record, refused, scheme

DAY = date(2019, 9, 9)
FIRST = CertifiedOfficer(1, "A1", date(2016, 1, 1), date(2021, 1, 1))
SECOND = CertifiedOfficer(2, "B2", date(2016, 1, 1), date(2021, 1, 1))
SCHEME = PaperBefore(Series.SCHEME, DocumentState.ISSUED, "visit")


def codes(verdict):
    return [reason.code for reason in verdict.reasons]


def ask(series=Series.RECORD, **change):
    fair = {
        "on": DAY,
        "subject": "visit",
        "named": ["A1", "B2"],
        "officers": [FIRST, SECOND],
        "before": SCHEME,
        "is_first": True,
        "completeness": Verdict(),
    }
    return codes(may_issue(series, **fair | change))


def test_a_serial_is_written_as_the_habit_of_official_papers_wants_it():
    serial = serial_text("蓝", Series.RECORD, 2019, 12)
    assert serial == "（蓝）应急检记〔2019〕12号"
    assert {"\u3014", "\u3015"} <= set(serial)


@pytest.mark.rule("I10", "S4")
def test_two_certified_officers_and_the_scheme_of_the_visit_suffice():
    assert ask() == []


@pytest.mark.rule("I10")
@pytest.mark.parametrize(
    ("named", "team", "expected"),
    [
        (["A1"], [FIRST], ["document.too_few_officers"]),
        ([], [], ["document.too_few_officers"]),
        (["A1", "A1"], [FIRST, FIRST], ["document.too_few_officers"]),
        (["A1", "A2"], [FIRST, replace(FIRST, certificate_no="A2")], ["document.too_few_officers"]),
        (
            ["A1", "B2"],
            [FIRST, replace(SECOND, valid_to=date(2019, 9, 8))],
            ["document.too_few_officers", "document.certificate_not_valid"],
        ),
        (["A1", "B2", "C3"], [FIRST, SECOND], ["document.certificate_not_valid"]),
    ],
)
def test_no_paper_with_fewer_than_two_people_certified_that_day(named, team, expected):
    assert ask(named=named, officers=team) == expected


@pytest.mark.rule("I10")
@given(st.lists(st.tuples(st.integers(1, 4), st.dates(date(2019, 9, 7), date(2019, 9, 11))), max_size=5))
def test_issuing_needs_two_distinct_people_whatever_the_team(team):
    people = [CertifiedOfficer(user, f"N{n}", date(2016, 1, 1), last) for n, (user, last) in enumerate(team)]
    refused_for = ask(named=[one.certificate_no for one in people], officers=people)
    certified = {one.officer_id for one in people if one.valid_to >= DAY}
    assert ("document.too_few_officers" in refused_for) == (len(certified) < 2)


@pytest.mark.parametrize(
    "before", [None, replace(SCHEME, state=DocumentState.VOID), replace(SCHEME, series=Series.ORDER)]
)
def test_a_record_needs_a_standing_scheme(before):
    assert ask(before=before) == ["document.paper_before_is_missing"]


def test_a_record_needs_the_scheme_of_its_own_visit():
    assert ask(before=replace(SCHEME, subject="another")) == ["document.paper_before_is_of_another_visit"]


def test_a_scheme_stands_alone_and_an_order_rests_on_a_record():
    assert ask(Series.SCHEME, before=None) == []
    assert ask(Series.ORDER, before=replace(SCHEME, series=Series.RECORD)) == []


def test_all_reasons_come_at_once():
    assert len(ask(before=None, named=["A1"], completeness=record(places="").completeness())) == 3


def test_a_filled_and_signed_paper_is_complete():
    assert record().completeness().ok
    assert scheme().completeness().ok
    assert refused().completeness().ok


@pytest.mark.parametrize(
    ("form", "code"),
    [
        (record(scope=" "), "document.blank_places"),
        (record(officers=officers(is_signed=False)), "document.not_signed"),
        (record(site_person=None), "document.unit_neither_signed_nor_refused"),
        (
            record(refusal=replace(refused().refusal, reason="")),
            "document.unit_neither_signed_nor_refused",
        ),
        (
            record(refusal=replace(refused().refusal, witness=replace(record().site_person, signature_png=""))),
            "document.unit_neither_signed_nor_refused",
        ),
        (record(ended_at=at(9)), "document.ends_before_it_begins"),
        (scheme(items=()), "document.blank_places"),
        (scheme(items=(replace(scheme().items[0], basis=""),)), "document.item_without_basis"),
        (scheme(approval=replace(scheme().approval, signed_on=date(2019, 9, 10))), "document.approved_too_late"),
        (scheme(review=replace(scheme().review, by=replace(scheme().review.by, name=""))), "document.not_signed"),
    ],
)
def test_what_is_missing_on_paper_is_named(form, code):
    assert codes(form.completeness()) == [code]


def test_a_signature_that_is_no_picture_does_not_sign():
    forged = replace(record().site_person, signature_png="c2lnbmVk")
    assert codes(record(site_person=forged).completeness()) == ["document.unit_neither_signed_nor_refused"]


def test_void_needs_a_reason_and_happens_once():
    assert may_void(DocumentState.ISSUED, reason="笔误", resting=[]).ok
    assert codes(may_void(DocumentState.VOID, reason=" ", resting=[])) == [
        "document.already_void",
        "document.void_needs_a_reason",
    ]


def test_what_others_rest_on_falls_last():
    verdict = may_void(DocumentState.ISSUED, reason="笔误", resting=["（蓝）应急检记〔2019〕1号"])
    assert codes(verdict) == ["document.others_rest_on_it"]


def test_a_visit_has_one_record_but_may_have_several_orders():
    assert ask(is_first=False) == ["document.visit_has_one"]
    assert ask(Series.ORDER, is_first=False, before=replace(SCHEME, series=Series.RECORD)) == []
