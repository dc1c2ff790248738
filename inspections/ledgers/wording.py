"""Names of the five batches, their states and the columns of their lists, in the reader's language."""

from django.utils.translation import gettext_lazy as _

from .rules import BatchKind

KIND_NAMES = {
    BatchKind.EXPOSED: _("曝光典型隐患"),
    BatchKind.LISTED: _("挂牌督办重大隐患"),
    BatchKind.PROSECUTED: _("立案查处违法企业"),
    BatchKind.BLACKLISTED: _("公布“黑名单”"),
    BatchKind.CRITICISED: _("通报批评"),
}
COLUMN_NAMES = {
    BatchKind.EXPOSED: (_("单位"), _("隐患"), _("媒体"), _("日期"), _("链接")),
    BatchKind.LISTED: (_("编号"), _("单位"), _("隐患"), _("级别"), _("期限"), _("状态")),
    BatchKind.PROSECUTED: (_("立案号"), _("单位"), _("案由"), _("处罚"), _("罚款额")),
    BatchKind.BLACKLISTED: (_("单位"), _("事由"), _("公布日期"), _("期限")),
    BatchKind.CRITICISED: (_("股室／人员"), _("事由"), _("文号（限阅）")),
}
DETAIL_NAMES = {
    "media": _("媒体"),
    "link": _("链接"),
    "case_no": _("立案号"),
    "penalty": _("处罚"),
    "fine": _("罚款额（元）"),
    "until": _("期限"),
    "document_no": _("文号（限阅）"),
}
STATE_NAMES = {
    "ahead": _("未到"),
    "running": _("本期"),
    "due": _("待报"),
    "late": _("迟报"),
    "submitted": _("已报"),
}
STATE_PILLS = {"due": "warn", "late": "danger", "submitted": "ok", "running": "info"}
