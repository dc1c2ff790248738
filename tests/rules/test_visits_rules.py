from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod
from shapely import box

from inspections.visits.rules import (
    ArrivalFix,
    ArrivalStanding,
    Fence,
    VisitState,
    arrival_verdict,
    may_accept_arrival,
    may_confirm_presence,
    may_leave,
    may_void,
)

SITE = Fence(112.19, 25.35)
PIT = replace(SITE, boundary=box(112.188, 25.348, 112.192, 25.352))
HERE = ArrivalFix(112.19, 25.35, accuracy_m=12.0, is_mock=False)
AT = datetime(2019, 10, 16, 2, 0, tzinfo=UTC)


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


@pytest.mark.rule("S2")
def test_author_or_approver_accept_an_unverified_arrival_by_name_with_a_reason():
    people = {"author": "zhou", "approver": "tan"}
    assert may_accept_arrival(
        VisitState.LEFT, ArrivalStanding.UNVERIFIED, by="tan", reason="电话核实，峡谷无星", **people
    ).ok
    refused = may_accept_arrival(VisitState.LEFT, ArrivalStanding.VERIFIED, by="wu", reason="", **people)
    assert codes(refused) == ["visit.already_open", "visit.not_author_or_approver", "visit.reason_needed"]
    voided = may_accept_arrival(VisitState.VOIDED, ArrivalStanding.UNVERIFIED, by="tan", reason="电话核实", **people)
    assert codes(voided) == ["visit.wrong_state"]


def test_the_second_officer_is_another_one_of_the_team():
    fair = {"officer": "li", "arrived_by": "he", "team": ["he", "li"]}
    assert may_confirm_presence(VisitState.ARRIVED, **fair).ok
    assert codes(may_confirm_presence(VisitState.ARRIVED, **fair | {"officer": "he"})) == ["visit.same_officer"]
    assert codes(may_confirm_presence(VisitState.LEFT, **fair | {"officer": "wu"})) == [
        "visit.wrong_state",
        "visit.not_of_the_team",
    ]


def test_leaving_comes_once_and_after_arriving():
    assert may_leave(VisitState.ARRIVED, arrived_at=AT, at=AT).ok
    assert codes(may_leave(VisitState.LEFT, arrived_at=AT, at=AT)) == ["visit.wrong_state"]
    assert codes(may_leave(VisitState.ARRIVED, arrived_at=AT, at=AT - timedelta(1))) == ["visit.left_before_arrival"]


def test_a_visit_with_an_issued_paper_is_not_voided():
    assert may_void(VisitState.LEFT, reason="点错了企业", issued_documents=0).ok
    assert codes(may_void(VisitState.LEFT, reason="点错了企业", issued_documents=1)) == ["visit.has_documents"]
