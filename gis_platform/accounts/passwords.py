import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

KINDS = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^A-Za-z0-9]")


class ThreeKindsOfCharacters:
    """Password complexity of GB/T 22239-2019 level 2 as set in docs/rules.md §9: three of four kinds."""

    def validate(self, password, user=None):
        if sum(bool(re.search(kind, password)) for kind in KINDS) < 3:
            raise ValidationError(self.get_help_text(), code="password_too_simple")

    def get_help_text(self):
        return _("密码要含大写字母、小写字母、数字、符号中的三种。")
