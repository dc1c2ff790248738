"""File formats in: one file a format, chosen by the file's ending."""

from pathlib import Path

from .rows import SourceRow, UnreadableFile
from .table import decode, read_csv
from .vector import read_geojson

READERS = {".csv": read_csv, ".geojson": read_geojson, ".json": read_geojson}


def read(path: Path) -> list[SourceRow]:
    """All rows of a file. Raises UnreadableFile naming the file and the remedy."""
    if not path.is_file():
        raise UnreadableFile(f"{path} is not a file")
    if path.suffix.lower() not in READERS:
        raise UnreadableFile(f"{path.name}: the ending must be one of {', '.join(READERS)}")
    rows = READERS[path.suffix.lower()](path)
    if not rows:
        raise UnreadableFile(f"{path.name} has no rows: a header line and at least one row are needed")
    return rows


__all__ = ["READERS", "SourceRow", "UnreadableFile", "decode", "read"]
