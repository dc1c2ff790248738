from django.db import models

from layers.territory.models import ReferenceQuerySet


class Campaign(models.Model):
    """集中攻坚行动: kept as its document; phases and periods are read out of it by `rules.campaign`."""

    key = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=100)
    document = models.JSONField()  # as in fixtures/campaign_*.yaml
    shifted_months = models.IntegerField(default=0)  # a demo runs a clone, moved by whole months

    objects = ReferenceQuerySet.as_manager()
