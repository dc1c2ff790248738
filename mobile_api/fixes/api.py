from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from gis_platform.accounts.api import Holds
from gis_platform.common.clock import now
from mobile_api.sync.api import device_of, refuse_above

from . import services

MAX_BATCH_BYTES = 2 * 1024 * 1024


class FixesIn(serializers.Serializer):
    device_id = serializers.CharField(max_length=64)
    fixes = serializers.ListField(child=serializers.JSONField(allow_null=True), allow_empty=True)


class FixRefused(serializers.Serializer):
    index = serializers.IntegerField()
    code = serializers.CharField()


class ReceivedOut(serializers.Serializer):
    """Counts; a fix that is counted anywhere is done with for the phone."""

    stored = serializers.IntegerField()
    duplicate = serializers.IntegerField()
    off_duty = serializers.IntegerField()
    refused = FixRefused(many=True)
    server_time = serializers.DateTimeField()


class TracksView(APIView):
    """Batches of fixes. Well-formed batches are always answered 200."""

    permission_classes = (Holds.the("phone.use"),)
    serializer_class = FixesIn

    def post(self, request):
        refuse_above(request, MAX_BATCH_BYTES)
        asked = FixesIn(data=request.data)
        asked.is_valid(raise_exception=True)
        at = now()
        device = device_of(request, asked.validated_data["device_id"], at=at)
        received = services.receive(asked.validated_data["fixes"], by=request.user, device=device, at=at)
        refused = [{"index": index, "code": code} for index, code in received.refused or []]
        counts = {name: getattr(received, name) for name in ("stored", "duplicate", "off_duty")}
        return Response(ReceivedOut(counts | {"refused": refused, "server_time": at}).data)
