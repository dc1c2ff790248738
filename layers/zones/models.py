from django.contrib.gis.db import models

from gis_platform.common.visibility import VisibleQuerySet
from layers.territory.models import Township
from layers.territory.reach import reach


class RiskZoneQuerySet(VisibleQuerySet):
    def visible_to(self, user):
        """§8 “risk level, map”: by township; to every section, since a zone has no sector line; no enterprise."""
        if user.role == "section_officer":
            return self
        return self.filter(reach(user, site=None))

    def valid(self, *, on):
        return self.filter(valid_from__lte=on).exclude(valid_to__lt=on)


class RiskZone(models.Model):
    """风险区: production safety or natural hazard; the two are never mixed (§4)."""

    name = models.CharField(max_length=100)
    hazard_class = models.CharField(max_length=20)  # production | natural
    level = models.CharField(max_length=8)
    township = models.ForeignKey(Township, on_delete=models.PROTECT, related_name="risk_zones")
    area = models.PolygonField(srid=4326)
    control_measures = models.TextField(blank=True)
    responsible = models.CharField(max_length=40, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    is_synthetic = models.BooleanField(default=False)

    objects = RiskZoneQuerySet.as_manager()
