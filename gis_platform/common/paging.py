"""Pages by cursor. Apart from `api.py` because DRF imports it while it is itself being imported."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError
from rest_framework import exceptions, pagination


class Pages(pagination.CursorPagination):
    """`limit` and `cursor`, in the view's `ordering`; it must be total, so `id` closes it."""

    page_size = 100
    max_page_size = 1000
    page_size_query_param = "limit"
    ordering: tuple[str, ...] = ("id",)

    def get_ordering(self, request: Any, queryset: Any, view: Any) -> tuple[str, ...]:
        return getattr(view, "ordering", self.ordering)

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> Any:
        try:
            return super().paginate_queryset(queryset, request, view=view)
        except (ValueError, ValidationError, DataError):
            # A cursor of somebody's own making names a place that is no value of the column.
            if self.cursor_query_param not in request.query_params:
                raise
            raise exceptions.NotFound(self.invalid_cursor_message) from None
