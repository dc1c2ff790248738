from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gis_platform.accounts.pages import page_for
from gis_platform.common.clock import county_today, now
from gis_platform.common.errors import Refused, word
from gis_platform.common.verdict import Reason

from . import queries, services
from .models import CheckIn
from .rules import Pace, Review, working_days
from .workbook import board_xlsx


@require_safe
@page_for("page.supervision")
def supervision(request):
    """12 units × months, with one cell opened beside it: `?unit=…&month=2019-10`, or `?view=townships`."""
    today = county_today()
    board = queries.board(request.user, on=today)
    this_month = board.terms.month_of(today)
    context = {
        "board": board,
        "this_month": this_month,
        "months": [(month, month == this_month) for month in board.terms.months],
        "view": "townships" if request.GET.get("view") == "townships" else "months",
        "views": _views(request),
        "figures": _figures(board, this_month),
        "to_review": CheckIn.objects.visible_to(request.user).to_review().count(),
        "may_review": request.user.may("checkin.review"),
        "detail": _detail(request, board, this_month),
        "passed": working_days(this_month.starts_on, min(today, this_month.ends_on)),
        "all_working_days": working_days(this_month.starts_on, this_month.ends_on),
    }
    if context["view"] == "townships":
        context["townships"], context["reached"] = queries.townships_reached(request.user, on=today)
    return render(request, "supervision/supervision.html", context)


@require_POST
@page_for("page.supervision")
def review(request, check_in_id):
    """认定 or 不认定 from the panel; goes back to the cell it came from."""
    check_in = get_object_or_404(CheckIn.objects.visible_to(request.user), pk=check_in_id)
    decision = Review.ACCEPTED if request.POST.get("decision") == Review.ACCEPTED else Review.REFUSED
    reason = request.POST.get("reason", "")[:200]
    try:
        services.review_check_in(check_in, by=request.user, decision=decision, reason=reason, at=now())
        messages.success(request, _("已认定") if decision == Review.ACCEPTED else _("已记为不认定"))
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect(_address(check_in.unit_id, check_in.on))


@require_safe
@page_for("page.supervision")
def export(request):
    """The board and every check-in behind it, as the page shows them."""
    board = queries.board(request.user, on=county_today())
    rows = [
        (row.unit, shown)
        for row in board.rows
        for month in board.terms.months
        for shown in queries.check_ins_of(request.user, row.unit, month)
    ]
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    name = f"supervision-{board.on:%Y%m%d}.xlsx"
    return HttpResponse(
        board_xlsx(board, [(unit, shown, _why(shown)) for unit, shown in rows]),
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _address(unit_id: int, on: date) -> str:
    return f"{reverse('supervision')}?{urlencode({'unit': str(unit_id), 'month': f'{on:%Y-%m}'})}"


def _views(request):
    at = reverse("supervision")
    is_townships = request.GET.get("view") == "townships"
    return [
        {"url": at, "label": _("按月"), "current": not is_townships},
        {"url": f"{at}?view=townships", "label": _("按乡镇"), "current": is_townships},
    ]


def _figures(board, this_month):
    """What the head of the page says: months that are over, this one, and who will not make it."""
    if board.is_partial:
        return {"days_here": sum(cell.count for row in board.rows for cell in row.cells)}
    now_cells = [row.cell(this_month) for row in board.rows]
    over = [month for month in board.terms.months if month.ends_on < board.on]
    before = over[-1] if over else None
    return {
        "units": len(board.rows),
        "before": before,
        "before_met": sum(row.cell(before).pace == Pace.MET for row in board.rows) if before else 0,
        "met": sum(cell.pace == Pace.MET for cell in now_cells),
        "short": sum(cell.pace in {Pace.SHORT, Pace.MISSED} for cell in now_cells),
    }


def _detail(request, board, this_month):
    """The opened cell: the asked unit and month where the board has them, else its first row and this month."""
    if not board.rows:
        return None
    row = next((row for row in board.rows if str(row.unit.pk) == request.GET.get("unit")), board.rows[0])
    asked = request.GET.get("month")
    month = next((month for month in board.terms.months if f"{month.starts_on:%Y-%m}" == asked), this_month)
    cell = row.cell(month)
    remaining = working_days(max(board.on + timedelta(days=1), month.starts_on), month.ends_on)
    shown = queries.check_ins_of(request.user, row.unit, month)
    return {
        "unit": row.unit,
        "cell": cell,
        "blanks": range(month.starts_on.weekday()),
        "remaining": remaining,
        "is_out_of_days": board.on <= month.ends_on and remaining < cell.shortfall,
        "every": f"{remaining / cell.shortfall:.1f}".removesuffix(".0") if cell.shortfall and remaining else None,
        "check_ins": [{"shown": one, "why": _why(one)} for one in shown],
    }


def _why(shown) -> str:
    """Why a check-in does not make its day by itself, in words."""
    if shown.is_with_deputy:
        return _("随副职")
    return " ".join(word(Reason(one["code"], one["values"])) for one in shown.row.reasons)
