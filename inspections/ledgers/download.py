"""The half-month form as a downloaded file, for the page and the API alike."""

from django.http import HttpResponse

from .five_batches import five_batches_xlsx
from .queries import five_batches

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(user, period, report, *, on) -> HttpResponse:
    """As submitted; without a report a draft of what counts now."""
    version = f"v{report.version}" if report else "draft"
    name = f"five_batches-{period.starts_on:%Y%m%d}-{version}.xlsx"
    return HttpResponse(
        five_batches_xlsx(five_batches(user, period, report=report, on=on)),
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
