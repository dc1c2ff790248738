from rest_framework import serializers

from gis_platform.common.feature_list import FeatureQuery, FeatureViewSet, listed_as

from .models import Township


class TownshipOut(serializers.ModelSerializer):
    class Meta:
        model = Township
        fields = ("id", "code", "name", "is_approximate")


class TownshipQuery(FeatureQuery):
    township = serializers.CharField(required=False, max_length=12)
    updated_since = None  # type: ignore[assignment] # this layer keeps no time of change


@listed_as(
    TownshipQuery,
    geometry="boundary",
    fields={name: name for name in ("code", "name", "is_approximate")},
    filters={"township": "code"},
)
class TownshipViewSet(FeatureViewSet):
    model = Township
    serializer_class = TownshipOut
