from collections.abc import Callable
from typing import Any, ClassVar

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from gis_platform.common.api import VisibleViewSet, answered_once
from gis_platform.common.clock import county_today, now
from gis_platform.common.feature_list import MomentField
from layers.sites.place_query import PLACE, PlaceQuery

from . import services
from .models import Hazard, HazardEvent
from .queries import days_left
from .rules import HazardDeed, HazardGrade, HazardState


class EventOut(serializers.ModelSerializer):
    class Meta:
        model = HazardEvent
        fields = ("deed", "from_state", "to_state", "by", "at", "reason")


class HazardOut(serializers.ModelSerializer):
    text = serializers.CharField(source="finding.text")
    place = serializers.CharField(source="finding.place")
    visit = serializers.UUIDField(source="finding.visit_id")
    photos: Any = serializers.PrimaryKeyRelatedField(source="finding.photos", many=True, read_only=True)
    site_name = serializers.CharField(source="site.name", default=None)
    township = serializers.CharField(source="township.code", default=None)
    sector = serializers.CharField(source="sector_line.key", default=None)
    lng = serializers.FloatField(source="location.x")
    lat = serializers.FloatField(source="location.y")
    days_left = serializers.SerializerMethodField()
    is_ownerless = serializers.BooleanField()

    class Meta:
        model = Hazard
        fields: tuple[str, ...] = (
            *("id", "visit", "site", "site_name", "township", "sector", "state", "grade", "standard", "clause", "text"),
            *("place", "lng", "lat", "photos", "found_on", "confirmed_on", "due_on", "days_left", "rectifier"),
            *("is_ownerless", "closed_at", "updated_at"),
        )

    def get_days_left(self, hazard) -> int | None:
        return days_left(hazard)


class HazardDetailOut(HazardOut):
    events = EventOut(many=True)

    class Meta(HazardOut.Meta):
        fields = (*HazardOut.Meta.fields, "events")


class HazardQuery(PlaceQuery):
    updated_since = MomentField(required=False)
    site = serializers.IntegerField(required=False)
    visit = serializers.UUIDField(required=False)
    state = serializers.ChoiceField(required=False, choices=[state.value for state in HazardState])
    grade = serializers.ChoiceField(required=False, choices=[grade.value for grade in HazardGrade])
    is_overdue = serializers.BooleanField(required=False, default=False)


class ConfirmIn(serializers.Serializer):
    grade = serializers.ChoiceField([grade.value for grade in HazardGrade])
    clause = serializers.CharField(max_length=200, allow_blank=True)
    standard = serializers.CharField(max_length=200, allow_blank=True, default="")


class ProposeIn(serializers.Serializer):
    clause = serializers.CharField(max_length=200, allow_blank=True)
    standard = serializers.CharField(max_length=200, allow_blank=True, default="")


class VoidIn(serializers.Serializer):
    reason = serializers.CharField(max_length=2000, allow_blank=True)


# What is done here; 当场整改 comes from the phone, with its photos and signatures.
OFFERED: dict[HazardDeed, tuple[type[serializers.Serializer], Callable[..., Hazard]]] = {
    HazardDeed.PROPOSE_MAJOR: (ProposeIn, services.propose_major),
    HazardDeed.CONFIRM: (ConfirmIn, services.confirm_hazard),
    HazardDeed.VOID: (VoidIn, services.void_hazard),
}


class HazardViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, VisibleViewSet):
    """隐患台账, and the steps of its life-cycle at `{id}/{transition}/`."""

    model = Hazard
    serializer_class = HazardOut
    ordering = ("-found_on", "-id")
    query_class = HazardQuery
    geometry = "location"
    filters: ClassVar = PLACE | {
        **{"risk": "site__risk_level", "updated_since": "updated_at__gte", "visit": "finding__visit"},
        **{name: name for name in ("site", "state", "grade")},
    }

    def get_queryset(self):
        related = ("finding", "site", "township", "sector_line")
        return super().get_queryset().select_related(*related).prefetch_related("finding__photos")

    def get_serializer_class(self):
        return HazardDetailOut if self.action == "retrieve" else HazardOut

    def filter_queryset(self, queryset):
        hazards = super().filter_queryset(queryset)
        is_overdue = self.action == "list" and self.asked()["is_overdue"]
        return hazards.overdue(on=county_today()) if is_overdue else hazards

    @extend_schema(request=ConfirmIn, responses=HazardDetailOut)
    @action(detail=True, methods=["post"], url_path="(?P<transition>[a-z_]+)", url_name="transition")
    @answered_once
    def transition(self, request, pk=None, transition=""):
        """One deed of T1–T14 by its name; a pair of state and deed that does not exist is 409, an unknown name 404."""
        if transition not in HazardDeed:
            raise Http404
        hazard, deed = self.get_object(), HazardDeed(transition)
        if deed not in OFFERED or not services.is_transition(hazard, deed):
            services.not_offered(hazard, deed)
        shape, do = OFFERED[deed]
        asked = shape(data=request.data)
        asked.is_valid(raise_exception=True)
        hazard = do(hazard, by=request.user, at=now(), **asked.validated_data)
        return Response(HazardDetailOut(hazard).data)
