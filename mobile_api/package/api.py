from django.http import HttpResponse
from rest_framework import serializers
from rest_framework.views import APIView

from gis_platform.accounts.api import Holds
from gis_platform.common.clock import now

from . import queries
from .rules import changed, padded, version_of


class PackageAsked(serializers.Serializer):
    since = serializers.CharField(required=False, max_length=200, default="")


class PackageOut(serializers.Serializer):
    """`sections` has what changed since the version that was asked for: all of it for a phone that has nothing."""

    version = serializers.CharField()
    sections = serializers.DictField()
    server_time = serializers.DateTimeField()
    padding = serializers.CharField()


class PackageView(APIView):
    """What this phone needs for its day (S1): `since=` the version it has, or `If-None-Match`."""

    permission_classes = (Holds.the("phone.use"),)
    serializer_class = PackageOut

    def get(self, request):
        asked = PackageAsked(data=request.query_params)
        asked.is_valid(raise_exception=True)
        at = now()
        sections = queries.sections(request.user, at=at)
        version = version_of(sections)
        headers = {"ETag": f'"{version}"', "Cache-Control": "private, no-cache", "Vary": "Authorization, Cookie"}
        if request.headers.get("If-None-Match") == headers["ETag"]:
            return HttpResponse(status=304, headers=headers)
        body = {
            "version": version,
            "sections": changed(sections, version=version, since=asked.validated_data["since"]),
            "server_time": at.isoformat(),
        }
        return HttpResponse(padded(body), content_type="application/json", headers=headers)
