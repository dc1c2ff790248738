"""/plans/: a day in six steps, each a state of the page in the URL (`?step=draw`); a deed is a plain form.

A plan that is not the reader's answers like an id that never existed, whatever is asked of it.
"""

from datetime import date, time, timedelta

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.timezone import localtime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gis_platform.accounts.pages import page_for
from gis_platform.common.clock import county_today, now
from gis_platform.common.errors import Refused
from inspections.draw.record import is_county_wide
from inspections.rounds import services as rounds
from inspections.rounds.content import moment
from inspections.rounds.models import Plan, Stop
from inspections.rounds.rules import PlanState, releases_at
from inspections.visits.models import Visit
from layers.maps.ground import ground

from . import queries, services, steps
from .draft_paper import draft_paper
from .rules import first_departure
from .words import DONE, STATE_TONES

FARTHEST_DAY = timedelta(days=3650)
# After these deeds the page goes on to the next step; after all others it stays.
NEXT_STEP = {"draw": "draw", "redraw": "draw", "freeze": "pool", "route": "routes", "put_up": "seal", "seal": "day"}


@never_cache
@require_safe
@page_for("page.plans")
def plan_list(request):
    plans = Plan.objects.visible_to(request.user).select_related("author", "approver").order_by("-date", "-created_at")
    rows = [{"plan": plan, "tone": STATE_TONES[PlanState(plan.state)]} for plan in plans]
    context = {
        "rows": rows,
        "to_seal": [plan for plan in plans if plan.state == PlanState.DRAFT and plan.approver_id == request.user.pk],
        "may_draft": request.user.may("plan.draft"),
    }
    return render(request, "planning/plan_list.html", context)


# 1. A new plan: date, then teams


class PlanForm(forms.Form):
    date = forms.DateField()
    teams = forms.IntegerField(min_value=1, max_value=20)
    stops = forms.IntegerField(min_value=1, max_value=100)
    departs = forms.TimeField(initial=time(8, 30))
    shift_ends = forms.TimeField(initial=time(17, 30))


@never_cache
@require_http_methods(["GET", "POST"])
@page_for("plan.draft")
def plan_new(request):
    """`?date=`: which day; then how many teams and sites. The pool is frozen as the plan is made."""
    form = PlanForm(request.POST or None)
    refused: list[str] = []
    if request.method == "POST" and form.is_valid():
        plan, refused = _made(request.user, form.cleaned_data)
        if plan:
            return redirect("plan", plan_id=plan.pk)
    on = _asked_day(request)
    day = queries.day_paper(on) if on else None
    context = {
        "on": on,
        "day": day,
        "days": [(one, queries.day_paper(one)) for one in queries.days_to_plan(localtime(now()))] if not on else [],
        "due": queries.due_by_level(on or county_today()),
        "form": form,
        "given": form.data or _first_guess(on, day),
        "refused": refused,
        "steps": steps.new_steps(on),
        "step": "teams" if on else "date",
        "map_data": ground(request.user),
    }
    return render(request, "planning/plan_new.html", context, status=409 if refused else 200)


def _asked_day(request) -> date | None:
    """`date` of the form or the address; None where it is no day, or none that a calendar here reaches."""
    try:
        on = parse_date(request.POST.get("date") or request.GET.get("date") or "")
    except ValueError:
        return None
    return on if on and abs(on - county_today()) < FARTHEST_DAY else None


def _made(user, asked):
    departs_at, shift_ends_at = services.shift(asked["date"], asked["departs"], asked["shift_ends"])
    try:
        plan = services.new_plan(
            teams=asked["teams"],
            stops=asked["stops"],
            departs_at=departs_at,
            shift_ends_at=shift_ends_at,
            by=user,
            at=now(),
        )
    except Refused as error:
        return None, error.sentences
    return plan, []


def _first_guess(on, day):
    """Two teams where there are people for them, and four sites each."""
    teams = (min(2, day["most_teams"]) if day else 0) or 1
    departs = first_departure(on, at=localtime(now())) if on else None
    return {"teams": teams, "stops": 4 * teams, "departs": f"{departs or time(8, 30):%H:%M}", "shift_ends": "17:30"}


# 2. A plan, step by step


@never_cache
@require_safe
@login_required
def plan_detail(request, plan_id):
    """The draft and, once the day runs, its stops as they open. No permission is asked first: outsiders get 404."""
    plan = get_object_or_404(_visible(request), pk=plan_id)
    return _plan_page(request, plan, asked=request.GET.get("step", ""))


def _visible(request):
    return Plan.objects.visible_to(request.user).select_related("author", "approver")


def _plan_page(request, plan, *, asked, refused=()):
    paper = draft_paper(plan, services.opened_draft(plan, by=request.user, why="read", at=now()))
    may_open = steps.open_steps(plan, paper)
    here = asked if asked in may_open else steps.stage_of(plan, paper)
    as_list = here == "pool" and request.GET.get("view") == "list"
    opened = Stop.objects.visible_to(request.user).filter(round__plan=plan).select_related("site", "township")
    context = {
        "plan": plan,
        "paper": paper,
        "step": here,
        "steps": steps.steps_of(plan, paper, here),
        "refused": refused,
        "is_author": plan.author_id == request.user.pk,
        "is_approver": plan.approver_id == request.user.pk,
        "is_draft": plan.state == PlanState.DRAFT,
        "may_release": now() >= releases_at(moment(paper["departs_at"])),
        "is_live": plan.state in (PlanState.SEALED, PlanState.DEPARTED),
        "tone": STATE_TONES[PlanState(plan.state)],
        "is_routed": paper["is_routed"],
        "pool": steps.pool_view(paper),
        "pool_rows": steps.pool_rows(paper) if as_list else None,
        "draw": steps.draw_view(paper),
        "teams": steps.team_views(paper),
        "routing": steps.routing(paper, at=now()),
        "costs": steps.cost_rows(paper),
        "to_accept": _to_accept(request, plan, paper) if here == "day" else [],
        "opened": opened.order_by("unsealed_at") if here == "day" else [],
        "lanes": steps.lanes(paper) if here in ("routes", "seal", "day") else [],
        "map_data": _map_data(request, plan, paper, here),
        "routing_data": {
            "status": f"/api/v1/plans/{plan.pk}/status/",
            "to": f"{reverse('plan', args=[plan.pk])}?step=routes",
        },
    }
    return render(request, "planning/plan.html", context, status=409 if refused else 200)


def _to_accept(request, plan, paper):
    """Arrivals whose fix did not verify, with the site's name from the plan: no row says it."""
    name_of = {stop["stop_id"]: stop["site"]["name"] for team in paper["teams"] for stop in team["stops"]}
    visits = Visit.objects.visible_to(request.user).filter(plan=plan, opened_at=None).not_voided()
    return [(visit, name_of.get(str(visit.planned_stop_id), "")) for visit in visits.order_by("arrived_at")]


def _address(plan) -> str:
    return reverse("plan", args=[plan.pk])


def _map_data(request, plan, paper, here):
    api = f"/api/v1/plans/{plan.pk}/"
    dots = paper["pool"]["candidates"] if here == "pool" else []
    return ground(request.user) | {
        "depot": paper["depot"],
        "isOrdered": here != "draw" and paper["is_routed"],
        "geojson": f"{api}geojson/" if here in ("draw", "routes", "seal", "day") and paper["teams"] else None,
        "dots": [[row["site"]["lng"], row["site"]["lat"], row["level"], row["site"]["name"]] for row in dots],
        "ghosts": [[row["site"]["lng"], row["site"]["lat"]] for row in paper["pool"]["candidates"]] if not dots else [],
    }


@never_cache
@require_POST
@login_required
def plan_deed(request, plan_id, deed):
    """One deed of the flow; a refusal shows the page again with every reason."""
    plan = get_object_or_404(_visible(request), pk=plan_id)
    if deed not in DEEDS:
        raise Http404
    try:
        DEEDS[deed](plan, request)
    except ObjectDoesNotExist:
        raise Http404 from None
    except Refused as error:
        return _plan_page(request, plan, asked=request.POST.get("step", ""), refused=error.sentences)
    messages.success(request, DONE[deed])
    to = NEXT_STEP.get(deed, "")
    return redirect(f"{_address(plan)}?step={to}" if to else _address(plan))


def _plain(service):
    return lambda plan, request: service(plan, by=request.user, at=now())


def _with_reason(service):
    return lambda plan, request: service(plan, reason=request.POST.get("reason", "")[:200], by=request.user, at=now())


def _put_up(plan, request):
    named = request.POST.get("approver", "")
    approver = queries.possible_approvers(plan.author).get(pk=named if named.isdecimal() else 0)
    services.put_up(plan, approver=approver, by=request.user, at=now())


def _release(plan, request):
    rounds.release_stop(plan, stop_id=request.POST.get("stop", ""), by=request.user, at=now())


DEEDS = {
    "freeze": _plain(services.freeze_pool),
    "draw": _plain(services.draw),
    "redraw": _with_reason(services.redraw),
    "route": _plain(services.ask_route),
    "put_up": _put_up,
    "seal": _plain(services.seal),
    "release": _release,
    "close": _with_reason(rounds.close_plan),
    "cancel": _with_reason(services.cancel),
}


# 3. The witness and the public


@never_cache
@require_http_methods(["GET", "POST"])
@page_for("draw.witness")
def nonce_form(request):
    """见证: one button that shows the three values, one field for the number."""
    if not queries.is_witness(request.user):
        raise PermissionDenied
    on = _asked_day(request) or queries.next_nonce_day(county_today())
    refused = _witnessed(request, on) if request.method == "POST" and on else None
    if request.method == "POST" and refused is None and on:
        return redirect(f"{request.path}?date={on.isoformat()}")
    context = {
        "on": on,
        "nonce": on and queries.nonce_on(on),
        "key_hashes": queries.key_hashes_on(on) if on else [],
        "refused": refused,
        "given": request.POST.get("nonce", ""),
    }
    return render(request, "planning/nonce.html", context, status=409 if refused else 200)


def _witnessed(request, on) -> list[str] | None:
    """Do what the form asks; the reasons where it is refused."""
    try:
        if "nonce" in request.POST:
            services.give_nonce(by=request.user, on=on, nonce=request.POST["nonce"], at=now())
        else:
            services.show_values(by=request.user, on=on, at=now())
    except Refused as error:
        return error.sentences
    return None


@require_safe
def draw_list(request):
    """抽查公开: published draws, for everybody."""
    return render(request, "planning/draw_list.html", {"draws": queries.published_draws(request.user)})


@require_safe
def draw_detail(request, draw_id):
    """One published draw: pseudonyms, zones and chances; checked again in the reader's own browser."""
    draw = queries.published_draw(request.user, draw_id)
    if draw is None:
        raise Http404
    record = draw.record
    drawn = {name for names in record["result"] for name in names}
    only_drawn = request.GET.get("show") == "drawn"
    candidates = [
        {"name": name, "zone": zone + 1, "percent": round(weight * 100 / 2**32, 1), "is_drawn": name in drawn}
        for name, zone, weight in record["candidates"]
    ]
    context = {
        "draw": draw,
        "record": record,
        "on": date.fromisoformat(record["date"]),
        "files": {"record": reverse("draw-json", args=[draw.pk]), "commitments": reverse("commitments-json")},
        "key_hash": queries.key_hashes_on(date.fromisoformat(record["date"]))[record["attempt"] - 1],
        "number": len(candidates),
        "candidates": [row for row in candidates if row["is_drawn"] or not only_drawn],
        "only_drawn": only_drawn,
        "drawn": len(drawn),
        "zones": len({zone for _, zone, _ in record["candidates"]}),
        "is_county_wide": is_county_wide(record) or len({zone for _, zone, _ in record["candidates"]}) == 1,
    }
    return render(request, "planning/draw_detail.html", context)
