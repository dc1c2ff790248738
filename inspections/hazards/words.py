"""What states, grades and deeds are called on screens, and in which tone a state's pill is drawn."""

from django.utils.translation import gettext_lazy as _

from .rules import HazardDeed, HazardGrade, HazardState

STATE_NAMES = {
    HazardState.DRAFT: _("草稿"),
    HazardState.REPORTED: _("已上报"),
    HazardState.VOIDED: _("作废"),
    HazardState.CONFIRMED: _("已核定"),
    HazardState.FIXED_ON_SITE: _("当场整改"),
    HazardState.ASSIGNED: _("已交办"),
    HazardState.RECTIFYING: _("整改中"),
    HazardState.RECHECK_REQUESTED: _("申请复查"),
    HazardState.RECHECK_PASSED: _("复查合格"),
    HazardState.ACCEPTED: _("已验收"),
    HazardState.CLOSED: _("已销号"),
    HazardState.TRANSFERRED: _("已移送"),
}
STATE_TONES = {
    HazardState.RECTIFYING: "info",
    HazardState.RECHECK_REQUESTED: "warn",
    HazardState.RECHECK_PASSED: "ok",
    HazardState.ACCEPTED: "ok",
    HazardState.CLOSED: "ok",
}
GRADE_NAMES = {
    HazardGrade.GENERAL: _("一般"),
    HazardGrade.MAJOR: _("重大"),
    HazardGrade.TO_JUDGE: _("待核定"),
}
DEED_NAMES = {
    HazardDeed.REPORT: _("上报"),
    HazardDeed.PROPOSE_MAJOR: _("提请核定为重大"),
    HazardDeed.CONFIRM: _("核定"),
    HazardDeed.VOID: _("作废"),
    HazardDeed.FIX_ON_SITE: _("当场整改"),
    HazardDeed.ASSIGN: _("交办"),
    HazardDeed.SERVE: _("送达"),
    HazardDeed.REQUEST_RECHECK: _("申请复查"),
    HazardDeed.EXTEND: _("延期"),
    HazardDeed.FAIL_RECHECK: _("复查不合格"),
    HazardDeed.PASS_RECHECK: _("复查合格"),
    HazardDeed.ACCEPT: _("验收"),
    HazardDeed.CLOSE: _("销号"),
    HazardDeed.TRANSFER: _("移送"),
    HazardDeed.LIST: _("挂牌督办"),
}
STAGE_NAMES = {
    "report": _("上报"),
    "confirm": _("核定"),
    "assign": _("交办"),
    "rectify": _("整改"),
    "recheck": _("复查"),
    "accept": _("验收"),
    "close": _("销号"),
}
CHIP_NAMES = {
    "open": _("未销号"),
    "major": _("重大"),
    "overdue": _("逾期"),
    "proposed": _("待会签"),
    "recheck": _("待复查"),
    "ownerless": _("无主"),
    "closed": _("已销号"),
}
