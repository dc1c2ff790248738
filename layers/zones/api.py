from typing import ClassVar

from rest_framework import serializers

from gis_platform.common.feature_list import FeatureQuery, FeatureViewSet

from .models import RiskZone


class RiskZoneOut(serializers.ModelSerializer):
    township = serializers.CharField(source="township.code")

    class Meta:
        model = RiskZone
        fields = (
            "id", "name", "hazard_class", "level", "township", "control_measures", "responsible", "valid_from",
            "valid_to", "is_synthetic",
        )  # fmt: skip


class RiskZoneQuery(FeatureQuery):
    township = serializers.CharField(required=False, max_length=12)
    risk = serializers.ChoiceField(required=False, choices=("red", "orange", "yellow", "blue"))


class RiskZoneViewSet(FeatureViewSet):
    model = RiskZone
    serializer_class = RiskZoneOut
    query_class = RiskZoneQuery
    geometry = "area"
    fields: ClassVar = {
        "name": "name",
        "hazard_class": "hazard_class",
        "level": "level",
        "township": "township__code",
        "valid_from": "valid_from",
        "valid_to": "valid_to",
    }
    filters: ClassVar = {"township": "township__code", "risk": "level"}

    def get_queryset(self):
        return super().get_queryset().select_related("township")
