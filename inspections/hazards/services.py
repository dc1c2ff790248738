"""Deeds on a hazard: T1–T4 here; T5–T14 come with their papers and are refused until then (I13)."""

from django.db import transaction

from gis_platform import audit
from gis_platform.accounts.models import User
from gis_platform.common.clock import county_date
from gis_platform.common.errors import refuse, require
from gis_platform.common.later import run_later
from gis_platform.common.verdict import Verdict
from inspections.evidence.services import keep_signature, place_photos
from inspections.visits.models import Visit
from inspections.visits.services import log_finding
from layers.territory.models import Township

from .models import Hazard, HazardEvent
from .rules import (
    TRANSITIONS,
    Actor,
    HazardDeed,
    HazardGrade,
    HazardState,
    Proposal,
    default_deadline,
    may_confirm,
    may_confirm_proposed,
    may_fix_on_site,
    may_propose_major,
    may_report,
    may_void,
)


def actor_of(user, hazard) -> Actor:
    """Who acts on this hazard: a head is one only for the lines of the own office."""
    lines = user.scopes.exclude(sector_line=None).values_list("sector_line__key", flat=True)
    unit = user.scopes.exclude(site=None).values_list("site", flat=True).first()
    return Actor(
        id=user.pk,
        role=user.role,
        sector_lines=frozenset(lines),
        is_office_head=user.offices_headed.filter(sector_lines__key=_line(hazard)).exists(),
        unit=unit,
    )


def _append(hazard, deed, *, by, at, reason="", data=None) -> None:
    """The event and the state it leads to; the guard was asked before."""
    before, after = HazardState(hazard.state), TRANSITIONS[HazardState(hazard.state), deed]
    HazardEvent.objects.create(
        hazard=hazard, deed=deed, from_state=before, to_state=after, by=by, at=at, reason=reason, data=data or {}
    )
    hazard.state = after
    audit.record(by, f"hazard.{deed}", hazard, at=at, data={"from": before, "to": after})


def _locked(hazard):
    return Hazard.objects.select_for_update().get(pk=hazard.pk)


def _reassess(hazard):
    """Only a major one moves the colour of its site (§4)."""
    if hazard.site_id and hazard.grade == HazardGrade.MAJOR:
        run_later("layers.risk.tasks.reassess", hazard.site_id)


# T1


@transaction.atomic
def report_hazard(visit, *, by, finding_id, text, fix, photo_ids, is_ownerless=False, at, **details) -> Hazard:
    """已上报: what a visit saw and its case in one deed. `details` as in `visits.services.log_finding`. Twice is once.

    `is_ownerless`: nobody's (无主); it belongs to the township where it lies. Raises Refused with every reason.
    """
    photo_ids = list(dict.fromkeys(photo_ids))
    require(may_report(HazardState.DRAFT, photos=len(photo_ids), has_location=bool(fix), description=text))
    finding, is_new = log_finding(
        visit, by=by, finding_id=finding_id, text=text, fix=fix, photo_ids=photo_ids, at=at, **details
    )
    if not is_new:
        return finding.hazard
    hazard = Hazard.objects.create(
        id=finding.pk,
        finding=finding,
        location=finding.location,
        state=HazardState.DRAFT,
        grade=finding.grade_hint,
        standard=finding.standard,
        clause=finding.clause,
        found_on=county_date(at),
        **_scope(visit, finding.location, is_ownerless=is_ownerless),
    )
    _append(hazard, HazardDeed.REPORT, by=by, at=at, data={"is_ownerless": is_ownerless})
    hazard.save()
    _reassess(hazard)
    return hazard


def _scope(visit, location, *, is_ownerless):
    """Of the visit, once that is open; nobody's hazard has a township by where it lies, the lower code on an edge."""
    if not is_ownerless:
        return {
            "site_id": visit.site_id,
            "township_id": visit.township_id,
            "sector_line_id": visit.sector_line_id,
            "opened_at": visit.opened_at,
        }
    township = Township.objects.filter(boundary__covers=location).order_by("code").first()
    if township is None:
        raise refuse("hazard.outside_the_county")
    return {"township": township, "sector_line_id": visit.sector_line_id, "opened_at": visit.opened_at}


@transaction.atomic
def open_hazards(visit_id, *, at) -> int:
    """The visit was opened: its hazards follow the rule of their scope from now on."""
    visit = Visit.objects.get(pk=visit_id)
    if not visit.is_opened:
        return 0
    waiting = list(Hazard.objects.select_for_update().filter(finding__visit=visit, opened_at=None))
    for hazard in waiting:
        is_ownerless = hazard.events.filter(deed=HazardDeed.REPORT, data__is_ownerless=True).exists()
        for name, value in _scope(visit, hazard.location, is_ownerless=is_ownerless).items():
            setattr(hazard, name, value)
        hazard.save()
        audit.record(None, "hazard.opened", hazard, at=at)
        _reassess(hazard)
    return len(waiting)


# T2, T3


@transaction.atomic
def propose_major(hazard, *, by, clause, at, standard="") -> Hazard:
    """提请核定为重大: the hazard stays as it is until the other of officer and head confirms. Raises Refused."""
    hazard = _locked(hazard)
    require(
        may_propose_major(HazardState(hazard.state), clause=clause, sector_line=_line(hazard), by=actor_of(by, hazard))
    )
    _append(hazard, HazardDeed.PROPOSE_MAJOR, by=by, at=at, data={"clause": clause, "standard": standard})
    hazard.save()
    return hazard


def proposal_of(hazard) -> HazardEvent | None:
    """The proposal that waits for its second person: the newest, while the hazard is only reported."""
    if hazard.state != HazardState.REPORTED:
        return None
    return hazard.events.filter(deed=HazardDeed.PROPOSE_MAJOR).select_related("by").order_by("-id").first()


@transaction.atomic
def confirm_hazard(hazard, *, by, grade, clause, at, standard="") -> Hazard:
    """已核定: grade and clause in force on the day it was found; a major one after `propose_major` by another person.

    Raises Refused with every reason.
    """
    hazard = _locked(hazard)
    grade = HazardGrade(grade)
    asked = {"clause": clause, "sector_line": _line(hazard), "by": actor_of(by, hazard)}
    proposed = proposal_of(hazard) if grade == HazardGrade.MAJOR else None
    if proposed:
        proposal = Proposal(actor_of(proposed.by, hazard), **proposed.data)
        require(may_confirm_proposed(HazardState(hazard.state), standard=standard, proposal=proposal, **asked))
    else:
        require(may_confirm(HazardState(hazard.state), grade=grade, **asked))
    hazard.grade, hazard.clause, hazard.standard = grade, clause, standard
    hazard.confirmed_on = county_date(at)
    hazard.due_on = default_deadline(grade, on=hazard.confirmed_on)
    _append(hazard, HazardDeed.CONFIRM, by=by, at=at, data={"grade": grade})
    hazard.save()
    _reassess(hazard)
    return hazard


def _line(hazard) -> str:
    return hazard.sector_line.key if hazard.sector_line else ""


@transaction.atomic
def void_hazard(hazard, *, by, reason, at) -> Hazard:
    """作废, not by the one who reported it. Raises Refused with every reason."""
    hazard = _locked(hazard)
    require(
        may_void(
            HazardState(hazard.state),
            sector_line=_line(hazard),
            by=actor_of(by, hazard),
            reporter=hazard.finding.found_by_id,
            reason=reason,
        )
    )
    _append(hazard, HazardDeed.VOID, by=by, at=at, reason=reason)
    hazard.save()
    _reassess(hazard)
    return hazard


# T4


@transaction.atomic
def fix_on_site(hazard, *, by, photo_ids, signatures, at) -> Hazard:
    """当场整改, and closed in the same breath. `photo_ids`: after; `signatures`: `evidence.services.Signed` of both

    officers. Raises Refused with every reason.
    """
    hazard = _locked(hazard)
    visit = hazard.finding.visit
    place = visit.place
    drawn = [one for one in signatures if one.signer_id in place.officer_ids]
    signers = [actor_of(user, hazard) for user in _users(one.signer_id for one in drawn)]
    verdict = may_fix_on_site(
        HazardState(hazard.state),
        grade=HazardGrade(hazard.grade),
        photos_before=hazard.finding.photos.count(),
        photos_after=len(photo_ids),
        signers=signers,
        unit=hazard.site_id,
    )
    require(Verdict(verdict.reasons + _of_its_officers(by, place).reasons))
    photos = place_photos(photo_ids, by=by, place=place)
    for signed in drawn:
        keep_signature(signed, by=by, place=place, at=at, about=hazard.pk)
    data = {"photos_after": [str(photo.pk) for photo in photos], "signers": [one.signer_id for one in drawn]}
    _append(hazard, HazardDeed.FIX_ON_SITE, by=by, at=at, data=data)
    _append(hazard, HazardDeed.CLOSE, by=None, at=at)
    hazard.closed_at = at
    hazard.save()
    _reassess(hazard)
    return hazard


def _users(ids):
    return User.objects.filter(pk__in=list(ids))


def _of_its_officers(by, place):
    return Verdict.unless((by.pk not in place.officer_ids, "visit.not_its_officer", {}))


# T5–T14


def is_transition(hazard, deed: HazardDeed) -> bool:
    return (HazardState(hazard.state), deed) in TRANSITIONS


def not_offered(hazard, deed: HazardDeed) -> None:
    """Raises Refused: the pair is none of T1–T14, or its deed comes with the papers it rests on."""
    code = "hazard.not_offered" if is_transition(hazard, deed) else "hazard.wrong_state"
    raise refuse(code, state=hazard.state, deed=str(deed))
