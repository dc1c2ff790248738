"""What states and standings of a visit are called on screens."""

from django.utils.translation import gettext_lazy as _

from inspections.checklists.rules import Answer
from inspections.rounds.rules import SelectionMode

from .rules import ArrivalStanding, VisitState

STATE_NAMES = {VisitState.ARRIVED: _("检查中"), VisitState.LEFT: _("已离开"), VisitState.VOIDED: _("作废")}
STANDING_NAMES = {
    ArrivalStanding.VERIFIED: _("定位已核实"),
    ArrivalStanding.ACCEPTED: _("人工认可"),
    ArrivalStanding.UNVERIFIED: _("到达未核实"),
}
STANDING_TONES = {ArrivalStanding.VERIFIED: "ok", ArrivalStanding.ACCEPTED: "info", ArrivalStanding.UNVERIFIED: "warn"}
MODE_NAMES = {
    SelectionMode.RANDOM: _("随机抽查"),
    SelectionMode.KEY: _("重点检查"),
    SelectionMode.COMPLAINT: _("投诉举报"),
    SelectionMode.REFERRAL: _("转办交办"),
}
ANSWER_NAMES = {Answer.YES: _("是"), Answer.NO: _("否"), Answer.NA: _("不适用"), Answer.RECORD: _("记录")}
