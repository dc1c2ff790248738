from typing import ClassVar

from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from gis_platform.accounts.api import Holds
from gis_platform.common.api import VisibleViewSet
from gis_platform.common.clock import county_today
from layers.sites.models import Site
from layers.sites.place_query import PLACE, PlaceQuery

from . import queries


class CoverageOut(serializers.ModelSerializer):
    township = serializers.CharField(source="township.code")
    sector = serializers.CharField(source="sector_line.key")
    last_visit_on = serializers.DateField()
    due_on = serializers.DateField()
    state = serializers.SerializerMethodField()
    overdue_days = serializers.SerializerMethodField()

    class Meta:
        model = Site
        fields = (
            "id",
            "code",
            "name",
            "township",
            "sector",
            "risk_level",
            "last_visit_on",
            "due_on",
            "state",
            "overdue_days",
        )

    def get_state(self, site) -> str:
        return queries.state_of(site)

    def get_overdue_days(self, site) -> int:
        return queries.overdue_days(site, on=county_today())


class CoverageViewSet(mixins.ListModelMixin, VisibleViewSet):
    """巡查覆盖: sites with when they were last visited and when they are due, today.

    Not for enterprises: a due date is a hint of the next visit.
    """

    model = Site
    serializer_class = CoverageOut
    query_class = PlaceQuery
    geometry = "location"
    filters: ClassVar = PLACE | {"risk": "risk_level"}
    permission_classes = (Holds.the("page.map"),)

    def get_queryset(self):
        return queries.with_coverage(
            super().get_queryset().active().select_related("township", "sector_line"), on=county_today()
        )

    @action(detail=False, pagination_class=None)
    def summary(self, request):
        """Active, covered, overdue and percent: whole, a township, a sector line."""
        on = county_today()
        return Response(
            {
                "on": on,
                **_body(queries.coverage(request.user, on=on)),
                "townships": _rows(queries.coverage_by(request.user, "township", on=on)),
                "sectors": _rows(queries.coverage_by(request.user, "sector_line", on=on)),
            }
        )


def _rows(rows) -> list[dict]:
    return [{"code": code, "name": name, **_body(one)} for code, name, one in rows]


def _body(one) -> dict:
    return {"active": one.active, "covered": one.covered, "overdue": one.overdue, "percent": one.percent}
