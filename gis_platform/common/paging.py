"""Pages by cursor. Apart from `api.py` because DRF imports it while it is itself being imported."""

from rest_framework import pagination


class Pages(pagination.CursorPagination):
    """`limit` and `cursor`; the order must be total, so `id` closes it."""

    page_size = 100
    max_page_size = 1000
    page_size_query_param = "limit"
    ordering: tuple[str, ...] = ("id",)
