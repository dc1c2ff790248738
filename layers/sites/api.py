from rest_framework import serializers

from gis_platform.common.feature_list import FeatureQuery, FeatureViewSet, listed_as

from .models import Licence, Site


class LicenceOut(serializers.ModelSerializer):
    class Meta:
        model = Licence
        fields = ("kind", "number", "issuer", "valid_from", "valid_to", "is_withdrawn")


class SiteOut(serializers.ModelSerializer):
    township = serializers.CharField(source="township.code")
    sector = serializers.CharField(source="sector_line.key")
    risk = serializers.CharField(source="risk_level")
    lng = serializers.FloatField(source="location.x")
    lat = serializers.FloatField(source="location.y")
    licences = LicenceOut(many=True)

    class Meta:
        model = Site
        fields = (
            "id", "code", "name", "uscc", "kind", "status", "sector", "township", "address", "risk", "lng", "lat",
            "principal", "phone", "licences", "is_synthetic", "updated_at",
        )  # fmt: skip


class SiteQuery(FeatureQuery):
    """`risk` is a level or `none`; `township` a code; `sector` the key of a sector line."""

    township = serializers.CharField(required=False, max_length=12)
    sector = serializers.CharField(required=False, max_length=20)
    risk = serializers.ChoiceField(required=False, choices=("red", "orange", "yellow", "blue", "none"))

    def validate_risk(self, level):
        return "" if level == "none" else level


@listed_as(
    SiteQuery,
    geometry="location",
    fields={
        "code": "code",
        "name": "name",
        "kind": "kind",
        "status": "status",
        "risk": "risk_level",
        "sector": "sector_line__key",
        "township": "township__code",
        "is_synthetic": "is_synthetic",
    },
    filters={
        "township": "township__code",
        "sector": "sector_line__key",
        "risk": "risk_level",
        "updated_since": "updated_at__gte",
    },
)
class SiteViewSet(FeatureViewSet):
    model = Site
    serializer_class = SiteOut

    def get_queryset(self):
        return super().get_queryset().select_related("township", "sector_line").prefetch_related("licences")
