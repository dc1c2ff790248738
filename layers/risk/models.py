from django.contrib.gis.db import models
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators

from gis_platform.common.visibility import VisibleQuerySet
from layers.sites.models import Site, choices
from layers.territory.reach import reach

from .rules import RiskLevel


class AssessmentQuerySet(VisibleQuerySet):
    def visible_to(self, user):
        """§8 “risk level, map”: by role and scope of the site; an enterprise none, not even its own."""
        return self.filter(reach(user, township="site__township", sector_line="site__sector_line", site=None))

    def as_of(self, at):
        """The assessments in force at a moment: that day's map, whatever was written later (I17)."""
        return self.filter(period__contains=at)


class Assessment(models.Model):
    """风险评定: append-only; the periods of one site never overlap, and each keeps why (§4)."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="assessments")
    level = models.CharField(max_length=8, choices=choices(RiskLevel))
    reasons = models.JSONField()  # [{"rule", "level", "values", "source"}], the fired ones first
    period = DateTimeRangeField()

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        constraints = (
            ExclusionConstraint(
                name="one_assessment_at_a_time",
                expressions=(("site", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)),
            ),
        )
