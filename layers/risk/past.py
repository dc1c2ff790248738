"""A demo's yesterday: judgements of the past half year, some of them other than today's."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from gis_platform.common.clock import now
from layers.sites.models import Site

from .queries import facts
from .rules import LIKELIHOODS, SiteFacts
from .services import reassess

BEFORE = timedelta(days=200)
MOVED_ONE_IN = 4
MOVED_DAYS = 180
STEPS = sorted(LIKELIHOODS)


def load_past(region: Path, today: date) -> None:
    """Every site judged half a year back. Of the scored synthetic ones, one in four stood a step of L apart then,

    and was judged as today since a day of its own, oftener a recent one. A real site gets no invented past.
    """
    sites = Site.objects.active().filter(assessments__isnull=True)
    at, known = now(), facts(sites.values_list("pk", flat=True))
    codes = sites.filter(is_synthetic=True).values_list("pk", "code")
    draws = {pk: sha256(code.encode()).digest() for pk, code in codes if known[pk].lec}
    moved = {pk: _moved_at(draw, at) for pk, draw in draws.items() if draw[0] % MOVED_ONE_IN == 0}
    then = {pk: _a_step_apart(known[pk], draws[pk]) for pk in moved}
    reassess(known, at=at - BEFORE, known=known | then)
    for moment in sorted(set(moved.values())):
        reassess([pk for pk, when in moved.items() if when == moment], at=moment)


def _moved_at(draw: bytes, at: datetime) -> datetime:
    return at - timedelta(days=1 + draw[1] ** 2 * MOVED_DAYS // 255**2)


def _a_step_apart(known: SiteFacts, draw: bytes) -> SiteFacts:
    assert known.lec is not None
    likelihood, exposure, consequence = known.lec
    place = STEPS.index(likelihood) + (1 if draw[2] % 2 else -1)
    return replace(known, lec=(STEPS[min(max(place, 0), len(STEPS) - 1)], exposure, consequence))
