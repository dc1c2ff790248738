from typing import ClassVar

from rest_framework import mixins, serializers

from gis_platform.common.api import VisibleViewSet
from gis_platform.common.feature_list import MomentField
from layers.sites.place_query import PLACE, PlaceQuery

from .models import Photo


class PhotoOut(serializers.ModelSerializer):
    url = serializers.SerializerMethodField()
    lng = serializers.FloatField(source="location.x", default=None)
    lat = serializers.FloatField(source="location.y", default=None)

    class Meta:
        model = Photo
        fields = (
            *("id", "sha256", "media_type", "size_bytes", "width_px", "height_px", "taken_at", "received_at"),
            *("lng", "lat", "subject", "url"),
        )

    def get_url(self, photo) -> str:
        return f"/photos/{photo.pk}/"


class PhotoQuery(PlaceQuery):
    subject = serializers.UUIDField(required=False)
    updated_since = MomentField(required=False)


class PhotoViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, VisibleViewSet):
    """照片: what is kept of each; the picture itself is at `url`."""

    model = Photo
    serializer_class = PhotoOut
    ordering = ("-received_at", "-id")
    query_class = PhotoQuery
    geometry = "location"
    filters: ClassVar = PLACE | {
        **{"risk": "site__risk_level", "subject": "subject", "updated_since": "received_at__gte"},
    }
