"""驻点督导 resident supervision: what counts as a day, for whom, in which month; surplus never lifts another month.

Source: R42, R43, I3–I5; the review band near a township edge: §7.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum

from gis_platform.common.verdict import Verdict
from layers.territory.rules import EDGE_REVIEW_BAND_M, EdgeStanding, edge_standing

REQUIRED_DAYS = 5
ACCURACY_LIMIT_M = 100.0


class Review(StrEnum):
    """人工复核 by a dispatcher with a reason; `none` = nobody has decided."""

    NONE = "none"
    ACCEPTED = "accepted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class CheckIn:
    """签到 at a township. `edge_m`: metres to its edge, in or out. `is_mock` None: the client cannot know."""

    id: Hashable
    unit: str
    township: str
    at: datetime
    is_led_by_deputy: bool
    is_inside: bool
    edge_m: float
    accuracy_m: float | None
    is_mock: bool | None
    review: Review = Review.NONE


@dataclass(frozen=True, slots=True)
class Limits:
    accuracy_m: float = ACCURACY_LIMIT_M
    review_band_m: float = EDGE_REVIEW_BAND_M


@dataclass(frozen=True, slots=True)
class ResidentDays:
    """`counted`: the check-ins behind each (unit, county date). `not_counted`: every reason of the others."""

    counted: Mapping[tuple[str, date], tuple[CheckIn, ...]]
    not_counted: tuple[tuple[CheckIn, Verdict], ...]


@dataclass(frozen=True, slots=True)
class UnitMonth:
    """One unit in one month; `month` is its first day."""

    unit: str
    month: date
    days: int
    required: int

    @property
    def shortfall(self) -> int:
        return max(0, self.required - self.days)


def counts(check_in: CheckIn, limits: Limits | None = None) -> Verdict:
    """Whether one check-in can make a day. A review settles place and source only, never the deputy or a mock."""
    limits = limits or Limits()
    accuracy = check_in.accuracy_m
    standing = edge_standing(is_inside=check_in.is_inside, edge_m=check_in.edge_m, band_m=limits.review_band_m)
    is_doubtful = standing == EdgeStanding.TO_REVIEW or (standing == EdgeStanding.INSIDE and check_in.is_mock is None)
    place = {"edge_m": round(check_in.edge_m, 1), "band_m": limits.review_band_m}
    return Verdict.unless(
        (not check_in.is_led_by_deputy, "supervision.no_deputy", {}),
        (standing == EdgeStanding.OUTSIDE, "supervision.outside", place),
        (check_in.is_mock is True, "supervision.mocked", {}),
        (
            accuracy is None or not 0 <= accuracy <= limits.accuracy_m,
            "supervision.inaccurate",
            {"accuracy_m": "?" if accuracy is None else accuracy, "limit_m": limits.accuracy_m},
        ),
        (is_doubtful and check_in.review == Review.NONE, "supervision.under_review", place),
        (check_in.review == Review.REFUSED, "supervision.review_refused", {}),
    )


def resident_days(check_ins: Iterable[CheckIn], *, tz: tzinfo, limits: Limits | None = None) -> ResidentDays:
    """Distinct county dates a unit: ten check-ins or two townships on one date are one day (I3, I4)."""
    counted: dict[tuple[str, date], tuple[CheckIn, ...]] = {}
    not_counted = []
    for check_in in sorted(check_ins, key=lambda one: one.at):
        verdict = counts(check_in, limits)
        if verdict.ok:
            key = check_in.unit, check_in.at.astimezone(tz).date()
            counted[key] = (*counted.get(key, ()), check_in)
        else:
            not_counted.append((check_in, verdict))
    return ResidentDays(counted, tuple(not_counted))


def unit_months(
    days: ResidentDays, *, units: Iterable[str], months: Iterable[date], required: int = REQUIRED_DAYS
) -> list[UnitMonth]:
    """One row for every unit × month, with or without a day; no carry-over, no average (I5)."""
    tally: dict[tuple[str, date], int] = {}
    for unit, day in days.counted:
        key = unit, day.replace(day=1)
        tally[key] = tally.get(key, 0) + 1
    listed = list(months)
    return [UnitMonth(unit, month, tally.get((unit, month), 0), required) for unit in units for month in listed]


def unit_days_required(*, units: int, months: int, required: int = REQUIRED_DAYS) -> int:
    return units * months * required


def may_review(check_in: CheckIn, *, role: str, reason: str, limits: Limits | None = None) -> Verdict:
    """A dispatcher decides a doubtful check-in, with a reason; a clear one is not opened."""
    is_open = any(reason.code == "supervision.under_review" for reason in counts(check_in, limits).reasons)
    return Verdict.unless(
        (not is_open, "supervision.nothing_to_review", {}),
        (role != "dispatcher", "supervision.not_dispatcher", {"role": role}),
        (not reason.strip(), "supervision.reason_needed", {}),
    )


# Pace: what a month will come to if it goes on as it went


class Standing(StrEnum):
    """What a check-in is worth by itself."""

    COUNTED = "counted"
    TO_REVIEW = "to_review"
    NOT_COUNTED = "not_counted"


class Pace(StrEnum):
    """达标, 未达标, 按进度, 偏慢 (one day short at the month's end), 将缺 (more), 未到 (the month has not begun)."""

    MET = "met"
    MISSED = "missed"
    ON_PACE = "on_pace"
    SLOW = "slow"
    SHORT = "short"
    AHEAD = "ahead"


def standing(verdict: Verdict) -> Standing:
    """To be reviewed only where nothing but the review is missing."""
    if verdict.ok:
        return Standing.COUNTED
    is_open = [reason.code for reason in verdict.reasons] == ["supervision.under_review"]
    return Standing.TO_REVIEW if is_open else Standing.NOT_COUNTED


def working_days(first: date, last: date) -> int:
    """Mondays to Fridays, both ends included; public holidays and days worked instead are not known here."""
    return sum(date.fromordinal(day).weekday() < 5 for day in range(first.toordinal(), last.toordinal() + 1))


def forecast_days(days: int, *, starts_on: date, ends_on: date, on: date) -> int | None:
    """Days at the month's end at the pace so far, rounded down; None before its first working day."""
    passed = working_days(starts_on, min(on, ends_on))
    if not passed:
        return None
    return days * working_days(starts_on, ends_on) // passed


def pace(days: int, *, required: int, starts_on: date, ends_on: date, on: date) -> Pace:
    if days >= required:
        return Pace.MET
    if on > ends_on:
        return Pace.MISSED
    expected = forecast_days(days, starts_on=starts_on, ends_on=ends_on, on=on)
    if expected is None:
        return Pace.AHEAD
    short = required - expected
    return Pace.ON_PACE if short <= 0 else Pace.SLOW if short == 1 else Pace.SHORT
