from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gis_platform.accounts.pages import page_for
from gis_platform.common.clock import now
from gis_platform.common.errors import Refused, word
from gis_platform.common.verdict import Reason
from inspections.evidence.models import Photo, Signature

from . import services
from .models import Finding, Visit
from .queries import asked_items, current_answers, papers_of
from .rules import ArrivalStanding, VisitState
from .words import ANSWER_NAMES, MODE_NAMES, STANDING_NAMES, STANDING_TONES, STATE_NAMES

PAGE_ROWS = 50


@require_safe
@page_for("page.visits")
def visit_list(request):
    """检查记录, newest first: `?township=431127103&site=12&page=2`."""
    visits = Visit.objects.visible_to(request.user).select_related("site", "township", "sector_line").with_counts()
    kept = {name: request.GET[name] for name in ("township", "site") if request.GET.get(name)}
    if "township" in kept:
        visits = visits.filter(township__code=kept["township"])
    if kept.get("site", "").isdecimal():
        visits = visits.filter(site=kept["site"])
    visits = visits.order_by("-arrived_at", "-id").prefetch_related("officers")
    page = Paginator(visits, PAGE_ROWS).get_page(request.GET.get("page"))
    page.object_list = [_row(visit) for visit in page.object_list]
    return render(request, "visits/visits.html", {"page": page, "query": urlencode(kept) + "&" if kept else ""})


def _row(visit):
    return {
        "visit": visit,
        "officers": "、".join(officer.name for officer in visit.officers.all()),
        "state": STATE_NAMES[VisitState(visit.state)],
        "standing": _("历史记录") if visit.is_historic else STANDING_NAMES[ArrivalStanding(visit.standing)],
        "tone": "" if visit.is_historic else STANDING_TONES[ArrivalStanding(visit.standing)],
        "mode": MODE_NAMES.get(visit.selection_mode, ""),
        "finding_count": visit.finding_count,
    }


@require_safe
@page_for("page.visits")
def visit_detail(request, visit_id):
    """One visit: arrival, answers, findings, signatures and papers."""
    visits = Visit.objects.visible_to(request.user).select_related("site", "township", "sector_line").with_counts()
    visit = get_object_or_404(visits, pk=visit_id)
    findings = Finding.objects.visible_to(request.user).filter(visit=visit).order_by("found_at", "id")
    may_accept = visit.standing == ArrivalStanding.UNVERIFIED and request.user.pk in (
        visit.author_id,
        visit.approver_id,
    )
    context = _row(visit) | {
        "findings": findings.prefetch_related("notes"),
        "answers": _answers(visit),
        "photos": Photo.objects.visible_to(request.user).filter(subject=visit.pk).order_by("received_at", "id"),
        "signatures": Signature.objects.visible_to(request.user)
        .filter(subject=visit.pk, about=None)
        .order_by("signed_at"),
        "papers": papers_of(visit, request.user),
        "may_accept": may_accept,
        # Against a sealed fence the reasons would tell how far it is: author and approver know where it stands.
        "reasons": [word(Reason(one["code"], one["values"])) for one in visit.verdict] if may_accept else [],
    }
    return render(request, "visits/visit.html", context)


def _answers(visit):
    answers = list(current_answers(visit))
    asked = asked_items(answers)
    return [
        {
            "question": asked.get((one.checklist, one.item_key), {}).get("text", one.item_key),
            "answer": one.value or ANSWER_NAMES.get(one.answer, one.answer),
            "note": one.note,
        }
        for one in answers
    ]


@require_POST
@page_for("page.visits")
def accept(request, visit_id):
    """认可 of an arrival that its fix did not verify, by author or approver with a reason."""
    visit = get_object_or_404(Visit.objects.visible_to(request.user), pk=visit_id)
    try:
        services.accept_arrival(visit, by=request.user, reason=request.POST.get("reason", "")[:200], at=now())
        messages.success(request, _("已认可"))
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("visit", visit_id=visit_id)
