"""Why a site has its level, in sentences: the rules that fired, with their numbers."""

from decimal import Decimal

from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from .queries import rules_in_force
from .rules import RiskLevel

# Beside the word “risk” or a badge's letter, and standing alone.
LEVEL_NAMES = {
    RiskLevel.RED: pgettext_lazy("risk", "重大"),
    RiskLevel.ORANGE: pgettext_lazy("risk", "较大"),
    RiskLevel.YELLOW: pgettext_lazy("risk", "一般"),
    RiskLevel.BLUE: pgettext_lazy("risk", "低"),
}
LEVEL_TITLES = {
    RiskLevel.RED: gettext_lazy("重大风险"),
    RiskLevel.ORANGE: gettext_lazy("较大风险"),
    RiskLevel.YELLOW: gettext_lazy("一般风险"),
    RiskLevel.BLUE: gettext_lazy("低风险"),
}


def reason_lines(assessment) -> list[dict]:
    """[{level, title, note, is_ground}] of an assessment, the deciding reasons first."""
    titles = {rule.id: (rule.title, rule.title_en) for rule in rules_in_force().rules}
    return [
        {
            "level": reason["level"],
            "title": _title(reason, titles),
            "note": _note(reason),
            "is_ground": reason["level"] == assessment.level,
        }
        for reason in assessment.reasons
    ]


def silent_rules(assessment) -> int:
    """How many direct rules did not fire."""
    fired = {reason["rule"] for reason in assessment.reasons}
    return sum(rule.id not in fired for rule in rules_in_force().rules)


def _title(reason, titles):
    if reason["rule"] == "lec":
        scores = {name: _plain(reason["values"][name]) for name in "LECD"}
        return _("作业条件 L {L} × E {E} × C {C} = {D}").format(**scores)
    if reason["rule"] == "lec-not-scored":
        return _("作业条件未评分")
    chinese, english = titles.get(reason["rule"], (reason["rule"], reason["rule"]))
    return english if get_language() == "en" else chinese


def _note(reason) -> str:
    values = reason["values"]
    if reason["rule"] == "lec":
        return lec_band(Decimal(values["D"]))
    known = {
        "hazards": _("未销号 {value} 条"),
        "mhi_level": _("重大危险源 {value} 级"),
        "pond_grade": _("{value} 等库"),
        "people": _("单班下井 {value} 人"),
        "workers": _("涉爆粉尘作业 {value} 人"),
        "valid_to": _("有效期至 {value}"),
        "happened_on": _("事故日期 {value}"),
    }
    return "，".join(
        known[name].format(value=value) for name, value in values.items() if name in known and value != "None"
    )


def lec_band(score: Decimal) -> str:
    if score >= 320:
        return _("D ≥ 320，评为重大")
    if score >= 160:
        return _("160 ≤ D < 320，评为较大")
    return _("70 ≤ D < 160，评为一般") if score >= 70 else _("D < 70，评为低")


def _plain(number: str) -> str:
    return f"{Decimal(number).normalize():f}"
