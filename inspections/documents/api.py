from typing import ClassVar

from django.http import FileResponse
from rest_framework import mixins, renderers, serializers
from rest_framework.decorators import action

from gis_platform.common.api import FileRenderer, VisibleViewSet
from gis_platform.common.errors import Unavailable
from layers.sites.place_query import PLACE, PlaceQuery

from .models import Document
from .rules import Series


class DocumentOut(serializers.ModelSerializer):
    is_rendered = serializers.SerializerMethodField()

    class Meta:
        model = Document
        fields = (
            "id",
            "series",
            "serial",
            "subject",
            "previous",
            "site",
            "township",
            "sector_line",
            "state",
            "void_reason",
            "issued_at",
            "values_sha256",
            "pdf_sha256",
            "is_rendered",
        )

    def get_is_rendered(self, document) -> bool:
        return bool(shown_file(document))


class DocumentQuery(PlaceQuery):
    subject = serializers.UUIDField(required=False)
    series = serializers.ChoiceField([series.value for series in Series], required=False)


class PdfRenderer(FileRenderer):
    media_type = "application/pdf"
    format = "pdf"


class DocumentViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, VisibleViewSet):
    """执法文书: issued papers and their PDF."""

    model = Document
    serializer_class = DocumentOut
    ordering = ("-issued_at", "-id")
    query_class = DocumentQuery
    geometry = "site__location"
    filters: ClassVar = PLACE | {"risk": "site__risk_level", "subject": "subject", "series": "series"}

    @action(detail=True, renderer_classes=[renderers.JSONRenderer, PdfRenderer])
    def pdf(self, request, pk=None):
        """The paper itself; a void one bears its mark. 503 for the seconds until the worker has rendered it."""
        document = self.get_object()
        file = shown_file(document)
        if not file:
            raise Unavailable
        return FileResponse(file.open("rb"), content_type="application/pdf", filename=f"{document.serial}.pdf")


def shown_file(document):
    return document.void_pdf if document.is_void else document.pdf
