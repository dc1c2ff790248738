"""CSV as Chinese offices save it: UTF-8 with or without a mark, or GB18030; comma, semicolon or tab."""

import csv
import io
from pathlib import Path

from layers.exchange.cells import restore

from .rows import SourceRow, UnreadableFile


def read_csv(path: Path) -> list[SourceRow]:
    text = decode(path.read_bytes(), path.name)
    head = text.split("\n", 1)[0]
    separator = max(",;\t", key=head.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        headers = [header.strip() for header in next(lines, [])]
        if len(set(headers)) < len(headers):
            raise UnreadableFile(f"{path.name}: a column stands twice in the header")
        return [
            SourceRow(lines.line_num, {h: restore(cell.strip()) for h, cell in zip(headers, cells, strict=False) if h})
            for cells in lines
            if any(cell.strip() for cell in cells)
        ]
    except csv.Error as error:  # a quote that nobody closed makes the rest of the file one cell
        raise UnreadableFile(f"{path.name}: line {lines.line_num} can't be read ({error})") from None


def decode(data: bytes, name: str) -> str:
    """GB18030 accepts nearly all bytes, so UTF-8 is tried first; control characters in the first line tell a file

    that is neither. Further down they are the fault of their own row.
    """
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(ord(c) < 32 and c not in "\t\r\n" for c in text.split("\n", 1)[0][:10_000]):
            return text
    raise UnreadableFile(f"{name} is neither UTF-8 nor GB18030 text: save it as “CSV UTF-8” and try again")
