from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod
from shapely import box

from inspections.rounds.rules import StopState
from inspections.visits.rules import (
    ArrivalFix,
    ArrivalStanding,
    Certificate,
    Fence,
    VisitState,
    arrival_verdict,
    is_finished,
    may_accept_arrival,
    may_confirm_presence,
    may_issue_document,
    may_leave,
    may_unseal,
    may_void,
)

SITE = Fence(112.19, 25.35)
PIT = replace(SITE, boundary=box(112.188, 25.348, 112.192, 25.352))
HERE = ArrivalFix(112.19, 25.35, accuracy_m=12.0, is_mock=False)
AT = datetime(2019, 10, 16, 2, 0, tzinfo=UTC)
DAY = date(2019, 10, 16)


def codes(verdict):
    return [reason.code for reason in verdict.reasons]


def fix_at(distance_m, bearing_deg, *, lng=112.19, lat=25.35):
    lng, lat, _ = Geod(ellps="WGS84").fwd(lng, lat, bearing_deg, distance_m)
    return replace(HERE, lng=lng, lat=lat)


@pytest.mark.rule("S2")
@given(st.floats(0, 360), st.floats(0, 2_000))
def test_round_a_point_the_fence_reaches_300_metres_in_every_direction(bearing, distance):
    assert arrival_verdict(fix_at(distance, bearing), SITE).ok == (distance <= 300) or abs(distance - 300) < 0.01


@pytest.mark.rule("S2")
def test_a_boundary_is_buffered_by_100_metres():
    assert arrival_verdict(HERE, PIT).ok
    assert arrival_verdict(fix_at(99, 90, lng=112.192), PIT).ok
    refused = arrival_verdict(fix_at(101, 90, lng=112.192), PIT)
    assert codes(refused) == ["visit.outside_fence"]
    assert refused.reasons[0].values == {"distance_m": 101.0, "limit_m": 100.0}


@pytest.mark.rule("S2", "I8")
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"accuracy_m": 100.1}, "visit.inaccurate"),
        ({"accuracy_m": -1.0}, "visit.inaccurate"),
        ({"accuracy_m": float("nan")}, "visit.inaccurate"),
        ({"accuracy_m": None}, "visit.accuracy_unknown"),
        ({"is_mock": True}, "visit.mocked"),
        ({"is_mock": None}, "visit.source_unverified"),
        ({"lng": float("nan")}, "visit.outside_fence"),
    ],
)
def test_a_doubtful_fix_never_verifies_and_says_why(change, code):
    assert codes(arrival_verdict(replace(HERE, **change), SITE)) == [code]


def test_all_reasons_of_an_arrival_come_at_once():
    far = ArrivalFix(112.30, 25.35, accuracy_m=900.0, is_mock=True)
    assert codes(arrival_verdict(far, SITE)) == ["visit.outside_fence", "visit.inaccurate", "visit.mocked"]


def unseal(stop=StopState.RELEASED, released_at=AT, received_at=AT, standing=ArrivalStanding.VERIFIED):
    return may_unseal(stop, released_at=released_at, received_at=received_at, standing=standing)


@pytest.mark.rule("S2", "I8")
def test_only_a_released_stop_is_unsealed_and_only_by_a_good_arrival():
    assert unseal().ok
    assert unseal(standing=ArrivalStanding.ACCEPTED).ok
    assert codes(unseal(standing=ArrivalStanding.UNVERIFIED)) == ["visit.not_verified"]
    assert codes(unseal(StopState.SEALED)) == ["stop.not_released"]
    assert codes(unseal(released_at=None)) == ["stop.not_released"]
    assert codes(unseal(released_at=AT + timedelta(seconds=1))) == ["stop.not_released"]


@pytest.mark.rule("S3")
def test_an_arrival_that_reaches_the_server_after_the_round_still_opens_its_released_stop():
    assert unseal(StopState.NOT_REACHED, received_at=AT + timedelta(hours=12)).ok
    assert codes(unseal(StopState.NOT_REACHED, released_at=None)) == ["stop.not_released"]


@pytest.mark.rule("S2")
def test_author_or_approver_accept_an_unverified_arrival_by_name_with_a_reason():
    people = {"author": "zhou", "approver": "tan"}
    assert may_accept_arrival(ArrivalStanding.UNVERIFIED, by="tan", reason="电话核实，峡谷无星", **people).ok
    refused = may_accept_arrival(ArrivalStanding.VERIFIED, by="wu", reason="", **people)
    assert codes(refused) == ["visit.already_open", "visit.not_author_or_approver", "visit.reason_needed"]


def test_the_second_officer_is_another_one_of_the_team():
    fair = {"officer": "li", "arrived_by": "he", "team": ["he", "li"]}
    assert may_confirm_presence(VisitState.ARRIVED, **fair).ok
    assert codes(may_confirm_presence(VisitState.ARRIVED, **fair | {"officer": "he"})) == ["visit.same_officer"]
    assert codes(may_confirm_presence(VisitState.LEFT, **fair | {"officer": "wu"})) == [
        "visit.wrong_state",
        "visit.not_of_the_team",
    ]


HE = Certificate("he", date(2017, 1, 1), DAY)
LI = Certificate("li", DAY, date(2022, 12, 31))


@pytest.mark.rule("S4", "I10")
@pytest.mark.parametrize(
    ("present", "certificates", "certified"),
    [
        (["he"], [HE, LI], 1),
        (["he", "he"], [HE, LI], 1),
        (["he", "li"], [HE, replace(LI, valid_from=date(2019, 10, 17))], 1),
        (["he", "li"], [HE, replace(LI, is_revoked=True)], 1),
        (["he", "li"], [HE, replace(HE, valid_from=date(2018, 1, 1))], 1),
        ([], [HE, LI], 0),
    ],
)
def test_fewer_than_two_certified_officers_issue_no_document(present, certificates, certified):
    verdict = may_issue_document(present, certificates, on=DAY)
    assert [(r.code, r.values["certified"]) for r in verdict.reasons] == [("visit.officers_too_few", certified)]


@pytest.mark.rule("S4", "I10")
def test_two_certified_officers_do_even_beside_a_third_without():
    assert may_issue_document(["he", "li", "trainee"], [HE, LI], on=DAY).ok


def test_leaving_comes_once_and_after_arriving():
    assert may_leave(VisitState.ARRIVED, arrived_at=AT, at=AT).ok
    assert codes(may_leave(VisitState.LEFT, arrived_at=AT, at=AT)) == ["visit.wrong_state"]
    assert codes(may_leave(VisitState.ARRIVED, arrived_at=AT, at=AT - timedelta(1))) == ["visit.left_before_arrival"]


def test_a_visit_with_an_issued_paper_is_not_voided():
    assert may_void(VisitState.LEFT, reason="点错了企业", issued_documents=0).ok
    assert codes(may_void(VisitState.LEFT, reason="点错了企业", issued_documents=1)) == ["visit.has_documents"]


def test_only_a_verified_visit_with_its_record_counts():
    assert is_finished(VisitState.LEFT, standing=ArrivalStanding.VERIFIED, has_record=True)
    assert not is_finished(VisitState.LEFT, standing=ArrivalStanding.UNVERIFIED, has_record=True)
    assert not is_finished(VisitState.LEFT, standing=ArrivalStanding.VERIFIED, has_record=False)
    assert not is_finished(VisitState.VOIDED, standing=ArrivalStanding.VERIFIED, has_record=True)
