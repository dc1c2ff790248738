"""What one phone needs today, section by section. Everything goes through `visible_to` or the round's own release."""

from datetime import timedelta
from typing import Any

from gis_platform.common.clock import county_date
from gis_platform.common.errors import word
from gis_platform.common.verdict import Reason
from inspections.checklists.queries import sheets_for
from inspections.documents.models import Document
from inspections.evidence.models import Signature
from inspections.hazards.queries import open_at_site
from inspections.rounds.content import SLOTS, ReleasedStop
from inspections.rounds.models import Assembly, Round, Stop
from inspections.rounds.rules import PlanState, StopState
from inspections.rounds.services import released_for_team, released_stop
from inspections.visits.models import Visit
from inspections.visits.queries import site_history, visits_of_stops
from layers.risk.models import Assessment
from layers.risk.words import reason_lines
from layers.sites.models import Licence, Site
from layers.sites.rules import shown_contacts

type Paper = dict[str, Any]
RECENT = timedelta(days=2)
CALLED = (PlanState.SEALED, PlanState.DEPARTED)
TASK_WORD = "任务"


def sections(user, *, at) -> Paper:
    """{section: content}: me, assemblies, stop, later, opened, team, visits."""
    released = released_stop(user, at=at)
    opened = recently_opened(user, at=at)
    now_at = released or next((one for one in reversed(opened) if one.state == StopState.UNSEALED), None)
    return {
        "me": {"id": user.pk, "username": user.username, "name": user.get_full_name(), "role": user.role},
        "assemblies": assemblies(user, on=county_date(at)),
        "stop": card(user, now_at, at=at) if now_at else None,
        "later": later(now_at),
        "opened": opened_stops(user, opened),
        "team": team(user, opened),
        "visits": own_visits(user, released, at=at),
    }


def recently_opened(user, *, at) -> list[ReleasedStop]:
    rows = Stop.objects.visible_to(user).filter(round__members=user, unsealed_at__gt=at - RECENT)
    recent = set(rows.values_list("pk", flat=True))
    return [stop for stop in released_for_team(user, at=at) if stop.stop_id in recent]


def assemblies(user, *, on) -> list[Paper]:
    """S1: date, hours and meeting point, worded “任务” and nothing more."""
    calls = Assembly.objects.visible_to(user).calling(user).filter(date__gte=on, plan__state__in=CALLED)
    return [
        {
            "task": TASK_WORD,
            "date": call.date,
            "departs_at": call.departs_at,
            "shift_ends_at": call.shift_ends_at,
            "meeting_point": call.meeting_point,
        }
        for call in calls.order_by("departs_at", "pk")
    ]


def later(now_at: ReleasedStop | None) -> list[Paper]:
    """Every phone has as many slots, alike whether a stop lies behind one or none does."""
    return [{"place": place, "is_open": bool(now_at and now_at.place == place)} for place in range(1, SLOTS + 1)]


def card(user, stop: ReleasedStop, *, at) -> Paper:
    """The open stop: where it is, why it is risky, what was there before, what is asked today."""
    site = Site.objects.visible_to(user).select_related("township", "sector_line").get(pk=stop.site_id)
    return {
        "stop_id": stop.stop_id,
        "place": stop.place,
        "of_padded": stop.of_padded,
        "state": stop.state,
        "mode": stop.mode,
        "service_min": stop.service_min,
        "planned": stop.planned,
        "leg": stop.leg,
        "site": site_card(site, user),
        "licences": licences(user, site),
        "risk": risk(user, site, at=at),
        "history": history(site),
        "hazards": open_hazards(site),
        "sheets": sheets(site, on=county_date(at)),
    }


def site_card(site, user) -> Paper:
    contacts = shown_contacts(site.principal, site.phone, role=user.role)
    return {
        "id": site.pk,
        "code": site.code,
        "name": site.name,
        "kind": site.kind,
        "sector_line": site.sector_line.name,
        "township": site.township.name,
        "address": site.address,
        "lng": site.location.x,
        "lat": site.location.y,
        "boundary": site.boundary.coords[0] if site.boundary else None,
        "principal": contacts.principal,
        "phone": contacts.phone,
        "staff_count": site.staff_count,
        "opens_at": site.opens_at,
        "closes_at": site.closes_at,
    }


def licences(user, site) -> list[Paper]:
    held = Licence.objects.visible_to(user).filter(site=site, is_withdrawn=False).order_by("kind", "number")
    return [{"kind": one.kind, "number": one.number, "valid_to": one.valid_to} for one in held]


def risk(user, site, *, at) -> Paper:
    current = Assessment.objects.visible_to(user).as_of(at).filter(site=site).first()
    return {"level": site.risk_level, "reasons": reason_lines(current) if current else []}


def history(site) -> list[Paper]:
    return [
        {"on": county_date(visit.arrived_at), "mode": visit.selection_mode, "findings": visit.finding_count}
        for visit in site_history(site.pk)
    ]


def open_hazards(site) -> list[Paper]:
    return [
        {
            "id": hazard.pk,
            "text": hazard.finding.text,
            "grade": hazard.grade,
            "state": hazard.state,
            "found_on": hazard.found_on,
            "due_on": hazard.due_on,
        }
        for hazard in open_at_site(site.pk)
    ]


def sheets(site, *, on) -> list[Paper]:
    return [
        {
            "checklist": sheet.key,
            "version": sheet.version,
            "title": sheet.title,
            "title_en": sheet.title_en,
            "items": sheet.items,
        }
        for sheet in sheets_for(site, on=on)
    ]


def opened_stops(user, opened: list[ReleasedStop]) -> list[Paper]:
    """Unsealed stops of the own round, each with the visit that a second officer confirms."""
    visit_of = visits_of_stops([stop.stop_id for stop in opened])
    names = dict(Site.objects.visible_to(user).filter(pk__in=[s.site_id for s in opened]).values_list("pk", "name"))
    return [
        {
            "stop_id": stop.stop_id,
            "place": stop.place,
            "state": stop.state,
            "site": {"id": stop.site_id, "name": names.get(stop.site_id, "")},
            "visit_id": visit_of.get(stop.stop_id),
        }
        for stop in opened
    ]


def team(user, opened: list[ReleasedStop]) -> list[Paper]:
    """Who is on the round, from the first unsealing on."""
    rounds = Round.objects.visible_to(user).filter(pk__in={stop.round_id for stop in opened})
    return [
        {"id": member.pk, "name": member.get_full_name(), "is_leader": member.pk == round_.leader_id}
        for round_ in rounds
        for member in round_.members.order_by("pk")
    ]


def own_visits(user, released: ReleasedStop | None, *, at) -> list[Paper]:
    own = Visit.objects.visible_to(user).filter(presences__user=user, arrived_at__gt=at - RECENT).distinct()
    return [_visit(visit, user, released) for visit in own.order_by("arrived_at", "pk")]


def _visit(visit, user, released) -> Paper:
    is_shown = visit.is_opened or bool(released and visit.planned_stop_id == released.stop_id)
    papers = Document.objects.visible_to(user).filter(subject=visit.pk).order_by("issued_at")
    return {
        "id": visit.pk,
        "stop_id": visit.planned_stop_id if is_shown else None,
        "site_id": visit.site_id,
        "state": visit.state,
        "standing": visit.standing,
        "arrived_at": visit.arrived_at,
        "left_at": visit.left_at,
        "recorded_at": visit.recorded_at,
        # A planted fix learns nothing: only for a stop that was released to this very person (S2).
        "verdict": [_reason(one) for one in visit.verdict] if is_shown else None,
        "signatures": signatures(user, visit),
        "papers": [{"id": paper.pk, "series": paper.series, "serial": paper.serial} for paper in papers],
    }


def signatures(user, visit) -> list[Paper]:
    """Who has signed the visit itself, or would not."""
    rows = Signature.objects.visible_to(user).filter(subject=visit.pk, about=None).order_by("signed_at", "pk")
    return [
        {"role": one.role, "name": one.name, "signed_at": one.signed_at, "is_refusal": one.is_refusal} for one in rows
    ]


def _reason(one) -> Paper:
    return {"code": one["code"], "detail": word(Reason(one["code"], one["values"]))}
