"""检查表: which checklist and item applies to a site, which answers it takes, which clauses hold on a day.

Source: fixtures/checklists/README.md (language of `applies_to`, `applies_if`, `basis`), R45.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from gis_platform.common.verdict import Verdict
from layers.sites.rules import MHI_LEVEL_WORDS, POND_GRADE_WORDS, SiteKind

type Row = Mapping[str, Any]


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    NA = "na"
    RECORD = "record"


class HazardGrade(StrEnum):
    """一般, 重大, and not yet judged: a checklist proposes, a section officer decides (T2)."""

    GENERAL = "general"
    MAJOR = "major"
    TO_JUDGE = "to_judge"


# 1. What applies

# The content pack names the kinds as the glossary's classes.
KIND_WORDS = {
    SiteKind.MINE: "mine",
    SiteKind.TAILINGS_POND: "tailings_pond",
    SiteKind.HAZCHEM: "hazchem_site",
    SiteKind.FIREWORKS: "fireworks_site",
    SiteKind.INDUSTRY_TRADE: "industry_trade_site",
}
_BOUND = re.compile(r"(>=?)\s*(-?\d+(?:\.\d+)?)")


# Field of a site's profile → attribute of the content pack, and its words where they differ.
_PROFILE_WORDS: dict[tuple[SiteKind, str], tuple[str, dict[Any, Any]]] = {
    (SiteKind.MINE, "method"): ("mining_method", {"open_pit": "露天", "underground": "地下"}),
    (SiteKind.TAILINGS_POND, "grade"): ("pond_grade", POND_GRADE_WORDS),
    (SiteKind.TAILINGS_POND, "is_overhead"): ("overhead_pond", {}),
    (SiteKind.HAZCHEM, "business"): ("hazchem_type", {}),
    (SiteKind.HAZCHEM, "mhi_level"): ("mhi_grade", MHI_LEVEL_WORDS),
    (SiteKind.FIREWORKS, "business"): (
        "fireworks_type",
        {"wholesale": "批发", "retail": "零售", "retail_seasonal": "零售"},
    ),
    (SiteKind.INDUSTRY_TRADE, "has_confined_space"): ("confined_space", {}),
    (SiteKind.INDUSTRY_TRADE, "has_ammonia"): ("ammonia_refrigeration", {}),
    (SiteKind.INDUSTRY_TRADE, "has_molten_metal"): ("molten_metal", {}),
    (SiteKind.INDUSTRY_TRADE, "has_gas"): ("coal_gas", {}),
}


def site_facts(kind: SiteKind, profile: Row, attributes: Row) -> dict[str, Any]:
    """A site in the words of the checklists: free attributes, over them its profile's fields and its kind."""
    facts = dict(attributes)
    for field, value in profile.items():
        name, words = _PROFILE_WORDS.get((kind, field), (field, {}))
        if value is not None:
            facts[name] = words.get(value, value) if words else value
    if kind == SiteKind.FIREWORKS and profile.get("business") == "retail_seasonal":
        facts["retail_type"] = "临时"
    if kind == SiteKind.INDUSTRY_TRADE and profile.get("dust_workers"):
        facts["combustible_dust"] = True
    return facts | {"kind": KIND_WORDS[kind]}


def applies(condition: Row, facts: Row) -> bool:
    """All keys must hold: scalar equal, list any of, `>` `>=` number, `any` one of its alternatives; {} always."""
    return all(
        any(applies(alternative, facts) for alternative in wanted) if key == "any" else _holds(key, wanted, facts)
        for key, wanted in condition.items()
    )


def _holds(key: str, wanted: Any, facts: Row) -> bool:
    if key == "kind" and wanted == "all":
        return True
    # What is not known of a site does not hold.
    value = facts.get(key)
    if value is None:
        return False
    if isinstance(wanted, list):
        return value in wanted
    bound = _BOUND.fullmatch(wanted) if isinstance(wanted, str) else None
    if bound is None:
        return bool(value == wanted)
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return False
    least = Decimal(bound[2])
    return value > least if bound[1] == ">" else value >= least


def is_in_force(row: Row, *, on: date) -> bool:
    """A checklist or an item: switched on, and its first day has come."""
    begins = _day(row.get("valid_from"))
    return row.get("enabled", True) and (begins is None or begins <= on)


def items_for(checklist: Row, facts: Row, *, on: date) -> list[Row]:
    """Items of one checklist to ask at a site on a day; none where the checklist is for other sites."""
    if not (is_in_force(checklist, on=on) and applies(checklist["applies_to"], facts)):
        return []
    return [item for item in checklist["items"] if is_in_force(item, on=on) and applies(item["applies_if"], facts)]


# 2. Answers


def may_answer(ok_when: str, answer: Answer, *, value: str = "") -> Verdict:
    """yes and no where something can pass; a number or text where something is to be noted; 不适用 everywhere."""
    is_note = ok_when == "record"
    return Verdict.unless(
        (is_note and answer in (Answer.YES, Answer.NO), "checklist.record_wanted", {"answer": answer}),
        (not is_note and answer == Answer.RECORD, "checklist.yes_or_no_wanted", {"answer": answer}),
        (answer == Answer.RECORD and not value.strip(), "checklist.value_needed", {}),
    )


# 3. Clause by date

LAW_2021_FROM = date(2021, 9, 1)


def basis_texts(basis: Iterable[Row], *, on: date) -> list[str]:
    """The bases in force on a day as they are printed; 安全生产法 by its 2014 numbers before 2021-09-01."""
    return [_basis_text(row, on) for row in basis if _spans(row, on)]


def _basis_text(row: Row, on: date) -> str:
    if on < LAW_2021_FROM and "clause_2014" in row:
        return str(row["doc"]).replace("2021修正", "2014修正") + str(row["clause_2014"])
    return str(row["doc"]) + str(row.get("clause", ""))


def _spans(row: Row, on: date) -> bool:
    begins, ends = _day(row.get("from")), _day(row.get("to"))
    return (begins is None or begins <= on) and (ends is None or on <= ends)


def _day(value: date | str | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value
