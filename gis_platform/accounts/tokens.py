"""Opaque rotating tokens for phones: a lost answer is repeated, a stolen ancestor ends the family."""

import hmac
import secrets
from base64 import urlsafe_b64encode
from hashlib import sha256
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from rest_framework import authentication, exceptions

from gis_platform import audit

from .backends import forget_wrong_passwords
from .models import AccessToken, Device, RefreshToken


def digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _child_secret(token: str) -> str:
    """The same parent always has the same child, so a repeated refresh after a lost answer gives the same token."""
    return urlsafe_b64encode(hmac.digest(settings.SECRET_KEY.encode(), token.encode(), "sha256")).decode().rstrip("=")


def _new_access(device, at):
    token = secrets.token_urlsafe(32)
    AccessToken.objects.filter(device=device, expires_at__lt=at).delete()
    AccessToken.objects.create(digest=digest(token), device=device, expires_at=at + settings.ACCESS_TOKEN_LIFE)
    return token


@transaction.atomic
def log_in(user, *, device_id: str) -> dict:
    """Tokens for a phone: `{"access", "refresh", "expires_in_s"}`. Tokens keep real time, also in a demo."""
    at = timezone.now()
    forget_wrong_passwords(user)
    device, _ = Device.objects.get_or_create(user=user, device_id=device_id, defaults={"first_seen_at": at})
    if device.is_stopped:
        raise exceptions.AuthenticationFailed("account.device_stopped")
    refresh = secrets.token_urlsafe(32)
    RefreshToken.objects.create(
        digest=digest(refresh), device=device, family=uuid4(), expires_at=at + settings.REFRESH_TOKEN_LIFE
    )
    audit.record(user, "account.phone_logged_in", user, data={"device": device.pk})
    return _answer(_new_access(device, at), refresh)


def rotate(token: str) -> dict:
    """A new access token and the next refresh token; reuse of an ancestor ends the family (AuthenticationFailed)."""
    at = timezone.now()
    with transaction.atomic():
        row = (
            RefreshToken.objects.select_for_update(of=("self",))
            .select_related("device__user")
            .filter(digest=digest(token))
            .first()
        )
        if (
            row is None
            or row.is_revoked
            or row.expires_at < at
            or row.device.is_stopped
            or not row.device.user.is_active
        ):
            raise exceptions.AuthenticationFailed("account.token_refused")
        if row.parent_id:
            RefreshToken.objects.filter(pk=row.parent_id, is_used=False).update(is_used=True)  # our answer has arrived
        if not row.is_used:
            new = _child_secret(token)
            RefreshToken.objects.get_or_create(
                parent=row,
                defaults={
                    "digest": digest(new),
                    "device": row.device,
                    "family": row.family,
                    "expires_at": at + settings.REFRESH_TOKEN_LIFE,
                },
            )
            return _answer(_new_access(row.device, at), new)
    # Outside the block, or the refusal would roll the revocation back.
    RefreshToken.objects.filter(family=row.family).update(is_revoked=True)
    AccessToken.objects.filter(device=row.device).delete()
    audit.record(row.device.user, "account.token_reused", row.device.user)
    raise exceptions.AuthenticationFailed("account.token_reused")


def _answer(access, refresh):
    return {"access": access, "refresh": refresh, "expires_in_s": int(settings.ACCESS_TOKEN_LIFE.total_seconds())}


class BearerAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer …`: one indexed look-up, so a revoked token is dead at once."""

    def authenticate(self, request):
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer":
            return None
        row = (
            AccessToken.objects.select_related("device__user")
            .filter(digest=digest(token.strip()), expires_at__gt=timezone.now(), device__is_stopped=False)
            .first()
        )
        if row is None or not row.device.user.is_active:
            raise exceptions.AuthenticationFailed("account.token_refused")
        request.device = row.device
        return row.device.user, row

    def authenticate_header(self, request):
        return "Bearer"
