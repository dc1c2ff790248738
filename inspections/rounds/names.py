from django.utils.translation import gettext_lazy as _

from .rules import PlanState, StopState

PLAN_STATES = {
    PlanState.DRAFT: _("草案"),
    PlanState.SEALED: _("已密封"),
    PlanState.DEPARTED: _("已出发"),
    PlanState.COMPLETED: _("已结束"),
    PlanState.CANCELLED: _("已作废"),
    PlanState.LAPSED: _("已失效"),
}
STOP_STATES = {
    StopState.SEALED: _("密封"),
    StopState.RELEASED: _("已放行"),
    StopState.UNSEALED: _("已启封"),
    StopState.LEFT: _("已离开"),
    StopState.SKIPPED: _("已跳过"),
    StopState.NOT_REACHED: _("未到达"),
    StopState.NOT_FITTED: _("排不进"),
}
