"""What the drawer tells of one site: each part from its slice's queries, each through `visible_to`."""

from django.urls import reverse
from django.utils.translation import gettext as _

from gis_platform.common.clock import county_date
from inspections.coverage.queries import overdue_days, with_coverage
from inspections.documents.models import Document
from inspections.evidence.models import Photo
from inspections.hazards.models import Hazard
from inspections.hazards.queries import days_late, days_left
from inspections.hazards.rules import HazardGrade, HazardState
from inspections.hazards.words import STATE_NAMES
from inspections.rounds.rules import SelectionMode
from inspections.visits.models import Visit
from inspections.visits.words import MODE_NAMES
from layers.risk.models import Assessment
from layers.risk.rules import PATROL_INTERVAL_DAYS, RiskLevel
from layers.risk.words import reason_lines, silent_rules
from layers.sites.models import FireworksProfile, HazchemProfile, Licence, MineProfile, Site, TailingsPondProfile
from layers.sites.rules import POND_GRADE_WORDS, licence_warning_days

from .sector_icons import sector_name

SHOWN = 3
HISTORY = 6


def card(site, *, user, at):
    on = county_date(at)
    assessments = Assessment.objects.visible_to(user).filter(site=site)
    hazards = Hazard.objects.visible_to(user).filter(site=site).open()
    visits = Visit.objects.visible_to(user).filter(site=site).finished().with_counts().order_by("-arrived_at", "-id")
    photos = Photo.objects.visible_to(user).filter(site=site).order_by("-taken_at", "id")
    papers = Document.objects.visible_to(user).filter(site=site).order_by("-issued_at")
    licences = Licence.objects.visible_to(user).filter(site=site).order_by("valid_to", "kind")
    return {
        "site": site,
        "facts": facts(site),
        **why(assessments.as_of(at).first()),
        "hazards": [hazard_row(one, on) for one in hazards.select_related("finding").due_first()[:SHOWN]],
        "hazard_count": hazards.count(),
        "last_visit": visits.first(),
        "mode": mode(visits.first()),
        "due": due(site, user, on),
        "licences": [licence_row(one, on) for one in licences],
        "photos": photos[:SHOWN],
        "photo_count": photos.count(),
        "papers": papers[:SHOWN],
        "paper_count": papers.count(),
        "history": history(assessments, visits),
        "may_plan": user.may("plan.draft"),
        "plans_url": reverse("plans"),
    }


def facts(site) -> list[str]:
    """Kind, its chief attribute, and township, as one line."""
    parts = (sector_name(site.sector_line), *_attributes(site.profile), site.township.name)
    return [str(part) for part in parts if part]


def _attributes(profile):
    match profile:
        case MineProfile():
            methods = {"open_pit": _("露天"), "underground": _("地下")}
            return methods.get(profile.method), profile.mineral
        case TailingsPondProfile():
            return POND_GRADE_WORDS.get(profile.grade or 0), _("头顶库") if profile.is_overhead else ""
        case HazchemProfile():
            level = profile.mhi_level
            return (_("重大危险源 {value} 级").format(value=level) if level else "",)
        case FireworksProfile():
            names = {"wholesale": _("批发"), "retail": _("零售"), "retail_seasonal": _("季节零售")}
            return (names.get(profile.business),)
    return ()


def why(assessment):
    if assessment is None:
        return {"assessment": None}
    reasons = reason_lines(assessment)
    return {"assessment": assessment, "reasons": reasons, "silent": silent_rules(assessment)}


def hazard_row(hazard, on):
    return {
        "hazard": hazard,
        "is_major": hazard.grade == HazardGrade.MAJOR,
        "late": days_late(hazard, on=on),
        "left": days_left(hazard, on=on),
        "state": STATE_NAMES[HazardState(hazard.state)],
    }


def mode(visit):
    return MODE_NAMES.get(SelectionMode(visit.selection_mode)) if visit and visit.selection_mode else ""


def due(site, user, on):
    """When the next visit is owed, and how late it is."""
    row = with_coverage(Site.objects.visible_to(user).active(), on=on).filter(pk=site.pk).first()
    if row is None:
        return None
    interval = PATROL_INTERVAL_DAYS[RiskLevel(site.risk_level or RiskLevel.BLUE)]
    return {
        "on": row.due_on,
        "late": overdue_days(row, on=on),
        "left": (row.due_on - on).days,
        "last_on": row.last_visit_on,
        "interval": interval,
    }


def licence_row(licence, on):
    ends = licence.valid_to
    left = (ends - on).days if ends else None
    is_over = licence.is_withdrawn or (left is not None and left < 0)
    return {
        "licence": licence,
        "left": left,
        "is_over": is_over,
        "is_near": not is_over and ends is not None and licence_warning_days(ends, on=on) is not None,
    }


def history(assessments, visits):
    """Changes of level and visits, newest first."""
    levels = [(one.period.lower, {"level": one.level}) for one in assessments.order_by("-period")[:HISTORY]]
    seen = [(one.arrived_at, {"visit": one, "mode": mode(one)}) for one in visits[:HISTORY]]
    rows = sorted(levels + seen, key=lambda row: row[0], reverse=True)[:HISTORY]
    return [row | {"at": at} for at, row in rows]
