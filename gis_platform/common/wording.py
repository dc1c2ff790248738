"""Sentences for the reasons that every part shares."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "request.key_used_for_another_body": _("这个 Idempotency-Key 已用于另一份内容，请换一个。"),
}
