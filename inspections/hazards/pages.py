from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gis_platform.accounts.pages import page_for
from gis_platform.common.clock import county_today, now
from gis_platform.common.errors import Refused
from inspections.evidence.models import Photo, Signature

from . import services
from .models import Hazard, HazardEvent
from .queries import STAGES, counts_by_chip, days_late, days_left, narrowed, recheck_waits_days, stage_of, with_request
from .rules import HazardDeed, HazardGrade, HazardState
from .words import CHIP_NAMES, DEED_NAMES, GRADE_NAMES, STAGE_NAMES, STATE_NAMES, STATE_TONES

PAGE_ROWS = 50


@require_safe
@page_for("page.hazards")
def hazard_list(request):
    """隐患台账: `?show=overdue&township=431127103&page=2`; the first row stands open beside the list."""
    context = _ledger(request)
    first = next(iter(context["page"]), None)
    return render(request, "hazards/hazards.html", context | {"one": first and _one(request, first["hazard"])})


@require_safe
@page_for("page.hazards")
def hazard_detail(request, hazard_id):
    """One hazard beside the ledger it was chosen from."""
    hazard = get_object_or_404(_visible(request), pk=hazard_id)
    return render(request, "hazards/hazards.html", _ledger(request) | {"one": _one(request, hazard), "is_detail": True})


def _visible(request):
    seen = Hazard.objects.visible_to(request.user).select_related("finding", "site", "township", "sector_line")
    return with_request(seen)


def _ledger(request):
    today = county_today()
    hazards = _visible(request)
    if township := request.GET.get("township"):
        hazards = hazards.filter(township__code=township)
    show = request.GET.get("show", "open")
    page = Paginator(narrowed(hazards, show, on=today).due_first(), PAGE_ROWS).get_page(request.GET.get("page"))
    page.object_list = [_row(hazard, today) for hazard in page.object_list]
    counts = counts_by_chip(hazards, on=today)
    kept = {"township": township} if township else {}
    return {
        "page": page,
        "query": urlencode(kept | {"show": show}) + "&",
        "chips": [
            {"label": label, "count": counts[name], "current": name == show, "query": urlencode(kept | {"show": name})}
            for name, label in CHIP_NAMES.items()
        ],
    }


def _row(hazard, today):
    return {
        "hazard": hazard,
        "grade": GRADE_NAMES[HazardGrade(hazard.grade)],
        "is_major": hazard.grade == HazardGrade.MAJOR,
        "state": STATE_NAMES[HazardState(hazard.state)],
        "tone": STATE_TONES.get(HazardState(hazard.state), ""),
        "days_left": days_left(hazard, on=today),
        "days_late": days_late(hazard, on=today),
        "recheck_waits": recheck_waits_days(hazard, on=today),
    }


def _one(request, hazard):
    """What the panel shows of a hazard."""
    events = HazardEvent.objects.visible_to(request.user).filter(hazard=hazard).select_related("by").order_by("-id")
    before = hazard.finding.photos.values("pk")
    photos = Photo.objects.visible_to(request.user)
    fixed = next((event for event in events if event.deed == HazardDeed.FIX_ON_SITE), None)
    after = fixed.data.get("photos_after", []) if fixed else []
    may_judge = hazard.state == HazardState.REPORTED and request.user.may("hazard.confirm")
    return _row(hazard, county_today()) | {
        "steps": _steps(hazard),
        "photos": [(_("整改前"), photo) for photo in photos.filter(pk__in=before)]
        + [(_("整改后"), photo) for photo in photos.filter(pk__in=after)],
        "signatures": Signature.objects.visible_to(request.user).filter(about=hazard.pk).exclude(sha256=""),
        "events": [_event(event) for event in events],
        "notes": hazard.finding.notes.select_related("by").order_by("at"),
        "may_judge": may_judge,
        "proposal": _proposal(request.user, services.proposal_of(hazard)),
    }


def _proposal(user, event):
    """What waits for a second person, and whether that may be this one."""
    if event is None:
        return None
    return {
        "name": event.by.get_full_name(),
        "is_own": event.by_id == user.pk,
        "clause": event.data["clause"],
        "standard": event.data["standard"],
    }


def _steps(hazard):
    here = stage_of(HazardState(hazard.state))
    is_over = hazard.state == HazardState.CLOSED
    standing = [
        "done" if place < here or is_over else "now" if place == here else "next" for place in range(len(STAGES))
    ]
    return [
        {"label": STAGE_NAMES[name], "state": state} for (name, _states), state in zip(STAGES, standing, strict=True)
    ]


def _event(event):
    return {
        "title": DEED_NAMES[HazardDeed(event.deed)],
        "at": event.at,
        "text": "：".join(filter(None, [event.by.get_full_name() if event.by else "", event.reason])),
    }


@require_POST
@page_for("page.hazards")
def hazard_deed(request, hazard_id, deed):
    """提请, 核定 or 作废 from the panel; a refusal is told in words and changes nothing."""
    hazard = get_object_or_404(Hazard.objects.visible_to(request.user), pk=hazard_id)
    asked = {name: request.POST.get(name, "")[:200] for name in ("grade", "clause", "standard", "reason")}
    basis = {"clause": asked["clause"], "standard": asked["standard"]}
    try:
        if deed == HazardDeed.CONFIRM and asked["grade"] in HazardGrade:
            services.confirm_hazard(hazard, by=request.user, grade=asked["grade"], at=now(), **basis)
            messages.success(request, _("已核定"))
        elif deed == HazardDeed.PROPOSE_MAJOR:
            services.propose_major(hazard, by=request.user, at=now(), **basis)
            messages.success(request, _("已提请，待另一人核定"))
        elif deed == HazardDeed.VOID:
            services.void_hazard(hazard, by=request.user, reason=asked["reason"], at=now())
            messages.success(request, _("已作废"))
        else:
            raise Http404
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("hazard", hazard_id=hazard_id)
