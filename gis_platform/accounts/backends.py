from ipaddress import ip_address

from django.conf import settings
from django.contrib.auth.backends import ModelBackend


def is_loopback(request) -> bool:
    """Asked from this machine, by a local name, and not handed on by a proxy."""
    if request is None or request.headers.get("X-Forwarded-For"):
        return False
    host = request.get_host().rsplit(":", 1)[0].strip("[]")
    try:
        return ip_address(request.META["REMOTE_ADDR"]).is_loopback and host in {"localhost", "127.0.0.1", "::1"}
    except (KeyError, ValueError):
        return False


class LoopbackDemoBackend(ModelBackend):
    """Names and passwords; the demo's generated accounts only in a demo and only on loopback."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        user = super().authenticate(request, username=username, password=password, **kwargs)
        if user is not None and user.is_demo and not (settings.DEMO and is_loopback(request)):
            return None
        return user
