"""What became of each row of an import: a bad row stops only itself and says its number, column and reason."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gis_platform.common.errors import word
from gis_platform.common.verdict import Reason, Verdict


@dataclass
class RowReport:
    file: str
    names: Mapping[str, str] = field(default_factory=dict)  # column → what the file calls it, where that differs
    outcomes: Counter[str] = field(default_factory=Counter)  # created, updated, unchanged, refused
    notes: list[dict[str, Any]] = field(default_factory=list)

    def count(self, outcome: str) -> None:
        self.outcomes[outcome] += 1

    def refuse(self, row: int, verdict: Verdict) -> None:
        self.outcomes["refused"] += 1
        for reason in verdict.reasons:
            self.note(row, reason, is_refusal=True)

    def note(self, row: int, reason: Reason, *, is_refusal: bool = False) -> None:
        column = str(reason.values.get("column", ""))
        if column in self.names:
            column = self.names[column]
            reason = Reason(reason.code, reason.values | {"column": column})
        self.notes.append(
            {
                "row": row,
                "column": column,
                "code": reason.code,
                "text": word(reason),
                "refused": is_refusal,
            }
        )

    @property
    def is_clean(self) -> bool:
        return not self.outcomes["refused"]

    def lines(self) -> list[str]:
        """The report for a terminal, the sums last."""
        rows = [
            f"line {note['row']}{' · ' + note['column'] if note['column'] else ''}: {note['text']}"
            for note in self.notes
        ]
        sums = ", ".join(f"{self.outcomes[key]} {key}" for key in ("created", "updated", "unchanged", "refused"))
        return [*rows, f"{self.file}: {sums}"]
