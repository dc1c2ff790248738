from typing import ClassVar

from rest_framework import mixins, serializers

from gis_platform.common.api import VisibleViewSet
from layers.sites.place_query import PLACE, PlaceQuery

from .models import Round, Stop


class StopOut(serializers.ModelSerializer):
    class Meta:
        model = Stop
        fields = ("id", "round", "site", "township", "sector_line", "state", "selection_mode", "unsealed_at", "left_at")


class RoundOut(serializers.ModelSerializer):
    date = serializers.DateField(source="plan.date")
    stops = serializers.SerializerMethodField()

    class Meta:
        model = Round
        fields = ("id", "date", "leader", "members", "stops")

    def get_stops(self, round_) -> list[str]:
        """Ids of the stops that the reader may see."""
        return [str(stop.pk) for stop in round_.stops.visible_to(self.context["request"].user).order_by("unsealed_at")]


class StopViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, VisibleViewSet):
    """Unsealed stops."""

    model = Stop
    serializer_class = StopOut
    query_class = PlaceQuery
    geometry = "site__location"
    filters: ClassVar = PLACE | {"risk": "site__risk_level"}


class RoundViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, VisibleViewSet):
    """Rounds with at least one unsealed stop."""

    model = Round
    serializer_class = RoundOut

    def get_queryset(self):
        return super().get_queryset().select_related("plan")
