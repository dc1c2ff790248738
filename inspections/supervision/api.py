from datetime import date
from typing import ClassVar

from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from gis_platform.accounts.api import Holds
from gis_platform.common.api import VisibleViewSet, answered_once
from gis_platform.common.clock import county_today, now

from . import queries, services
from .models import CheckIn
from .rules import Review, Standing


class CheckInOut(serializers.ModelSerializer):
    unit_name = serializers.CharField(source="unit.name")
    township = serializers.CharField(source="township.code", default=None)
    user_name = serializers.CharField(source="user.get_full_name")

    class Meta:
        model = CheckIn
        fields = (
            *("id", "on", "unit", "unit_name", "user_name", "is_deputy", "township", "at", "checked_out_at"),
            *("accuracy_m", "is_mock", "is_inside", "edge_m", "standing", "reasons"),
            *("decision", "decided_at", "decided_because", "is_historic"),
        )


class CheckInQuery(serializers.Serializer):
    unit = serializers.IntegerField(required=False)
    township = serializers.CharField(required=False, max_length=12)
    standing = serializers.ChoiceField([one.value for one in Standing], required=False)
    since = serializers.DateField(required=False)
    until = serializers.DateField(required=False)


class ReviewIn(serializers.Serializer):
    decision = serializers.ChoiceField([Review.ACCEPTED.value, Review.REFUSED.value])
    reason = serializers.CharField(max_length=200)


class SupervisionDayViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, VisibleViewSet):
    """驻点: check-ins with what each is worth, the board that is made of them, and their review."""

    model = CheckIn
    serializer_class = CheckInOut
    ordering = ("-at", "id")
    query_class = CheckInQuery
    filters: ClassVar = {
        **{"unit": "unit", "township": "township__code", "standing": "standing"},
        **{"since": "on__gte", "until": "on__lte"},
    }

    def get_queryset(self):
        return super().get_queryset().select_related("unit", "township", "user")

    @action(detail=False, permission_classes=[Holds.the("page.supervision")], pagination_class=None)
    def board(self, request):
        """Units × months: days, required, shortfall, expected at the month's end."""
        return Response(board_body(queries.board(request.user, on=county_today())))

    @action(detail=True, methods=["post"], permission_classes=[Holds.the("checkin.review")])
    @answered_once
    def review(self, request, pk=None):
        check_in = self.get_object()
        asked = ReviewIn(data=request.data)
        asked.is_valid(raise_exception=True)
        row = services.review_check_in(check_in, by=request.user, at=now(), **asked.validated_data)
        return Response(CheckInOut(row).data)


def board_body(board) -> dict:
    return {
        "on": board.on,
        "required_a_month": board.terms.required,
        "unit_days_required": board.unit_days_required,
        "is_partial": board.is_partial,
        "units": [
            {"unit": row.unit.pk, "unit_name": row.unit.name, "months": [_cell_body(cell) for cell in row.cells]}
            for row in board.rows
        ],
    }


def _cell_body(cell) -> dict:
    counted: list[date] = [day.on for day in cell.days if day.state == "counted"]
    return {
        "month": f"{cell.month.starts_on:%Y-%m}",
        "days": cell.count,
        "dates": counted,
        "shortfall": None if cell.pace is None else cell.shortfall,
        "expected": cell.expected,
        "pace": cell.pace,
    }
