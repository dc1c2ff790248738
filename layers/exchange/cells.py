"""Spreadsheet cells that cannot act as formulas (I22). Low enough for every export: list, ledger, report."""

import re
from typing import Any

_ACTIVE = re.compile(r"'*[=+\-@\t\r]")


def neutralise(value: Any) -> Any:
    """Text that a spreadsheet would run gets an apostrophe before it; numbers, dates, other text stay as they are."""
    return f"'{value}" if isinstance(value, str) and _ACTIVE.match(value) else value


def restore(value: Any) -> Any:
    """What `neutralise` was given: the apostrophe it added is taken away again when our own file is read."""
    return value[1:] if isinstance(value, str) and value.startswith("'") and _ACTIVE.match(value) else value
