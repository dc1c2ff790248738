"""Sentences for the reasons that every part shares."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "account.name_or_password": _("账号或密码不对。"),
    "account.device_stopped": _("这台手机已停用，请找系统管理员。"),
    "account.token_refused": _("登录已失效，请重新登录。"),
    "account.token_reused": _("登录凭据被重复使用，已全部作废，请重新登录。"),
    "account.locked_out": _("密码连续输错太多次，已暂时锁定，过一会儿再试。"),
    "request.key_used_for_another_body": _("这个 Idempotency-Key 已用于另一份内容，请换一个。"),
}
