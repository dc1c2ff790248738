from typing import Any, ClassVar

from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from gis_platform.common.api import VisibleViewSet, answered_once
from gis_platform.common.clock import now
from gis_platform.common.feature_list import MomentField
from layers.sites.place_query import PLACE, PlaceQuery

from . import services
from .models import Finding, FindingNote, Visit
from .queries import current_answers
from .rules import ArrivalStanding, VisitState


class OfficerOut(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()


class VisitOut(serializers.ModelSerializer):
    site_name = serializers.CharField(source="site.name", default=None)
    township = serializers.CharField(source="township.code", default=None)
    sector = serializers.CharField(source="sector_line.key", default=None)
    officers = OfficerOut(many=True)
    finding_count = serializers.IntegerField()

    class Meta:
        model = Visit
        fields: tuple[str, ...] = (
            *("id", "site", "site_name", "township", "sector", "selection_mode", "officers", "state", "standing"),
            *("arrived_at", "left_at", "opened_at", "recorded_at", "is_historic", "finding_count"),
        )


class AnswerOut(serializers.Serializer):
    checklist = serializers.CharField()
    version = serializers.IntegerField()
    item_key = serializers.CharField()
    answer = serializers.CharField()
    value = serializers.CharField()
    note = serializers.CharField()
    at = serializers.DateTimeField()


class VisitDetailOut(VisitOut):
    answers = serializers.SerializerMethodField()
    findings: Any = serializers.PrimaryKeyRelatedField(many=True, read_only=True)

    class Meta(VisitOut.Meta):
        fields = (*VisitOut.Meta.fields, "answers", "findings")

    def get_answers(self, visit) -> list[dict[str, Any]]:
        return list(AnswerOut(current_answers(visit), many=True).data)


class VisitQuery(PlaceQuery):
    site = serializers.IntegerField(required=False)
    state = serializers.ChoiceField(required=False, choices=[state.value for state in VisitState])
    standing = serializers.ChoiceField(required=False, choices=[standing.value for standing in ArrivalStanding])


class AcceptIn(serializers.Serializer):
    reason = serializers.CharField(max_length=200, allow_blank=True)


class VisitViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, VisibleViewSet):
    """检查: what was done where; `accept/` opens an arrival that its fix did not verify."""

    model = Visit
    serializer_class = VisitOut
    ordering = ("-arrived_at", "-id")
    query_class = VisitQuery
    geometry = "arrival_location"
    filters: ClassVar = PLACE | {"risk": "site__risk_level", "site": "site", "state": "state", "standing": "standing"}

    def get_queryset(self):
        seen: Any = super().get_queryset()
        return seen.with_counts().select_related("site", "township", "sector_line").prefetch_related("officers")

    def get_serializer_class(self):
        return VisitDetailOut if self.action == "retrieve" else VisitOut

    @action(detail=True, methods=["post"])
    @answered_once
    def accept(self, request, pk=None):
        visit = self.get_object()
        asked = AcceptIn(data=request.data)
        asked.is_valid(raise_exception=True)
        services.accept_arrival(visit, by=request.user, at=now(), **asked.validated_data)
        return Response(VisitDetailOut(self.get_queryset().get(pk=visit.pk)).data)


class NoteOut(serializers.ModelSerializer):
    class Meta:
        model = FindingNote
        fields = ("id", "text", "by", "at")


class FindingOut(serializers.ModelSerializer):
    lng = serializers.FloatField(source="location.x")
    lat = serializers.FloatField(source="location.y")
    notes = NoteOut(many=True)

    class Meta:
        model = Finding
        fields = (
            *("id", "visit", "checklist", "item_key", "text", "place", "grade_hint", "standard", "clause"),
            *("lng", "lat", "accuracy_m", "is_mock", "photos", "found_by", "found_at", "received_at", "notes"),
        )


class FindingQuery(PlaceQuery):
    visit = serializers.UUIDField(required=False)
    updated_since = MomentField(required=False)


class FindingViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, VisibleViewSet):
    """发现: what a visit saw, with its notes; it is never changed."""

    model = Finding
    serializer_class = FindingOut
    ordering = ("-received_at", "-id")
    query_class = FindingQuery
    geometry = "location"
    filters: ClassVar = {
        "township": "visit__township__code",
        "sector": "visit__sector_line__key",
        "risk": "visit__site__risk_level",
        "visit": "visit",
        "updated_since": "received_at__gte",
    }

    def get_queryset(self):
        return super().get_queryset().prefetch_related("photos", "notes")
