from rest_framework import mixins, serializers
from rest_framework.response import Response

from gis_platform.common.api import VisibleViewSet
from gis_platform.common.clock import now
from gis_platform.common.paging import Pages

from . import services
from .models import DutySession


class DutyOut(serializers.ModelSerializer):
    class Meta:
        model = DutySession
        fields = ("id", "user", "started_at", "ended_at")


class DutiesAsked(serializers.Serializer):
    user = serializers.IntegerField(required=False)
    on = serializers.DateField(required=False, source="started_at__date")


class NewestFirst(Pages):
    ordering = ("-started_at", "-id")


class TrackViewSet(mixins.ListModelMixin, VisibleViewSet):
    """轨迹: duties one may see; the detail has the way itself and is an audited read."""

    model = DutySession
    serializer_class = DutyOut
    pagination_class = NewestFirst

    def filter_queryset(self, queryset):
        asked = DutiesAsked(data=self.request.query_params)
        asked.is_valid(raise_exception=True)
        return queryset.filter(**asked.validated_data)

    def retrieve(self, request, pk=None):
        runs = services.read_track(self.get_object(), by=request.user, at=now())
        return Response(DutyOut(self.get_object()).data | {"runs": runs})
