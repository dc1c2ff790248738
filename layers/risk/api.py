from typing import ClassVar

from django.db.models import Case, CharField, JSONField, Value, When
from rest_framework import serializers

from gis_platform.common.clock import county_today
from gis_platform.common.feature_list import FeatureQuery, FeatureViewSet, MomentField
from layers.sites.models import Site, knows_risk
from layers.sites.place_query import PlaceQuery
from layers.territory.models import Township

from .models import Assessment
from .queries import township_risks
from .rules import RiskLevel
from .words import reason_lines


class AssessmentOut(serializers.ModelSerializer):
    valid_from = serializers.DateTimeField(source="period.lower")
    valid_to = serializers.DateTimeField(source="period.upper", allow_null=True)
    reason_lines = serializers.SerializerMethodField()

    class Meta:
        model = Assessment
        fields = ("id", "site", "level", "reasons", "reason_lines", "valid_from", "valid_to")

    def get_reason_lines(self, assessment) -> list[dict]:
        """The reasons in the reader's language, as map and phone say them."""
        return reason_lines(assessment)


class AssessmentQuery(PlaceQuery, FeatureQuery):
    """`as_of` gives that moment's map (I17); without it every assessment is listed."""

    updated_since = MomentField(required=False)
    as_of = MomentField(required=False)


class AssessmentViewSet(FeatureViewSet):
    model = Assessment
    serializer_class = AssessmentOut
    query_class = AssessmentQuery
    geometry = "site__location"
    fields: ClassVar = {"site": "site_id", "name": "site__name", "level": "level", "reasons": "reasons"}
    filters: ClassVar = {
        "township": "site__township__code",
        "sector": "site__sector_line__key",
        "risk": "level",
        "updated_since": "period__startswith__gte",
        "as_of": "period__contains",
    }


class TownshipOut(serializers.ModelSerializer):
    """`risk` rolls up from the sites that the reader may see, null where there are none; `counts`: they by level."""

    risk = serializers.ChoiceField(choices=list(RiskLevel), allow_null=True)
    counts = serializers.DictField(child=serializers.IntegerField(), allow_null=True)

    class Meta:
        model = Township
        fields = ("id", "code", "name", "is_approximate", "risk", "counts")


class TownshipQuery(FeatureQuery):
    township = serializers.CharField(required=False, max_length=12)


class TownshipViewSet(FeatureViewSet):
    """Here, not in `territory`: what stands beside a township's name is its risk."""

    model = Township
    serializer_class = TownshipOut
    query_class = TownshipQuery
    geometry = "boundary"
    fields: ClassVar = {name: name for name in ("code", "name", "is_approximate", "risk", "counts")}
    filters: ClassVar = {"township": "code"}

    def get_queryset(self):
        townships, user = super().get_queryset(), self.request.user
        known = {}
        if knows_risk(user):
            known = township_risks(townships, Site.objects.visible_to(user), on=county_today())
        levels = [When(pk=pk, then=Value(one.level)) for pk, one in known.items()]
        counts = [When(pk=pk, then=Value(one.counts, JSONField())) for pk, one in known.items()]
        return townships.annotate(
            risk=Case(*levels, output_field=CharField()), counts=Case(*counts, output_field=JSONField())
        )
