from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry


class UnreadableFile(Exception):
    """The file as a whole can't be read; nothing of it was taken."""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row as it stood: line number for people (the header is line 1), texts by header, its shape if it had one.

    `is_torn`: it had a shape that can't be read.
    """

    number: int
    values: dict[str, str]
    geometry: BaseGeometry | None = None
    is_torn: bool = False

    @property
    def has_bad_text(self) -> bool:
        """Whether something in it is no text that a database keeps: control characters, half a surrogate pair."""
        return any(_is_bad(part) for pair in self.values.items() for part in pair)


def _is_bad(text: str) -> bool:
    return any((c < " " and c not in "\t\r\n") or "\ud800" <= c <= "\udfff" for c in text)
