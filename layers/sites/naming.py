"""How a site is found as one types: its name, every reading in pinyin, the initials, and its numbers."""

from collections.abc import Iterable
from typing import Any

from pypinyin import Style, lazy_pinyin, pinyin


def search_text(name: str, uscc: str | None, licence_numbers: Iterable[str]) -> str:
    """One lower-case line for trigram search. 曾 is ceng and zeng: all readings stand in it."""
    parts = [name, *readings(name), initials(name), uscc or "", *licence_numbers]
    return " ".join(dict.fromkeys(part.lower() for part in parts if part))


def _each(text: str) -> Any:
    """Latin letters and digits one by one, so that places in both lists agree."""
    return list(text)


def readings(name: str) -> list[str]:
    """The name in pinyin, without tones: the likely reading, then one character at a time in its other readings."""
    likely = lazy_pinyin(name, errors=_each)
    others = pinyin(name, style=Style.NORMAL, heteronym=True, errors=_each)
    found = ["".join(likely)]
    for place, choices in enumerate(others):
        found += ["".join([*likely[:place], choice, *likely[place + 1 :]]) for choice in choices]
    return list(dict.fromkeys(found))


def initials(name: str) -> str:
    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER))
