"""现场检查方案 inspection scheme: internal, approved before departure, numbered when its stop is unsealed."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from gis_platform.common.verdict import Verdict

from .form import Authority, Signatory
from .rules import Series


@dataclass(frozen=True, slots=True)
class SchemeItem:
    """检查内容: one section of a checklist with its legal basis."""

    text: str
    basis: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """审核意见, 审批意见. A sealed plan's approval is signed by name; a drawn signature is printed if there is one."""

    text: str
    by: Signatory
    signed_on: date


@dataclass(frozen=True, slots=True)
class InspectionScheme:
    """现场检查方案. `contact` stays empty when nobody was told; empty places are struck on paper."""

    FORM: ClassVar[str] = "inspection_scheme"
    SERIES: ClassVar[Series] = Series.SCHEME

    authority: Authority
    site_name: str
    address: str
    contact: str
    sector: str
    starts_at: datetime
    ends_at: datetime
    officers: tuple[Signatory, ...]
    items: tuple[SchemeItem, ...]
    modes: tuple[str, ...]
    review: Opinion
    approval: Opinion
    remark: str = ""

    def completeness(self) -> Verdict:
        """Whether every place that must be filled is filled and both opinions stand."""
        blanks = [name for name in ("site_name", "address", "sector", "items", "modes") if not getattr(self, name)]
        unsigned = [role for role in ("review", "approval") if not getattr(self, role).by.name.strip()]
        began_on = self.starts_at.date()
        return Verdict.unless(
            (bool(blanks), "document.blank_places", {"places": blanks}),
            (any(not item.basis for item in self.items), "document.item_without_basis", {}),
            (bool(unsigned), "document.not_signed", {"by": unsigned}),
            (self.ends_at < self.starts_at, "document.ends_before_it_begins", {}),
            (self.approval.signed_on > began_on, "document.approved_too_late", {"began_on": began_on.isoformat()}),
        )
