"""Plans for author and approver, nonces for the witness, records for everybody.

A write answers with the plain part of a plan alone: its answer may be kept for an `Idempotency-Key`, and what is sealed
is kept nowhere but in the envelope.
"""

from collections.abc import Sequence
from datetime import time
from pathlib import Path

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers, status
from rest_framework.authentication import BaseAuthentication
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import APIView

from gis_platform.accounts.api import Holds
from gis_platform.common.api import VisibleViewSet, answered_once
from gis_platform.common.clock import now
from inspections.draw import lottery
from inspections.rounds import services as rounds
from inspections.rounds.models import Plan

from . import queries, services
from .draft_paper import draft_geojson, draft_paper


class PlanOut(serializers.ModelSerializer):
    class Meta:
        model = Plan
        fields = ("id", "date", "state", "author", "approver", "created_at", "sealed_at", "closed_at", "ended_because")


class PlanIn(serializers.Serializer):
    date = serializers.DateField()
    teams = serializers.IntegerField(min_value=1, max_value=20)
    stops = serializers.IntegerField(min_value=1, max_value=100)
    departs = serializers.TimeField(default=time(8, 30))
    shift_ends = serializers.TimeField(default=time(17, 30))


class DayAsked(serializers.Serializer):
    date = serializers.DateField()


class ReasonIn(serializers.Serializer):
    reason = serializers.CharField(max_length=200)


class CloseIn(serializers.Serializer):
    reason = serializers.CharField(max_length=200, default="", allow_blank=True)


@extend_schema_field(OpenApiTypes.INT)
class ApproverField(serializers.PrimaryKeyRelatedField):
    def get_queryset(self):
        return queries.possible_approvers(self.context["request"].user)


class PutUpIn(serializers.Serializer):
    approver = ApproverField()


class ReleaseIn(serializers.Serializer):
    stop_id = serializers.UUIDField()


class NonceIn(serializers.Serializer):
    date = serializers.DateField()
    nonce = serializers.CharField(max_length=64)


def values(serializer, request) -> dict:
    asked = serializer(data=request.data, context={"request": request})
    asked.is_valid(raise_exception=True)
    return asked.validated_data


class PlanViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, VisibleViewSet):
    """Plans of their author and approver. Everyone else gets the 404 of an id that never existed."""

    model = Plan
    serializer_class = PlanOut

    def get_permissions(self):
        # Only where no plan is named: on a plan, a role must not be told more than “not found”.
        drafts = self.action in ("create", "day")
        return [Holds.the("plan.draft")()] if drafts else [IsAuthenticated()]

    @extend_schema(request=PlanIn, responses={201: PlanOut})
    @answered_once
    def create(self, request):
        """A draft with its pool frozen."""
        asked = values(PlanIn, request)
        departs_at, shift_ends_at = services.shift(asked["date"], asked["departs"], asked["shift_ends"])
        plan = services.new_plan(
            teams=asked["teams"],
            stops=asked["stops"],
            departs_at=departs_at,
            shift_ends_at=shift_ends_at,
            by=request.user,
            at=now(),
        )
        return Response(PlanOut(plan).data, status=status.HTTP_201_CREATED)

    def retrieve(self, request, pk=None):
        """The plain part and, opened for this reader and on record, the content."""
        plan = self.get_object()
        content = services.opened_draft(plan, by=request.user, why="read", at=now())
        return Response(PlanOut(plan).data | {"content": draft_paper(plan, content)})

    @action(detail=True)
    def geojson(self, request, pk=None):
        plan = self.get_object()
        content = services.opened_draft(plan, by=request.user, why="map", at=now())
        return Response(draft_geojson(content), content_type="application/geo+json")

    @action(detail=True, url_path="status")
    def progress(self, request, pk=None):
        """`{"route": {"state": "waiting" | "done" | "failed", "at", "reasons"} | null}`, for a page that waits."""
        content = services.opened_draft(self.get_object(), by=request.user, why="status", at=now())
        return Response(content["status"])

    @action(detail=True, url_path="full_record")
    def full_record(self, request, pk=None):
        """For `verify_draw --full`: the auditor's, once the plan is over; before, its author's and approver's."""
        return Response(services.full_record_of(self.get_object(), by=request.user, at=now()))

    @action(detail=False)
    def day(self, request):
        """`?date=`: what can be planned on that day."""
        asked = DayAsked(data=request.query_params)
        asked.is_valid(raise_exception=True)
        return Response(queries.day_paper(asked.validated_data["date"]))

    def _done(self, deed, *, answer=status.HTTP_200_OK, **given):
        plan = deed(self.get_object(), by=self.request.user, at=now(), **given)
        return Response(PlanOut(plan).data, status=answer)

    @extend_schema(request=None, responses=PlanOut)
    @action(detail=True, methods=["post"])
    @answered_once
    def freeze(self, request, pk=None):
        return self._done(services.freeze_pool)

    @extend_schema(request=None, responses=PlanOut)
    @action(detail=True, methods=["post"])
    @answered_once
    def draw(self, request, pk=None):
        return self._done(services.draw)

    @extend_schema(request=ReasonIn, responses=PlanOut)
    @action(detail=True, methods=["post"])
    @answered_once
    def redraw(self, request, pk=None):
        return self._done(services.redraw, **values(ReasonIn, request))

    @extend_schema(request=None, responses={202: PlanOut})
    @action(detail=True, methods=["post"])
    @answered_once
    def route(self, request, pk=None):
        """202: see `content.status.route` of the plan: waiting, then done or failed with reasons."""
        return self._done(services.ask_route, answer=status.HTTP_202_ACCEPTED)

    @extend_schema(request=PutUpIn, responses=PlanOut)
    @action(detail=True, methods=["post"])
    @answered_once
    def put_up(self, request, pk=None):
        return self._done(services.put_up, **values(PutUpIn, request))

    @extend_schema(request=None, responses=PlanOut)
    @action(detail=True, methods=["post"])
    @answered_once
    def seal(self, request, pk=None):
        return self._done(services.seal)

    @extend_schema(request=ReleaseIn, responses=PlanOut)
    @action(detail=True, methods=["post"])
    @answered_once
    def release(self, request, pk=None):
        try:
            return self._done(rounds.release_stop, **values(ReleaseIn, request))
        except ObjectDoesNotExist:
            raise Http404 from None

    @extend_schema(request=CloseIn, responses=PlanOut)
    @action(detail=True, methods=["post"])
    @answered_once
    def close(self, request, pk=None):
        return self._done(rounds.close_plan, **values(CloseIn, request))

    @extend_schema(request=ReasonIn, responses=PlanOut)
    @action(detail=True, methods=["post"])
    @answered_once
    def cancel(self, request, pk=None):
        return self._done(services.cancel, **values(ReasonIn, request))


class NonceView(APIView):
    """The witness: first `show`, then the nonce."""

    serializer_class = NonceIn
    permission_classes = (Holds.the("draw.witness"),)

    @answered_once
    def post(self, request):
        asked = values(NonceIn, request)
        row = services.give_nonce(by=request.user, on=asked["date"], nonce=asked["nonce"], at=now())
        return Response(nonce_paper(row))


class ShownView(APIView):
    serializer_class = DayAsked
    permission_classes = (Holds.the("draw.witness"),)

    @answered_once
    def post(self, request):
        """Fixes and shows the three values of a day."""
        row = services.show_values(by=request.user, on=values(DayAsked, request)["date"], at=now())
        return Response(nonce_paper(row))


def nonce_paper(row) -> dict:
    return {"date": row.date.isoformat(), "shown": row.shown, "witness_nonce": row.nonce or None}


class PublicView(APIView):
    """No log-in: strangers check. Not of the API's schema: these are files."""

    schema = None
    authentication_classes: Sequence[type[BaseAuthentication]] = ()
    permission_classes = ()
    renderer_classes = (JSONRenderer,)

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "no-cache")
        return response


class DrawJson(PublicView):
    """The public record, in canonical JSON so that the file's own SHA-256 is the record's.

    Ids unknown and not yet published answer alike; only the auditor, logged in, reads it before.
    """

    authentication_classes = APIView.authentication_classes

    def get(self, request, draw_id):
        draw = queries.published_draw(request.user, draw_id)
        if draw is None:
            raise Http404
        return HttpResponse(lottery.canonical(draw.record), content_type="application/json")


class CommitmentsJson(PublicView):
    def get(self, request):
        return Response(services.commitments(at=now()))


class LotteryFile(PublicView):
    """The one-file verifier, as it runs here."""

    def get(self, request):
        return HttpResponse(Path(lottery.__file__).read_bytes(), content_type="text/x-python; charset=utf-8")
