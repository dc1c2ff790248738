from rest_framework import exceptions, serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from gis_platform.accounts.api import Holds
from gis_platform.common.clock import now

from . import services
from .rules import MAX_BATCH_BYTES


class BatchIn(serializers.Serializer):
    device_id = serializers.CharField(max_length=64)
    ops = serializers.ListField(child=serializers.JSONField(allow_null=True), allow_empty=True)


class ResultOut(serializers.Serializer):
    op_id = serializers.CharField(allow_null=True)
    status = serializers.CharField()
    code = serializers.CharField()
    detail = serializers.CharField()
    entity_version = serializers.IntegerField(allow_null=True)


class TooLarge(exceptions.APIException):
    status_code = 413
    default_code = "too_large"


def refuse_above(request, limit_bytes):
    """Bound the body before a parser reads it."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > limit_bytes:
        raise TooLarge


def device_of(request, device_id, *, at):
    return services.device_of(request.user, device_id, token_device=getattr(request, "device", None), at=at)


class SyncView(APIView):
    """A batch of operations of one phone → one result an operation."""

    permission_classes = (Holds.the("phone.use"),)
    serializer_class = BatchIn

    def post(self, request):
        refuse_above(request, MAX_BATCH_BYTES)
        asked = BatchIn(data=request.data)
        asked.is_valid(raise_exception=True)
        at = now()
        device = device_of(request, asked.validated_data["device_id"], at=at)
        results = services.receive(asked.validated_data["ops"], by=request.user, device=device, at=at)
        return Response({"results": ResultOut(results, many=True).data, "server_time": at})
