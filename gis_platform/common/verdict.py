"""What every rule returns: yes, or no with every reason. A reason is a code with values; doors put it into words."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Reason:
    code: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Verdict:
    reasons: tuple[Reason, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.reasons

    @classmethod
    def unless(cls, *refusals: tuple[bool, str, dict[str, Any]]) -> "Verdict":
        """Collect a reason for each refusal that applies: (applies, code, values)."""
        return cls(tuple(Reason(code, values) for applies, code, values in refusals if applies))
