from django.db.models import BooleanField, F, FloatField, IntegerField
from django.http import Http404, HttpResponse
from django.utils.cache import get_conditional_response
from drf_spectacular.utils import extend_schema
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import APIView

from layers.publishing.registry import published
from layers.territory.models import County

from .etag import tile_etag
from .sql import MAX_ZOOM, tile

MVT = "application/vnd.mapbox-vector-tile"
# Asked anew each time: a right that was taken away must not live on in a browser.
CACHE = "private, no-cache"


def layer_or_404(name):
    layer = published(name)
    if layer is None:
        raise Http404
    return layer


class AnyAccept:
    """GIS clients ask for tiles with any Accept header; there is one format."""

    def perform_content_negotiation(self, request, force=False):
        renderer = self.get_renderers()[0]  # type: ignore[attr-defined] # an APIView mixes this in
        return renderer, renderer.media_type


@extend_schema(exclude=True)
class TileView(AnyAccept, APIView):
    renderer_classes = (JSONRenderer,)

    def get(self, request, layer, z, x, y):
        found = layer_or_404(layer)
        if z > MAX_ZOOM or x >= 2**z or y >= 2**z:
            raise Http404
        content = tile(found, request.user, z, x, y)
        etag = tile_etag(request.user, content)
        headers = {"Cache-Control": CACHE, "ETag": etag, "Vary": "Cookie, Authorization"}
        answer = HttpResponse(content, content_type=MVT, headers=headers)
        return get_conditional_response(request._request, etag=etag, response=answer)


@extend_schema(exclude=True)
class TileJsonView(AnyAccept, APIView):
    """TileJSON 3.0 with addresses of the server that was asked."""

    renderer_classes = (JSONRenderer,)

    def get(self, request, layer):
        found = layer_or_404(layer)
        root, fields = request.build_absolute_uri("/"), field_types(found, request.user)
        document = tile_json(found, root, fields, bounds(request.user))
        return Response(document, headers={"Cache-Control": CACHE})


def field_types(layer, user):
    """{name: Boolean, Number or String}, of the columns that its tiles carry."""
    query = layer.rows(user).query
    return {name: type_of(F(path).resolve_expression(query).output_field) for name, path in layer.fields.items()}


def type_of(field):
    field = getattr(field, "target_field", field)
    if isinstance(field, BooleanField):
        return "Boolean"
    return "Number" if isinstance(field, IntegerField | FloatField) else "String"


def tile_json(layer, root, fields, bounds):
    low, high = layer.zooms
    parts = [{"id": layer.name, "fields": fields}]
    if layer.kind == "polygon":
        parts.append({"id": f"{layer.name}_labels", "fields": fields})
    return {
        "tilejson": "3.0.0",
        "name": str(layer.title),
        "tiles": [f"{root}tiles/{layer.name}/{{z}}/{{x}}/{{y}}.mvt"],
        "minzoom": low,
        "maxzoom": high,
        "vector_layers": parts,
        **({"bounds": bounds} if bounds else {}),
    }


def bounds(user):
    county = County.objects.visible_to(user).first()
    return [round(edge, 6) for edge in county.outline.extent] if county else None
