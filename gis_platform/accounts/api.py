from django.contrib.auth import authenticate
from rest_framework import exceptions, serializers
from rest_framework.permissions import BasePermission
from rest_framework.response import Response
from rest_framework.views import APIView

from . import tokens


class Holds(BasePermission):
    """`permission_classes = [Holds.the("plan.draft")]`: the role must hold the named permission."""

    permission = ""

    @classmethod
    def the(cls, permission):
        return type("Holds", (cls,), {"permission": permission})

    def has_permission(self, request, view):
        return request.user.is_authenticated and request.user.may(self.permission)


class LogIn(serializers.Serializer):
    username = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=128, trim_whitespace=False)
    device_id = serializers.CharField(max_length=64)


class Refresh(serializers.Serializer):
    refresh = serializers.CharField(max_length=200)


class Tokens(serializers.Serializer):
    access = serializers.CharField()
    refresh = serializers.CharField()
    expires_in_s = serializers.IntegerField()


class OpenView(APIView):
    """Asked without a log-in; what is refused here is the log-in itself, so the answer is 401, not 403."""

    authentication_classes = ()
    permission_classes = ()

    def get_authenticate_header(self, request):
        return "Bearer"


class TokenView(OpenView):
    """Username, password and device → short access token and rotating refresh token."""

    serializer_class = LogIn

    def post(self, request):
        asked = LogIn(data=request.data)
        asked.is_valid(raise_exception=True)
        device_id = asked.validated_data.pop("device_id")
        user = authenticate(request=request._request, **asked.validated_data)
        if user is None:
            raise exceptions.AuthenticationFailed("account.name_or_password")
        return Response(tokens.log_in(user, device_id=device_id))


class RefreshView(OpenView):
    serializer_class = Refresh

    def post(self, request):
        asked = Refresh(data=request.data)
        asked.is_valid(raise_exception=True)
        return Response(tokens.rotate(asked.validated_data["refresh"]))
