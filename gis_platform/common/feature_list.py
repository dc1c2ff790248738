"""A list of rows on the map: pages of JSON, or one GeoJSON collection; the filters that every such list takes."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from .api import VisibleViewSet
from .features import feature_collection, features, within
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


class FeatureQuery(serializers.Serializer[Any]):
    """`bbox` and `updated_since` narrow the list; a GeoJSON answer is cut at `limit` and goes on after id `cursor`."""

    bbox = BoxField(required=False, max_length=120)
    updated_since = serializers.DateTimeField(required=False)
    limit = serializers.IntegerField(required=False, min_value=1, max_value=MOST_FEATURES)


class FeatureViewSet(mixins.RetrieveModelMixin, VisibleViewSet):
    """What it shows and takes stands in `listed_as`, its decorator."""

    renderer_classes = (JSONRenderer, GeoJSONRenderer)
    query_class: type[serializers.Serializer[Any]]
    geometry: str
    fields: Mapping[str, str]
    filters: Mapping[str, str]

    def asked(self) -> dict[str, Any]:
        query = self.query_class(data=self.request.query_params)
        query.is_valid(raise_exception=True)
        return dict(query.validated_data)

    def narrowed(self, rows: Any, asked: dict[str, Any]) -> Any:
        if box := asked.get("bbox"):
            rows = within(rows, self.geometry, box)
        return rows.filter(**{path: asked[name] for name, path in self.filters.items() if name in asked})

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        asked = self.asked()
        rows = self.narrowed(self.get_queryset(), asked)
        if request.accepted_renderer.format == "geojson":
            return self.geojson(rows, asked)
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


def listed_as(
    query: type[serializers.Serializer[Any]], *, geometry: str, fields: Mapping[str, str], filters: Mapping[str, str]
) -> Any:
    """Class decorator: `fields` are GeoJSON's properties, `filters` the parameters of `query`, each by its path."""

    def wrap(viewset: Any) -> Any:
        viewset.query_class, viewset.geometry, viewset.fields, viewset.filters = query, geometry, fields, filters
        return extend_schema_view(list=extend_schema(parameters=[query]))(viewset)

    return wrap
