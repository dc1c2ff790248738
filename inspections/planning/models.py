"""What a draw is proven by: season keys, commitments for every working day, the witness's nonce, the public record."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from gis_platform.accounts.roles import Role
from gis_platform.common.clock import now
from gis_platform.common.visibility import VisibleQuerySet
from inspections.rounds.models import Plan


class SeasonKeyQuerySet(VisibleQuerySet):
    def visible_to(self, user):
        """Nobody: what the public may know of a season stands in the commitments."""
        return self.none()


class PublicQuerySet(VisibleQuerySet):
    def visible_to(self, user):
        """Everybody, logged in or not: published so that strangers can check."""
        return self


class SeasonKey(models.Model):
    """抽查密钥 of a season: committed by its hash, kept encrypted, opened to the public when the season is over."""

    name = models.CharField(max_length=40, unique=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    box = models.BinaryField()
    commitment = models.CharField(max_length=64)
    committed_at = models.DateTimeField()

    objects = SeasonKeyQuerySet.as_manager()


class Commitment(models.Model):
    """承诺: SHA-256 of one attempt's day key, for every working day in advance, draw or no draw."""

    season = models.ForeignKey(SeasonKey, on_delete=models.PROTECT, related_name="commitments")
    date = models.DateField()
    attempt = models.PositiveSmallIntegerField()
    key_hash = models.CharField(max_length=64)

    objects = PublicQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("date", "attempt"), name="one_commitment_an_attempt"),)


class Nonce(models.Model):
    """见证数: the three values shown to the witness, every working day alike, and the number given back."""

    date = models.DateField(unique=True)
    shown = ArrayField(models.CharField(max_length=64), size=3)
    shown_at = models.DateTimeField()
    nonce = models.CharField(max_length=64, blank=True)
    witness = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(null=True)

    objects = PublicQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="nonce_is_whole_or_missing",
                condition=Q(nonce="", given_at=None) | Q(nonce__regex="^[0-9a-f]{64}$", given_at__isnull=False),
            ),
        )


class DrawRecordQuerySet(VisibleQuerySet):
    def visible_to(self, user):
        """Everybody once it is published; the auditor from the day the plan is over. Before, it is no row at all."""
        if getattr(user, "role", None) == Role.AUDITOR:
            return self
        return self.filter(public_from__lte=now())


class DrawRecord(models.Model):
    """抽查公开记录: names nobody, proves that nobody chose. Filed when its plan is completed (S7)."""

    plan = models.OneToOneField(Plan, primary_key=True, on_delete=models.PROTECT, related_name="draw_record")
    record = models.JSONField()
    sha256 = models.CharField(max_length=64)
    public_from = models.DateTimeField()

    objects = DrawRecordQuerySet.as_manager()
