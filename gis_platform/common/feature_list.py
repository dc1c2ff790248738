"""A list of rows on the map: pages of JSON, or one GeoJSON collection; the filters that every such list takes."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.http import HttpResponse
from rest_framework import mixins, serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from .api import VisibleViewSet
from .features import feature_collection, features
from .geo import parse_bbox

MOST_FEATURES = 10_000
BIGGEST_ID = 2**63 - 1


class GeoJSONRenderer(JSONRenderer):
    media_type, format = "application/geo+json", "geojson"


class BoxField(serializers.CharField):
    """`west,south,east,north` in degrees."""

    def to_internal_value(self, data: Any) -> Any:
        try:
            return parse_bbox(super().to_internal_value(data))
        except ValueError as error:
            raise serializers.ValidationError(str(error)) from None


class MomentField(serializers.DateTimeField):
    """A moment that can be reckoned with in every time zone: the first and last hours of the calendar can not."""

    def to_internal_value(self, value: Any) -> Any:
        try:
            return super().to_internal_value(value)
        except OverflowError:
            return self.fail("overflow")


class FeatureQuery(serializers.Serializer[Any]):
    """`bbox` narrows the list; a GeoJSON answer is cut at `limit` and goes on after id `cursor`."""

    bbox = BoxField(required=False, max_length=120)
    limit = serializers.IntegerField(required=False, min_value=1, max_value=MOST_FEATURES)


class FeatureViewSet(mixins.RetrieveModelMixin, VisibleViewSet):
    """`fields` are GeoJSON's properties, each by its path."""

    renderer_classes = (JSONRenderer, GeoJSONRenderer)
    fields: ClassVar[Mapping[str, str]]

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        rows = self.filter_queryset(self.get_queryset())
        if request.accepted_renderer.format == "geojson":
            return self.geojson(rows, self.asked())
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        if request.accepted_renderer.format != "geojson":
            return super().retrieve(request, *args, **kwargs)
        rows = self.get_queryset().filter(pk=self.get_object().pk)
        text, _, _ = features(rows, geometry=self.geometry, fields=self.fields)
        return HttpResponse(text[1:-1], content_type="application/geo+json")

    def geojson(self, rows: Any, asked: dict[str, Any]) -> HttpResponse:
        """Keyset by id: `next` is the address that goes on, absent at the end."""
        after = self.request.query_params.get("cursor", "")
        if after.isascii() and after.isdigit() and int(after) <= BIGGEST_ID:
            rows = rows.filter(pk__gt=int(after))
        most = asked.get("limit", MOST_FEATURES)
        text, count, last = features(rows.order_by("id")[:most], geometry=self.geometry, fields=self.fields)
        members: dict[str, Any] = {"numberReturned": count}
        if count == most:
            members["next"] = self.next_address(last)
        return HttpResponse(feature_collection(text, **members), content_type="application/geo+json")

    def next_address(self, last: Any) -> str:
        query = self.request.query_params.copy()
        query["cursor"] = str(last)
        return self.request.build_absolute_uri(f"{self.request.path}?{query.urlencode()}")
