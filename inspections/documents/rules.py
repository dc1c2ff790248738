"""执法文书: serials, and when a paper may be issued or made void. Source: §6, S4, I1, I2, I10."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from gis_platform.common.verdict import Verdict

LEAST_OFFICERS = 2


class Series(StrEnum):
    """The series of serials; the value is printed."""

    SCHEME = "应急检查"
    RECORD = "应急检记"
    ORDER = "应急责改"
    MEASURE = "应急现决"
    RECHECK = "应急复查"


class DocumentState(StrEnum):
    ISSUED = "issued"
    VOID = "void"


# The paper that must stand before one of a series is issued.
RESTS_ON = {
    Series.RECORD: {Series.SCHEME},
    Series.ORDER: {Series.RECORD},
    Series.MEASURE: {Series.RECORD},
    Series.RECHECK: {Series.ORDER, Series.MEASURE},
}
# One valid paper a visit; several orders may follow from one record.
ONE_A_VISIT = (Series.SCHEME, Series.RECORD)
# Handed to the enterprise; a scheme is internal.
HANDED_OVER = tuple(series for series in Series if series is not Series.SCHEME)


@dataclass(frozen=True, slots=True)
class CertifiedOfficer:
    """执法人员 with the enforcement certificate (行政执法证) that the paper names."""

    officer_id: int
    certificate_no: str
    valid_from: date
    valid_to: date

    def is_certified_on(self, day: date) -> bool:
        return self.valid_from <= day <= self.valid_to


@dataclass(frozen=True, slots=True)
class PaperBefore:
    """The paper a new one rests on; `subject` is the id of the visit it came from."""

    series: Series
    state: DocumentState
    subject: Any


def serial_text(abbr: str, series: Series, year: int, number: int) -> str:
    """`（蓝）应急检记〔2019〕12号`: 〔〕 are U+3014 and U+3015, no leading zeros (GB/T 9704)."""
    return f"（{abbr}）{series}〔{year}〕{number}号"


def may_issue(
    series: Series,
    *,
    on: date,
    subject: Any,
    named: Collection[str],
    officers: Sequence[CertifiedOfficer],
    before: PaperBefore | None,
    is_first: bool,
    completeness: Verdict,
) -> Verdict:
    """`named` are the certificate numbers on the paper; each must be an officer's and valid on that day (I10).

    `is_first`: no valid paper of the series stands for the visit yet.
    """
    valid = {officer.certificate_no: officer.officer_id for officer in officers if officer.is_certified_on(on)}
    unproven = sorted(set(named) - set(valid))
    people = {valid[number] for number in named if number in valid}
    verdict = Verdict.unless(
        (len(people) < LEAST_OFFICERS, "document.too_few_officers", {"least": LEAST_OFFICERS, "found": len(people)}),
        (bool(unproven), "document.certificate_not_valid", {"numbers": unproven, "on": on.isoformat()}),
        (series in ONE_A_VISIT and not is_first, "document.visit_has_one", {"series": str(series)}),
        (not _stands(series, before), "document.paper_before_is_missing", {"series": str(series)}),
        (
            series is Series.RECORD and before is not None and before.subject != subject,
            "document.paper_before_is_of_another_visit",
            {},
        ),
    )
    return Verdict(verdict.reasons + completeness.reasons)


def _stands(series: Series, before: PaperBefore | None) -> bool:
    if series not in RESTS_ON:
        return True
    return before is not None and before.series in RESTS_ON[series] and before.state is DocumentState.ISSUED


def may_void(state: DocumentState, *, reason: str, resting: Sequence[str]) -> Verdict:
    """`resting` are the serials of valid papers that rest on this one: they fall first."""
    return Verdict.unless(
        (state is DocumentState.VOID, "document.already_void", {}),
        (not reason.strip(), "document.void_needs_a_reason", {}),
        (bool(resting), "document.others_rest_on_it", {"serials": list(resting)}),
    )
