"""What the plan page calls its steps and why a site is in the pool or not."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inspections.rounds.rules import PlanState

from .pool import Because, LeftOut

STEP_NAMES = {
    "date": _("日期"),
    "teams": _("队伍"),
    "pool": _("候选"),
    "draw": _("抽取"),
    "routes": _("路线"),
    "seal": pgettext_lazy("deed", "密封"),
}
BECAUSE = {
    Because.OVERDUE: _("到期应查"),
    Because.DUE_SOON: _("临近到期"),
    Because.NEW: _("新入库"),
    Because.GUARD: _("特别防护期加密"),
    Because.LOOK_BACK: _("随机回查"),
}
LEFT_OUT = {LeftOut.CLOSED: _("关闭"), LeftOut.CAP_SPENT: _("近 365 天次数已满")}
STATE_TONES = {
    PlanState.DRAFT: "info",
    PlanState.SEALED: "sealed",
    PlanState.DEPARTED: "info",
    PlanState.COMPLETED: "ok",
    PlanState.CANCELLED: "",
    PlanState.LAPSED: "warn",
}
DONE = {
    "freeze": _("已重新冻结名单"),
    "draw": _("已抽取"),
    "redraw": _("已重抽"),
    "route": _("开始排路线"),
    "put_up": _("已送复核"),
    "seal": _("已密封"),
    "release": _("已放行"),
    "close": _("已结束"),
    "cancel": _("已作废"),
}
