from django.shortcuts import get_object_or_404
from rest_framework import mixins, renderers, serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from gis_platform.accounts.api import Holds
from gis_platform.common.api import FileRenderer, VisibleViewSet, answered_once
from gis_platform.common.clock import county_today, now
from inspections.campaigns.rules import Period
from layers.sites.models import Site

from . import queries, services
from .download import XLSX, workbook
from .models import BatchEntry, FiveBatchReport
from .rules import BatchKind


class ReportOut(serializers.ModelSerializer):
    figures = serializers.SerializerMethodField()

    class Meta:
        model = FiveBatchReport
        fields = ("id", "starts_on", "ends_on", "version", "text", "because", "frozen_at", "figures")

    def get_figures(self, report) -> list[dict]:
        return figures_body(queries.frozen_figures(self.context["request"].user, report))


def figures_body(figures) -> list[dict]:
    """`items` null: the reader may see the number alone."""
    return [
        {
            "batch": one.kind,
            "count": one.count,
            "to_date": one.to_date,
            "items": None if one.items is None else [_item_body(item) for item in one.items],
        }
        for one in figures
    ]


def _item_body(item) -> dict:
    return {"key": item.key, "counted_on": item.counted_on, "cells": item.cells}


class SubmitIn(serializers.Serializer):
    starts_on = serializers.DateField()
    text = serializers.CharField(max_length=3000)
    because = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)


class PeriodAsked(serializers.Serializer):
    starts_on = serializers.DateField()


class XlsxRenderer(FileRenderer):
    media_type = XLSX
    format = "xlsx"


class ReportViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, VisibleViewSet):
    """五个一批半月报: submitted versions, and the periods with what counts now."""

    model = FiveBatchReport
    serializer_class = ReportOut
    ordering = ("-starts_on", "-version")
    permission_classes = (Holds.the("page.reports"),)

    @action(detail=False, pagination_class=None)
    def periods(self, request):
        return Response([_period_body(row) for row in queries.period_rows(request.user, on=county_today())])

    @action(detail=False, pagination_class=None)
    def figures(self, request):
        """`?starts_on=`: the figures of one half-month as they stand now."""
        asked = PeriodAsked(data=request.query_params)
        asked.is_valid(raise_exception=True)
        starts_on = asked.validated_data["starts_on"]
        period = next((one for one in queries.periods(county_today()) if one.starts_on == starts_on), None)
        return Response(figures_body(queries.shown_figures(request.user, period)) if period else [])

    @action(detail=False, methods=["post"], permission_classes=[Holds.the("report.freeze")], pagination_class=None)
    @answered_once
    def submit(self, request):
        asked = SubmitIn(data=request.data)
        asked.is_valid(raise_exception=True)
        report = services.submit_report(by=request.user, at=now(), **asked.validated_data)
        return Response(ReportOut(report, context={"request": request}).data, status=201)

    @action(detail=True, renderer_classes=[renderers.JSONRenderer, XlsxRenderer])
    def xlsx(self, request, pk=None):
        report = self.get_object()
        return workbook(request.user, Period(report.starts_on, report.ends_on), report, on=county_today())


def _period_body(row) -> dict:
    return {
        "starts_on": row.period.starts_on,
        "ends_on": row.period.ends_on,
        "number": row.number,
        "state": row.state,
        "due_on": row.due_on,
        "report": row.report.pk if row.report else None,
        "changed": {kind: {"submitted": was, "now": is_now} for kind, (was, is_now) in row.changed.items()},
    }


class EntryOut(serializers.ModelSerializer):
    office = serializers.CharField(source="office.name")

    class Meta:
        model = BatchEntry
        fields = ("id", "kind", "counted_on", "site", "unit", "text", "details", "office", "at", "withdraws")


class EntryIn(serializers.Serializer):
    kind = serializers.ChoiceField([kind.value for kind in BatchKind])
    counted_on = serializers.DateField()
    site = serializers.IntegerField(required=False, allow_null=True, default=None)
    unit = serializers.CharField(max_length=100, required=False, default="", allow_blank=True)
    text = serializers.CharField(max_length=2000)
    details = serializers.DictField(child=serializers.CharField(max_length=300, allow_blank=True), required=False)


class WithdrawIn(serializers.Serializer):
    reason = serializers.CharField(max_length=200)


class BatchEntryViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, VisibleViewSet):
    """五个一批: items entered by the offices that answer for them (R31)."""

    model = BatchEntry
    serializer_class = EntryOut
    permission_classes = (Holds.the("page.reports"),)

    def get_queryset(self):
        return super().get_queryset().select_related("office")

    @answered_once
    def create(self, request):
        asked = EntryIn(data=request.data)
        asked.is_valid(raise_exception=True)
        values = asked.validated_data
        site_id = values.pop("site")
        site = get_object_or_404(Site.objects.visible_to(request.user), pk=site_id) if site_id else None
        entry = services.enter_item(by=request.user, site=site, at=now(), **{"details": {}} | values)
        return Response(EntryOut(entry).data, status=201)

    @action(detail=True, methods=["post"])
    @answered_once
    def withdraw(self, request, pk=None):
        entry = self.get_object()
        asked = WithdrawIn(data=request.data)
        asked.is_valid(raise_exception=True)
        return Response(EntryOut(services.withdraw_item(entry, by=request.user, at=now(), **asked.validated_data)).data)
