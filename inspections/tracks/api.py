from typing import ClassVar

from rest_framework import mixins, serializers
from rest_framework.response import Response

from gis_platform.common.api import VisibleViewSet
from gis_platform.common.clock import now

from . import services
from .models import DutySession


class DutyOut(serializers.ModelSerializer):
    class Meta:
        model = DutySession
        fields = ("id", "user", "started_at", "ended_at")


class DutyQuery(serializers.Serializer):
    """No `bbox`: where a duty went is told by the audited detail alone (§8)."""

    user = serializers.IntegerField(required=False)
    on = serializers.DateField(required=False)


class TrackViewSet(mixins.ListModelMixin, VisibleViewSet):
    """轨迹: duties one may see; the detail has the way itself and is an audited read."""

    model = DutySession
    serializer_class = DutyOut
    ordering = ("-started_at", "-id")
    query_class = DutyQuery
    filters: ClassVar = {"user": "user", "on": "started_at__date"}

    def retrieve(self, request, pk=None):
        runs = services.read_track(self.get_object(), by=request.user, at=now())
        return Response(DutyOut(self.get_object()).data | {"runs": runs})
