from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from layers.sites.models import Site
from layers.territory.models import Township

from .queries import found_sites, found_townships


class SearchQuery(serializers.Serializer):
    q = serializers.CharField(min_length=1, max_length=60)


class Hit(serializers.Serializer):
    """`kind` is `site` or `township`; `note` says where a site lies."""

    kind = serializers.CharField()
    id = serializers.IntegerField()
    name = serializers.CharField()
    note = serializers.CharField()
    risk = serializers.CharField()
    lng = serializers.FloatField()
    lat = serializers.FloatField()


class Hits(serializers.Serializer):
    results = Hit(many=True)


class SearchView(APIView):
    """What the searcher may see, best first; townships before sites."""

    @extend_schema(parameters=[SearchQuery], responses=Hits)
    def get(self, request):
        query = SearchQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        text = query.validated_data["q"]
        townships = found_townships(Township.objects.visible_to(request.user), text)
        known = Site.objects.visible_to(request.user).active().with_risk(request.user)
        sites = found_sites(known.select_related("township"), text)
        hits = [township_hit(one) for one in townships] + [site_hit(one) for one in sites]
        return Response({"results": hits}, headers={"Cache-Control": "private, no-store"})


def township_hit(township):
    place = township.seat or township.boundary.point_on_surface
    note = {"kind": "township", "id": township.pk, "name": township.name, "note": township.code, "risk": ""}
    return note | {"lng": place.x, "lat": place.y}


def site_hit(site):
    note = {"kind": "site", "id": site.pk, "name": site.name, "note": site.township.name, "risk": site.risk}
    return note | {"lng": site.location.x, "lat": site.location.y}
