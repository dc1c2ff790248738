from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry


class UnreadableFile(Exception):
    """The file as a whole can't be read; nothing of it was taken."""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row as it stood: line number for people (the header is line 1), texts by header, its shape if it had one."""

    number: int
    values: dict[str, str]
    geometry: BaseGeometry | None = None
