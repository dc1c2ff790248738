"""What every endpoint shares: the reading door, ETag with If-Match, Idempotency-Key."""

import json
from collections.abc import Callable, Mapping
from functools import wraps
from hashlib import sha256
from typing import Any, ClassVar

from django.db import transaction
from drf_spectacular.openapi import AutoSchema
from rest_framework import exceptions, serializers, viewsets
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from .clock import now
from .errors import LostUpdate, refuse
from .features import within
from .models import IdempotentAnswer


class ListSchema(AutoSchema):
    """Names what a list may be asked for."""

    def get_override_parameters(self) -> list[Any]:
        view: Any = self.view
        return [view.query_class] if view.query_class and view.action == "list" else []


class VisibleViewSet(viewsets.GenericViewSet[Any]):
    """Base of all viewsets. `model.objects.visible_to(user)` is where every request starts.

    What the user may not see is 404 before method, body or version are looked at: none of them may tell that it exists.
    A list is in `ordering`, and takes the parameters of `query_class`: `bbox` on the path `geometry`, each other one by
    its path in `filters`.
    """

    model: Any
    ordering: tuple[str, ...] = ("id",)
    query_class: type[serializers.Serializer[Any]] | None = None
    geometry: str = ""
    filters: ClassVar[Mapping[str, str]] = {}
    schema = ListSchema()

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return self.model.objects.none()
        rows = self.model.objects.visible_to(self.request.user)
        return rows.order_by(*self.ordering)

    def asked(self) -> dict[str, Any]:
        if self.query_class is None:
            return {}
        query = self.query_class(data=self.request.query_params, context={"request": self.request})
        query.is_valid(raise_exception=True)
        return dict(query.validated_data)

    def filter_queryset(self, queryset: Any) -> Any:
        if self.action != "list":
            return queryset
        asked = self.asked()
        if box := asked.get("bbox"):
            queryset = within(queryset, self.geometry, box)
        return queryset.filter(**{path: asked[name] for name, path in self.filters.items() if name in asked})

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        lookup = self.lookup_url_kwarg or self.lookup_field
        if lookup in kwargs:
            self.found = super().get_object()
            self._match(request)

    def get_object(self) -> Any:
        return self.found

    def _match(self, request: Request) -> None:
        wanted = request.headers.get("If-Match")
        if wanted and request.method not in ("GET", "HEAD") and wanted != etag(self.found):
            raise LostUpdate

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "private, no-store")
        found = getattr(self, "found", None)
        if found is not None and response.status_code == 200 and hasattr(found, "updated_at"):
            found.refresh_from_db(fields=["updated_at"])
            response["ETag"] = etag(found)
        return response


class FileRenderer(BaseRenderer):
    """Lets `Accept` of a file's type through: the answer is the file itself, a refusal still JSON."""

    def render(self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None) -> Any:
        return JSONRenderer().render(data)


def etag(row: Any) -> str:
    """Version of an editable row: its last change."""
    return f'"{row.pk}-{row.updated_at.timestamp():.6f}"' if hasattr(row, "updated_at") else f'"{row.pk}"'


def answered_once(deed: Callable[..., Response]) -> Callable[..., Response]:
    """Decorator of a write method: with an `Idempotency-Key` the same request is done once and answered alike.

    The key is bound to the user. The same key with another body is refused; a refusal is not kept, since it may be
    mended and sent again.
    """

    @wraps(deed)
    def method(self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        key = request.headers.get("Idempotency-Key")
        if not key:
            return deed(self, request, *args, **kwargs)
        if len(key) > 100:
            raise exceptions.ValidationError({"Idempotency-Key": ["at most 100 characters"]})
        fingerprint = sha256(f"{request.method} {request.path}\n".encode() + request.body).hexdigest()
        with transaction.atomic():
            row, is_new = IdempotentAnswer.claimed(user=request.user, key=key, request_sha256=fingerprint, at=now())
            if row.request_sha256 != fingerprint:
                raise refuse("request.key_used_for_another_body")
            if not is_new:
                return Response(row.body, status=row.status)
            response = deed(self, request, *args, **kwargs)
            row.status, row.body = response.status_code, as_plain(response.data)
            row.save(update_fields=["status", "body"])
            return response

    return method


def as_plain(data: Any) -> Any:
    """The answer as plain JSON values, as the client saw it."""
    return json.loads(JSONRenderer().render(data)) if data is not None else None
