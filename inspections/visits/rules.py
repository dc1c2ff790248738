"""Visits: does an arrival verify, who was there, and how a visit ends.

Source: S2–S3, I8, §2. Reasons carry the numbers; a door shows them for a stop released to the reader only.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from shapely.geometry.base import BaseGeometry

from gis_platform.common.geo import distance_m
from gis_platform.common.verdict import Verdict
from layers.territory.rules import distance_to_m

BOUNDARY_BUFFER_M = 100.0
POINT_RADIUS_M = 300.0
ACCURACY_LIMIT_M = 100.0
TOP_SPEED_MPS, SPEED_SLACK_M = 45.0, 1000.0  # 162 km/h; accuracy and fences at both ends
TRIES_AN_HOUR = 10
CLOCK_SLACK = timedelta(minutes=10)  # what a phone's clock may be wrong by


class VisitState(StrEnum):
    ARRIVED = "arrived"
    LEFT = "left"
    VOIDED = "voided"


# {(state, deed): next state}
TRANSITIONS = {
    (VisitState.ARRIVED, "leave"): VisitState.LEFT,
    (VisitState.ARRIVED, "void"): VisitState.VOIDED,
    (VisitState.LEFT, "void"): VisitState.VOIDED,
}


class ArrivalStanding(StrEnum):
    """By the fix; by author or approver, by name; or not yet: then its officers and those two alone see it."""

    VERIFIED = "verified"
    ACCEPTED = "accepted"
    UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True)
class ArrivalFix:
    """WGS84. `is_mock` None: the client cannot know, which is neither a mock nor a verified source."""

    lng: float
    lat: float
    accuracy_m: float | None
    is_mock: bool | None


@dataclass(frozen=True, slots=True)
class Fence:
    """电子围栏 of a site: its boundary buffered, or a circle round its point where no boundary is known."""

    lng: float
    lat: float
    boundary: BaseGeometry | None = None
    boundary_buffer_m: float = BOUNDARY_BUFFER_M
    point_radius_m: float = POINT_RADIUS_M

    @property
    def limit_m(self) -> float:
        return self.point_radius_m if self.boundary is None else self.boundary_buffer_m


# 1. Arrival


def fence_distance_m(fix: ArrivalFix, fence: Fence) -> float:
    """Metres from the fix to the site's boundary (0 inside) or to its point."""
    if fence.boundary is None:
        return distance_m((fix.lng, fix.lat), (fence.lng, fence.lat))
    return distance_to_m(fix.lng, fix.lat, fence.boundary)


def arrival_verdict(fix: ArrivalFix, fence: Fence, *, accuracy_limit_m: float = ACCURACY_LIMIT_M) -> Verdict:
    """The geofence verdict of S2. A refused arrival is still logged."""
    distance = fence_distance_m(fix, fence)
    accuracy = fix.accuracy_m
    return Verdict.unless(
        (
            not distance <= fence.limit_m,
            "visit.outside_fence",
            {"distance_m": round(distance, 1), "limit_m": fence.limit_m},
        ),
        (accuracy is None, "visit.accuracy_unknown", {"limit_m": accuracy_limit_m}),
        (
            accuracy is not None and not 0 <= accuracy <= accuracy_limit_m,
            "visit.inaccurate",
            {"accuracy_m": accuracy, "limit_m": accuracy_limit_m},
        ),
        (fix.is_mock is True, "visit.mocked", {}),
        (fix.is_mock is None, "visit.source_unverified", {}),
    )


@dataclass(frozen=True, slots=True)
class Sighting:
    """Where somebody said to be: `at` by the phone's clock, `heard_at` by the server's."""

    at: datetime
    heard_at: datetime
    lng: float
    lat: float
    accuracy_m: float | None
    is_verified: bool = False


def plausible(here: Sighting, others: Iterable[Sighting]) -> Verdict:
    """Against `others` of the same person: planted fixes must not feel their way to a sealed stop (S2).

    The server's clock counts the tries. A place too coarse to verify says nothing about speed.
    """
    others = list(others)
    tries = sum(not one.is_verified and here.heard_at - one.heard_at < timedelta(hours=1) for one in others)
    sure = [one for one in others if one.accuracy_m is not None and one.accuracy_m <= ACCURACY_LIMIT_M]
    return Verdict.unless(
        (here.at > here.heard_at + CLOCK_SLACK, "visit.clock_ahead", {}),
        (any(_is_too_far(here, one) for one in sure), "visit.too_fast", {}),
        (tries >= TRIES_AN_HOUR, "visit.too_many_tries", {"most": TRIES_AN_HOUR}),
    )


def _is_too_far(here: Sighting, other: Sighting) -> bool:
    seconds = abs((here.at - other.at).total_seconds())
    return distance_m((here.lng, here.lat), (other.lng, other.lat)) > TOP_SPEED_MPS * seconds + SPEED_SLACK_M


def may_accept_arrival(
    state: VisitState,
    standing: ArrivalStanding,
    *,
    by: Hashable,
    author: Hashable,
    approver: Hashable,
    reason: str,
) -> Verdict:
    """An arrival that did not verify opens when author or approver accept it by name with a reason."""
    return Verdict.unless(
        (state == VisitState.VOIDED, "visit.wrong_state", {"state": state}),
        (standing != ArrivalStanding.UNVERIFIED, "visit.already_open", {"standing": standing}),
        (by not in (author, approver), "visit.not_author_or_approver", {}),
        (not reason.strip(), "visit.reason_needed", {}),
    )


# 2. Who was there


def may_confirm_presence(
    state: VisitState, *, officer: Hashable, arrived_by: Hashable, team: Iterable[Hashable]
) -> Verdict:
    """The second officer says "I am here too" on an own phone."""
    return Verdict.unless(
        (state != VisitState.ARRIVED, "visit.wrong_state", {"state": state}),
        (officer == arrived_by, "visit.same_officer", {}),
        (officer not in set(team), "visit.not_of_the_team", {}),
    )


# 3. The end


def may_leave(state: VisitState, *, arrived_at: datetime, at: datetime) -> Verdict:
    return Verdict.unless(
        ((state, "leave") not in TRANSITIONS, "visit.wrong_state", {"state": state, "deed": "leave"}),
        (at < arrived_at, "visit.left_before_arrival", {"arrived_at": arrived_at}),
    )


def may_void(state: VisitState, *, reason: str, issued_documents: int) -> Verdict:
    """A visit logged by mistake is kept and marked; one with an issued paper is corrected through the paper."""
    return Verdict.unless(
        ((state, "void") not in TRANSITIONS, "visit.wrong_state", {"state": state, "deed": "void"}),
        (not reason.strip(), "visit.reason_needed", {}),
        (issued_documents > 0, "visit.has_documents", {"documents": issued_documents}),
    )
