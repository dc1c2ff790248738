from rest_framework import serializers

from gis_platform.common.feature_list import FeatureQuery, FeatureViewSet, listed_as

from .models import Assessment
from .words import reason_lines


class AssessmentOut(serializers.ModelSerializer):
    valid_from = serializers.DateTimeField(source="period.lower")
    valid_to = serializers.DateTimeField(source="period.upper", allow_null=True)
    reason_lines = serializers.SerializerMethodField()

    class Meta:
        model = Assessment
        fields = ("id", "site", "level", "reasons", "reason_lines", "valid_from", "valid_to", "because")

    def get_reason_lines(self, assessment) -> list[dict]:
        """The reasons in the reader's language, as map and phone say them."""
        return reason_lines(assessment)


class AssessmentQuery(FeatureQuery):
    """`as_of` gives that moment's map (I17); without it every assessment is listed."""

    township = serializers.CharField(required=False, max_length=12)
    sector = serializers.CharField(required=False, max_length=20)
    risk = serializers.ChoiceField(required=False, choices=("red", "orange", "yellow", "blue"))
    as_of = serializers.DateTimeField(required=False)


@listed_as(
    AssessmentQuery,
    geometry="site__location",
    fields={"site": "site_id", "name": "site__name", "level": "level", "reasons": "reasons"},
    filters={
        "township": "site__township__code",
        "sector": "site__sector_line__key",
        "risk": "level",
        "updated_since": "period__startswith__gte",
        "as_of": "period__contains",
    },
)
class AssessmentViewSet(FeatureViewSet):
    model = Assessment
    serializer_class = AssessmentOut
