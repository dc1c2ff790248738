"""A paper's values to PDF/A-3b with the values attached. For the Celery worker only: a form takes 150 MB of memory."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from weasyprint import HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from .form import canonical_json, to_html


@lru_cache(maxsize=1)
def _fonts() -> FontConfiguration:
    return FontConfiguration()


def render_pdf(values: dict[str, Any], *, is_void: bool = False) -> bytes:
    """Same values, same bytes, as long as WeasyPrint and fonts stay. `record.json` is what `values_sha256` hashes."""
    # An attachment is dated now unless told otherwise, which would change the bytes.
    at = datetime.fromisoformat(values["issued_at"])
    record = Attachment(
        string=canonical_json(values), name="record.json", relationship="Source", created=at, modified=at
    )
    # Field text reaches the page: nothing is fetched, neither from a network nor from the disk.
    fetcher = URLFetcher(allowed_protocols={"data"}, fail_on_errors=True)
    page = HTML(string=to_html(values, is_void=is_void), url_fetcher=fetcher)
    return bytes(page.write_pdf(pdf_variant="pdf/a-3b", attachments=[record], font_config=_fonts()))
