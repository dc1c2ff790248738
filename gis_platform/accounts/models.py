from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models

from gis_platform.common.visibility import VisibleQuerySet

from .roles import ROLE_NAMES, Role, may


class AccountQuerySet(VisibleQuerySet):
    def visible_to(self, user):
        """Oneself; the administrator manages accounts and the auditor reads them."""
        if user.role in {Role.ADMIN, Role.AUDITOR}:
            return self
        return self.filter(pk=user.pk)


class AccountManager(UserManager.from_queryset(AccountQuerySet)):  # type: ignore[misc]
    pass


class OwnQuerySet(VisibleQuerySet):
    def visible_to(self, user):
        """One's own devices and tokens alone: a token is as good as a password."""
        return self.filter(user=user)


class User(AbstractUser):
    """用户: one person, one account, one role. Where it reaches is `layers.territory.Scope`."""

    role = models.CharField(max_length=20, choices=[(role, ROLE_NAMES[role]) for role in Role])
    name = models.CharField(max_length=40, blank=True)
    is_demo = models.BooleanField(default=False)  # generated log-in: good on loopback only

    objects: ClassVar[AccountManager] = AccountManager()

    class Meta:
        constraints = (
            models.CheckConstraint(name="role_is_known", condition=models.Q(role__in=[role.value for role in Role])),
        )

    def may(self, permission: str) -> bool:
        return may(self, permission)

    @property
    def role_name(self):
        return ROLE_NAMES[Role(self.role)]

    def get_full_name(self):
        return self.name or self.username


class Device(models.Model):
    """A phone that has logged in. Tokens are bound to it, so a lost phone is stopped alone."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="devices")
    device_id = models.CharField(max_length=64)
    first_seen_at = models.DateTimeField()
    is_stopped = models.BooleanField(default=False)

    objects = OwnQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "device_id"), name="one_row_a_user_and_device"),)


class DeviceOwnedQuerySet(VisibleQuerySet):
    def visible_to(self, user):
        """Nobody reads tokens: the table holds only digests, and asks are by digest."""
        return self.none()


class AccessToken(models.Model):
    """Opaque and short-lived; only its digest is kept, so a stolen table opens nothing."""

    digest = models.CharField(max_length=64, unique=True)
    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="access_tokens")
    expires_at = models.DateTimeField()

    objects = DeviceOwnedQuerySet.as_manager()


class RefreshToken(models.Model):
    """One link in a family of rotating tokens; an old link used again revokes the family."""

    digest = models.CharField(max_length=64, unique=True)
    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="refresh_tokens")
    parent = models.OneToOneField("self", null=True, on_delete=models.CASCADE, related_name="child")
    family = models.UUIDField()
    is_used = models.BooleanField(default=False)
    is_revoked = models.BooleanField(default=False)
    expires_at = models.DateTimeField()

    objects = DeviceOwnedQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["family"], name="refresh_token_family"),)
