"""Finding by name, pinyin, initials, credit code or licence number: one trigram column (layers.sites.naming)."""

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Case, IntegerField, Value, When

from layers.sites.naming import search_text

MOST_HITS = 12


def found_sites(sites, text: str):
    """Names that begin with the text first, then names that hold it, then pinyin and numbers; each by likeness."""
    text = text.strip().lower()
    rank = Case(
        When(name__istartswith=text, then=Value(0)),
        When(name__icontains=text, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return (
        sites.filter(name_search__icontains=text)
        .annotate(rank=rank, likeness=TrigramWordSimilarity(text, "name_search"))
        .order_by("rank", "-likeness", "name", "id")[:MOST_HITS]
    )


def found_townships(townships, text: str) -> list:
    """Fourteen rows: read whole, so that they need no search column."""
    text = text.strip().lower()
    return [township for township in townships if text in search_text(township.name, None, [township.code])]
