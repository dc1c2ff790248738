from datetime import date

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gis_platform.accounts.pages import page_for
from gis_platform.common.clock import county_today, now
from gis_platform.common.errors import Refused

from . import queries, services
from .download import workbook
from .models import BatchEntry, FiveBatchReport
from .rules import DETAILS, OFFICES, BatchKind, is_over
from .wording import COLUMN_NAMES, DETAIL_NAMES, KIND_NAMES, STATE_NAMES, STATE_PILLS


@require_safe
@page_for("page.reports")
def reports(request):
    """Half-months, and one opened beside them: `?period=2019-10-01&version=1`; without a version what counts now."""
    today = county_today()
    rows = queries.period_rows(request.user, on=today)
    chosen = _chosen(rows, request.GET.get("period"))
    report = _version(request, chosen)
    shown = (
        queries.frozen_figures(request.user, report) if report else queries.shown_figures(request.user, chosen.period)
    )
    return render(
        request,
        "ledgers/reports.html",
        {
            "rows": [
                {"row": row, "state": STATE_NAMES[row.state], "pill": STATE_PILLS.get(row.state, "")} for row in rows
            ],
            "chosen": chosen,
            "state": STATE_NAMES[chosen.state],
            "pill": STATE_PILLS.get(chosen.state, ""),
            "report": report,
            "is_own_alone": not queries.reads_all(request.user),
            "versions": FiveBatchReport.objects.visible_to(request.user)
            .filter(starts_on=chosen.period.starts_on)
            .select_related("by")
            .order_by("-version"),
            "figures": [_figure(one) for one in shown],
            "may_submit": request.user.may("report.freeze") and is_over(chosen.period, today),
        },
    )


@require_POST
@page_for("report.freeze")
def submit(request):
    starts_on = _date(request.POST.get("starts_on", ""))
    text, because = request.POST.get("text", "")[:3000], request.POST.get("because", "")[:200]
    try:
        report = services.submit_report(by=request.user, starts_on=starts_on, text=text, because=because, at=now())
        messages.success(request, _("已报出，第 {version} 版").format(version=report.version))
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect(f"{reverse('reports')}?period={starts_on}")


@require_safe
@page_for("page.reports")
def download(request, starts_on):
    """`?version=`: as submitted; without it a draft of what counts now."""
    rows = queries.period_rows(request.user, on=county_today())
    chosen = next((row for row in rows if row.period.starts_on.isoformat() == starts_on), None)
    if chosen is None:
        raise Http404
    return workbook(request.user, chosen.period, _version(request, chosen), on=county_today())


@require_http_methods(["GET", "HEAD", "POST"])
@page_for("page.reports")
def ledger(request):
    """五个一批明细: the items of each batch, and the form of the office that answers for it."""
    if request.method == "POST":
        return _enter(request)
    today, office = county_today(), queries.office_of(request.user)
    kinds = queries.kinds_of(request.user)
    kind = next((one for one in kinds if one.value == request.GET.get("batch")), kinds[0] if kinds else None)
    entries = BatchEntry.objects.visible_to(request.user).standing().filter(kind=kind).select_related("office", "by")
    return render(
        request,
        "ledgers/ledger.html",
        {
            "kind": kind,
            "title": KIND_NAMES[kind] if kind else "",
            "tabs": [{"kind": one, "label": KIND_NAMES[one], "current": one == kind} for one in kinds],
            "entries": entries.order_by("-counted_on", "-id"),
            "listed": [one for one in queries.items(request.user, today) if one.kind == kind == BatchKind.LISTED][::-1],
            "is_hidden": kind == BatchKind.CRITICISED and not queries.sees_people(request.user),
            "may_enter": bool(office and kind and kind != BatchKind.LISTED and office.key in OFFICES[kind]),
            "details": [(name, DETAIL_NAMES[name]) for name in (DETAILS.get(kind, ()) if kind else ())],
            "today": today,
        },
    )


def _enter(request):
    sent = request.POST
    kind = next((one for one in BatchKind if one.value == sent.get("kind")), None)
    if kind is None:
        raise Http404
    try:
        services.enter_item(
            by=request.user,
            kind=kind,
            counted_on=_date(sent.get("counted_on", "")),
            unit=sent.get("unit", "")[:100],
            text=sent.get("text", "")[:2000],
            details={name: sent.get(name, "")[:300] for name in DETAILS[kind]},
            site=None,
            at=now(),
        )
        messages.success(request, _("已记入"))
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect(f"{reverse('ledgers')}?batch={kind.value}")


@require_POST
@page_for("page.reports")
def withdraw(request, entry_id):
    entry = get_object_or_404(BatchEntry.objects.visible_to(request.user).standing(), pk=entry_id)
    try:
        services.withdraw_item(entry, by=request.user, reason=request.POST.get("reason", "")[:200], at=now())
        messages.success(request, _("已撤回"))
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect(f"{reverse('ledgers')}?batch={entry.kind}")


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Http404 from None


def _chosen(rows, asked):
    """The asked half-month, else the newest one that has begun."""
    begun = [row for row in rows if row.state != "ahead"] or rows
    return next((row for row in rows if asked == row.period.starts_on.isoformat()), begun[0])


def _version(request, chosen):
    asked = request.GET.get("version", "")
    if not asked:
        return None
    reports = FiveBatchReport.objects.visible_to(request.user).filter(starts_on=chosen.period.starts_on)
    return get_object_or_404(reports, version=int(asked) if asked.isdecimal() and len(asked) < 5 else 0)


def _figure(one):
    return {"shown": one, "name": KIND_NAMES[one.kind], "columns": COLUMN_NAMES[one.kind]}
