"""现场检查记录 inspection record: facts only, no judgement of law, signed on the spot before leaving."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from gis_platform.common.verdict import Verdict

from .form import Authority, Signatory
from .rules import Series


@dataclass(frozen=True, slots=True)
class FindingLine:
    """问题: place and fact as seen, with the numbers of its photos."""

    place: str
    fact: str
    photo_nos: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """检查表答案: `answer` in words (是, 否, 不适用, 未查), `note` as the officer wrote it."""

    section: str
    question: str
    answer: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """拒绝签字: why, and who witnessed it."""

    reason: str
    witness: Signatory


@dataclass(frozen=True, slots=True)
class InspectionRecord:
    """现场检查记录. `scope` is what was looked at and how; empty places are struck on paper."""

    FORM: ClassVar[str] = "inspection_record"
    SERIES: ClassVar[Series] = Series.RECORD

    authority: Authority
    site_name: str
    address: str
    responsible_name: str
    responsible_title: str
    phone: str
    places: str
    started_at: datetime
    ended_at: datetime
    officers: tuple[Signatory, ...]
    scope: str
    findings: tuple[FindingLine, ...]
    signed_on: date
    site_person: Signatory | None = None
    site_person_statement: str = "以上记录已阅，属实。"
    refusal: Refusal | None = None
    witness: Signatory | None = None
    expert: Signatory | None = None
    answers: tuple[AnswerLine, ...] = ()

    def completeness(self) -> Verdict:
        """Whether every place that must be filled is filled, and all have signed or the refusal has its witness."""
        blanks = [name for name in ("site_name", "address", "places", "scope") if not getattr(self, name).strip()]
        unsigned = [officer.name for officer in self.officers if not officer.has_signed]
        return Verdict.unless(
            (bool(blanks), "document.blank_places", {"places": blanks}),
            (bool(unsigned), "document.not_signed", {"by": unsigned}),
            (not self._is_answered_for(), "document.unit_neither_signed_nor_refused", {}),
            (self.ended_at < self.started_at, "document.ends_before_it_begins", {}),
        )

    def _is_answered_for(self) -> bool:
        if self.refusal:
            return bool(self.refusal.reason.strip()) and self.refusal.witness.has_signed
        return self.site_person is not None and self.site_person.has_signed
