"""The demo's generated log-ins: one a role, known only to this machine."""

import json

from django.conf import settings


def demo_logins() -> dict[str, dict[str, str]]:
    """`{"role": {"username", "password"}}` of `var/demo_logins.json`, or nothing."""
    path = settings.VAR_DIR / "demo_logins.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
