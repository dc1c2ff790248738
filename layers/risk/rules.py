"""安全风险 red, orange, yellow, blue: LEC, direct judgement (直接判定) by versioned rules, township roll-up.

Source: R30, §4, I17, I18. Rules and numbers stand in fixtures/risk_rules/; here is what a condition means.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from gis_platform.common.verdict import Reason
from layers.sites.rules import SiteKind


class RiskLevel(StrEnum):
    """重大 red > 较大 orange > 一般 yellow > 低 blue; compares by danger, not by spelling."""

    RED = "red"
    ORANGE = "orange"
    YELLOW = "yellow"
    BLUE = "blue"

    @property
    def rank(self) -> int:
        return _RANKS[self.value]

    def __lt__(self, other: str) -> bool:
        return self.rank < _RANKS[other]

    def __le__(self, other: str) -> bool:
        return self.rank <= _RANKS[other]

    def __gt__(self, other: str) -> bool:
        return self.rank > _RANKS[other]

    def __ge__(self, other: str) -> bool:
        return self.rank >= _RANKS[other]


_RANKS = {"red": 4, "orange": 3, "yellow": 2, "blue": 1}

# Beside each colour on every map; a site without assessment has a dash.
LETTERS = {level.value: level.value[0].upper() for level in RiskLevel} | {"": "–"}

PATROL_INTERVAL_DAYS = {RiskLevel.RED: 30, RiskLevel.ORANGE: 90, RiskLevel.YELLOW: 180, RiskLevel.BLUE: 365}


# 1. LEC

LIKELIHOODS = frozenset(map(Decimal, ("10", "6", "3", "1", "0.5", "0.2", "0.1")))
EXPOSURES = frozenset(map(Decimal, ("10", "6", "3", "2", "1", "0.5")))
CONSEQUENCES = frozenset(map(Decimal, ("100", "40", "15", "7", "3", "1")))
_LEC_FLOORS = ((320, RiskLevel.RED), (160, RiskLevel.ORANGE), (70, RiskLevel.YELLOW))


@dataclass(frozen=True, slots=True)
class Lec:
    """D = L×E×C and its level."""

    score: Decimal
    level: RiskLevel


def lec(likelihood: Decimal, exposure: Decimal, consequence: Decimal) -> Lec:
    """Raises ValueError for a value outside the method's sets: nothing between two steps means anything."""
    given = (("L", likelihood, LIKELIHOODS), ("E", exposure, EXPOSURES), ("C", consequence, CONSEQUENCES))
    for name, value, allowed in given:
        if value not in allowed:
            raise ValueError(f"{name} = {value}: one of {', '.join(map(str, sorted(allowed, reverse=True)))} is needed")
    score = likelihood * exposure * consequence
    return Lec(score, next((level for floor, level in _LEC_FLOORS if score >= floor), RiskLevel.BLUE))


# 2. Direct judgement


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What is known of a site on a day: its own attributes, and what upper floors report (hazards, accidents)."""

    kind: SiteKind
    is_producing: bool = True
    lec: tuple[Decimal, Decimal, Decimal] | None = None
    mhi_level: int | None = None
    pond_grade: int | None = None
    is_overhead_pond: bool = False
    is_underground: bool = False
    people_underground: int = 0
    dust_workers: int = 0
    is_fireworks_wholesale: bool = False
    licence_valid_to: date | None = None
    is_licence_withdrawn: bool = False
    open_major_hazards: int = 0
    fatal_accident_on: date | None = None


@dataclass(frozen=True, slots=True)
class DirectRule:
    id: str
    title: str
    title_en: str
    condition: str
    params: Mapping[str, Any]
    level: RiskLevel
    source: str
    valid_from: date
    valid_to: date | None

    def holds_on(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class RollUp:
    """Limits of the township colour; shares in whole percent of active sites."""

    red_sites: int
    red_longer_than_days: int
    orange_percent: int
    yellow_percent: int


@dataclass(frozen=True, slots=True)
class RuleSet:
    version: str
    rules: tuple[DirectRule, ...]
    roll_up: RollUp


type Numbers = dict[str, Any]
type Condition = Callable[[SiteFacts, Mapping[str, Any], date], Numbers | None]


def _open_major_hazards(facts: SiteFacts, params: Mapping[str, Any], on: date) -> Numbers | None:
    return {"hazards": facts.open_major_hazards} if facts.open_major_hazards >= params["at_least"] else None


def _mhi_level(facts: SiteFacts, params: Mapping[str, Any], on: date) -> Numbers | None:
    level = facts.mhi_level
    return {"mhi_level": level} if level is not None and params["from"] <= level <= params["to"] else None


def _overhead_pond(facts: SiteFacts, params: Mapping[str, Any], on: date) -> Numbers | None:
    if not facts.is_overhead_pond:
        return None
    if not params:
        return {"pond_grade": facts.pond_grade}
    grade = facts.pond_grade
    is_high = grade is not None and params["grade_from"] <= grade <= params["grade_to"]
    return {"pond_grade": grade} if is_high else None


def _people_underground(facts: SiteFacts, params: Mapping[str, Any], on: date) -> Numbers | None:
    people = facts.people_underground
    return {"people": people} if facts.is_underground and people >= params["at_least"] else None


def _dust_workers(facts: SiteFacts, params: Mapping[str, Any], on: date) -> Numbers | None:
    return {"workers": facts.dust_workers} if facts.dust_workers >= params["at_least"] else None


def _fireworks_wholesale(facts: SiteFacts, params: Mapping[str, Any], on: date) -> Numbers | None:
    return {} if facts.is_fireworks_wholesale else None


def _licence_not_valid(facts: SiteFacts, params: Mapping[str, Any], on: date) -> Numbers | None:
    is_expired = facts.licence_valid_to is not None and facts.licence_valid_to < on
    if not facts.is_producing or not (is_expired or facts.is_licence_withdrawn):
        return None
    return {"valid_to": facts.licence_valid_to, "is_withdrawn": facts.is_licence_withdrawn}


def _fatal_accident(facts: SiteFacts, params: Mapping[str, Any], on: date) -> Numbers | None:
    happened = facts.fatal_accident_on
    is_recent = happened is not None and happened <= on and _whole_months(happened, on) < params["months"]
    return {"happened_on": happened} if is_recent else None


def _whole_months(since: date, on: date) -> int:
    return (on.year - since.year) * 12 + on.month - since.month - (on.day < since.day)


CONDITIONS: dict[str, Condition] = {
    "open_major_hazards": _open_major_hazards,
    "mhi_level": _mhi_level,
    "overhead_pond": _overhead_pond,
    "people_underground": _people_underground,
    "dust_workers": _dust_workers,
    "fireworks_wholesale": _fireworks_wholesale,
    "licence_not_valid": _licence_not_valid,
    "fatal_accident": _fatal_accident,
}


def rule_set(document: Mapping[str, Any]) -> RuleSet:
    """Rules from a parsed fixtures/risk_rules/*.yaml. Raises ValueError for a condition nobody wrote or an id twice."""
    rules = tuple(DirectRule(**row | {"level": RiskLevel(row["level"])}) for row in document["rules"])
    unknown = {rule.condition for rule in rules} - CONDITIONS.keys()
    if unknown:
        raise ValueError(f"risk rules: unknown conditions {sorted(unknown)}")
    starts = [(rule.id, rule.valid_from) for rule in rules]
    if len(set(starts)) < len(starts):
        raise ValueError("risk rules: the same id begins twice on one day")
    return RuleSet(str(document["version"]), rules, RollUp(**document["roll_up"]))


@dataclass(frozen=True, slots=True)
class Judgement:
    """One reason of a level: the rule, the level it asks for, and the numbers it saw."""

    rule: str
    level: RiskLevel
    values: Numbers


@dataclass(frozen=True, slots=True)
class Assessed:
    """The highest level that a reason asks for (I18), and every reason, the gravest first."""

    level: RiskLevel
    reasons: tuple[Judgement, ...]


def assess(facts: SiteFacts, rules: Iterable[DirectRule], *, on: date) -> Assessed:
    """The highest of LEC and the direct rules in force on the day; blue where nothing speaks, and says so."""
    direct = [judged for rule in rules if rule.holds_on(on) if (judged := _judge(rule, facts, on))]
    reasons = sorted([*direct, _lec_judgement(facts)], key=lambda judged: judged.level.rank, reverse=True)
    return Assessed(reasons[0].level, tuple(reasons))


def _judge(rule: DirectRule, facts: SiteFacts, on: date) -> Judgement | None:
    numbers = CONDITIONS[rule.condition](facts, rule.params, on)
    return None if numbers is None else Judgement(rule.id, rule.level, numbers)


def _lec_judgement(facts: SiteFacts) -> Judgement:
    if facts.lec is None:
        return Judgement("lec-not-scored", RiskLevel.BLUE, {})
    scored = lec(*facts.lec)
    return Judgement("lec", scored.level, dict(zip("LEC", facts.lec, strict=True)) | {"D": scored.score})


# 3. Township


@dataclass(frozen=True, slots=True)
class TownshipRisk:
    """The colour of a township (None: no data, grey) with the reason, and its active sites by level."""

    level: RiskLevel | None
    reason: Reason
    counts: Mapping[RiskLevel, int]


def township_risk(counts: Mapping[RiskLevel, int], *, red_days: Iterable[int], limits: RollUp) -> TownshipRisk:
    """`red_days`: for each red site, how many days it has been red without a break."""
    counts = {level: counts.get(level, 0) for level in RiskLevel}
    total, (red, orange, yellow, _) = sum(counts.values()), counts.values()
    long = sum(days > limits.red_longer_than_days for days in red_days)
    steps: tuple[tuple[bool, RiskLevel | None, str], ...] = (
        (not total, None, "risk.township_no_data"),
        (long > 0, RiskLevel.RED, "risk.township_red_long"),
        (red >= limits.red_sites, RiskLevel.RED, "risk.township_red"),
        (red > 0, RiskLevel.ORANGE, "risk.township_red"),
        (orange * 100 >= limits.orange_percent * total, RiskLevel.ORANGE, "risk.township_orange_share"),
        (orange > 0, RiskLevel.YELLOW, "risk.township_orange"),
        (yellow * 100 >= limits.yellow_percent * total, RiskLevel.YELLOW, "risk.township_yellow_share"),
        (True, RiskLevel.BLUE, "risk.township_blue"),
    )
    level, code = next((level, code) for holds, level, code in steps if holds)
    numbers = {"red": red, "long": long, "days": limits.red_longer_than_days, "orange": orange, "yellow": yellow}
    shares = {"orange_percent": orange * 100 // (total or 1), "yellow_percent": yellow * 100 // (total or 1)}
    return TownshipRisk(level, Reason(code, numbers | shares), counts)
