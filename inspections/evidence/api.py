from rest_framework import mixins, serializers

from gis_platform.common.api import VisibleViewSet
from gis_platform.common.paging import Pages

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


class PhotosAsked(serializers.Serializer):
    subject = serializers.UUIDField(required=False)
    updated_since = serializers.DateTimeField(required=False, source="received_at__gte")


class NewestFirst(Pages):
    ordering = ("-received_at", "-id")


class PhotoViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, VisibleViewSet):
    """照片: what is kept of each; the picture itself is at `url`."""

    model = Photo
    serializer_class = PhotoOut
    pagination_class = NewestFirst

    def filter_queryset(self, queryset):
        asked = PhotosAsked(data=self.request.query_params)
        asked.is_valid(raise_exception=True)
        return queryset.filter(**asked.validated_data)
