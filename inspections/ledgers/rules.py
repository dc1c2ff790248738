"""五个一批 half-month report: what counts in which period, every figure with the records behind it, and its versions.

Source: R31, R32, I14, I21. Cells of an export are neutralised in layers/exchange/cells.py (I22).
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gis_platform.common.verdict import Verdict
from inspections.campaigns.rules import Period, report_due_on


class BatchKind(StrEnum):
    """曝光, 挂牌督办, 立案查处, 黑名单, 通报批评; `criticised` names officers and is not for every reader."""

    EXPOSED = "exposed"
    LISTED = "listed"
    PROSECUTED = "prosecuted"
    BLACKLISTED = "blacklisted"
    CRITICISED = "criticised"


@dataclass(frozen=True, slots=True)
class BatchRecord:
    """One thing that counts: `on` = the county date it was published, listed, filed, put on the list or circulated."""

    id: Hashable
    batch: BatchKind
    on: date


@dataclass(frozen=True, slots=True)
class Figure:
    """One number and its drill-down: the number is the length of the list and nothing else (I21)."""

    batch: BatchKind
    period: Period
    records: tuple[Hashable, ...]

    @property
    def count(self) -> int:
        return len(self.records)


def figures(records: Iterable[BatchRecord], period: Period) -> list[Figure]:
    """Five figures of one period in the plan's order, zeros too; the same record twice counts once."""
    found: dict[BatchKind, dict[Hashable, None]] = {batch: {} for batch in BatchKind}
    for record in records:
        if record.on in period:
            found[record.batch][record.id] = None
    return [Figure(batch, period, tuple(ids)) for batch, ids in found.items()]


def is_late(period: Period, *, submitted_on: date | None, on: date) -> bool:
    """Due on the first day after the period; a zero report counts as a report."""
    return (submitted_on or on) > report_due_on(period)


def is_over(period: Period, on: date) -> bool:
    return on > period.ends_on


def may_submit(period: Period, *, text: str, on: date) -> Verdict:
    """Figures freeze on submission, so not before the period is over; a text goes with the table (报表等情况)."""
    return Verdict.unless(
        (not is_over(period, on), "ledger.period_not_over", {"ends_on": period.ends_on}),
        (not text.strip(), "ledger.text_needed", {}),
    )


def changed_figures(frozen: Mapping[BatchKind, int], now: Iterable[Figure]) -> dict[BatchKind, tuple[int, int]]:
    """Batches whose count differs from the submitted one: {batch: (submitted, now)}; the reason for a new version."""
    return {figure.batch: (was, figure.count) for figure in now if (was := frozen.get(figure.batch, 0)) != figure.count}


# Entries: what an office puts into its batch

# {batch: {key: name} of its offices}, R31. 挂牌督办 has no entries: it is read from the hazards.
OFFICES = {
    BatchKind.EXPOSED: {"publicity": "宣教股"},
    BatchKind.LISTED: {"coordination": "协调股"},
    BatchKind.PROSECUTED: {"regulations": "法规股", "fireworks_hazchem": "烟危股", "industry_mines": "工贸矿山股"},
    BatchKind.BLACKLISTED: {"coordination": "协调股"},
    BatchKind.CRITICISED: {"personnel": "政工室"},
}
# What an entry says besides its unit, its text (隐患, 案由, 事由) and its date.
DETAILS = {
    BatchKind.EXPOSED: ("media", "link"),
    BatchKind.LISTED: (),
    BatchKind.PROSECUTED: ("case_no", "penalty", "fine"),
    BatchKind.BLACKLISTED: ("until",),
    BatchKind.CRITICISED: ("document_no",),
}


def may_enter(kind: BatchKind, *, office: str, unit: str, text: str, counted_on: date, on: date) -> Verdict:
    """`office`: key of the office of whoever enters it."""
    return Verdict.unless(
        (kind == BatchKind.LISTED, "ledger.from_hazards_only", {}),
        (office not in OFFICES[kind], "ledger.not_the_office", {"offices": "、".join(OFFICES[kind].values())}),
        (not unit.strip(), "ledger.unit_needed", {}),
        (not text.strip(), "ledger.entry_text_needed", {}),
        (counted_on > on, "ledger.date_ahead", {"on": counted_on}),
    )


def may_withdraw(kind: BatchKind, *, office: str, is_withdrawn: bool, reason: str) -> Verdict:
    """An entry is never changed: a wrong one is withdrawn, with the reason, and entered again."""
    return Verdict.unless(
        (office not in OFFICES[kind], "ledger.not_the_office", {"offices": "、".join(OFFICES[kind].values())}),
        (is_withdrawn, "ledger.already_withdrawn", {}),
        (not reason.strip(), "ledger.reason_needed", {}),
    )


def may_correct(*, is_changed: bool, reason: str) -> Verdict:
    """A submitted report gets a new version only for another content, and says why (R32)."""
    return Verdict.unless(
        (not is_changed, "ledger.nothing_changed", {}),
        (not reason.strip(), "ledger.reason_needed", {}),
    )
