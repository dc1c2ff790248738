from ipaddress import ip_address

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.backends import ModelBackend

HANDED_ON = ("X-Forwarded-For", "X-Real-IP", "Forwarded", "Via")


def client_address(request) -> str | None:
    """Who asks: the peer, or behind our own proxy the last address of X-Forwarded-For, the one that proxy wrote."""
    peer = request.META.get("REMOTE_ADDR") or None
    if not settings.BEHIND_PROXY:
        return peer
    try:
        return str(ip_address(request.headers.get("X-Forwarded-For", "").rsplit(",", 1)[-1].strip()))
    except ValueError:
        return peer


def forget_wrong_passwords(user) -> None:
    """The right password ends the count of the own wrong ones; those of other names from this address stay."""
    AccessAttempt.objects.filter(username=user.get_username()).delete()


def is_loopback(request) -> bool:
    """Asked from this machine, by a local name, and not handed on by a proxy."""
    if request is None or any(request.headers.get(name) for name in HANDED_ON):
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
