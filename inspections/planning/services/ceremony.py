"""Season key, values shown, witness's nonce: each before the next, every working day, draw or no draw (S7)."""

import secrets
from datetime import date, timedelta
from hashlib import sha256

from django.db import transaction

from gis_platform import audit
from gis_platform.common.clock import county_date
from gis_platform.common.errors import refuse, require
from inspections.draw import record as papers
from inspections.draw.lottery import hash_of
from inspections.planning import queries
from inspections.planning.models import Commitment, Nonce, SeasonKey
from inspections.planning.plan import Paper
from inspections.planning.rules import may_give, may_show
from inspections.rounds.envelope import decrypt, encrypt, open_envelope
from inspections.rounds.models import Plan
from inspections.rounds.rules import PlanState


@transaction.atomic
def new_season_key(*, starts_on: date, ends_on: date, by, at) -> SeasonKey:
    """A new secret, committed to by its hash and by the key hashes of all its working days."""
    if ends_on < starts_on:
        raise refuse("season.ends_before_start")
    if Commitment.objects.filter(date__range=(starts_on, ends_on)).exists():
        raise refuse("season.overlaps", starts_on=starts_on, ends_on=ends_on)
    secret, name = secrets.token_bytes(32), f"{starts_on}/{ends_on}"
    season = SeasonKey.objects.create(
        name=name,
        starts_on=starts_on,
        ends_on=ends_on,
        box=encrypt(secret, info="season", bound_to=name),
        commitment=sha256(secret).hexdigest(),
        committed_at=at,
    )
    is_working_day = queries.working_day_rule()
    days = (starts_on + timedelta(days=k) for k in range((ends_on - starts_on).days + 1))
    Commitment.objects.bulk_create(
        Commitment(season=season, date=day, attempt=k, key_hash=hash_of(papers.day_key(secret, day, k)))
        for day in days
        if is_working_day(day)
        for k in papers.ATTEMPTS
    )
    audit.record(by, "season.committed", season, at=at, data={"commitment": season.commitment})
    return season


def day_key_of(on: date, attempt: int) -> str:
    """The key that was committed to for this attempt; opens the season's box."""
    row = Commitment.objects.select_related("season").filter(date=on, attempt=attempt).first()
    if row is None:
        raise refuse("draw.no_commitment", date=on)
    return papers.day_key(_secret(row.season), on, attempt)


def _secret(season) -> bytes:
    return decrypt(bytes(season.box), info="season", bound_to=season.name)


def commitments(*, at) -> Paper:
    """The public commitments.json."""
    return queries.commitments_paper(county_date(at), lambda season: _secret(season).hex())


@transaction.atomic
def show_values(*, by, on: date, at) -> Nonce:
    """Fix the day's three values: the snapshots of the plan frozen for it, or random bytes. Once shown they stand."""
    require(
        may_show(
            is_witness=queries.is_witness(by), on=on, today=county_date(at), has_commitment=queries.has_commitment(on)
        )
    )
    # The day's commitment stands for the row that is not there yet: who comes second waits and gets the first's values.
    Commitment.objects.select_for_update().get(date=on, attempt=1)
    if shown := queries.nonce_on(on):
        return shown
    nonce = Nonce.objects.create(date=on, shown=_snapshots(on, at), shown_at=at, witness=by)
    audit.record(by, "nonce.values_shown", nonce, at=at, data={"shown": nonce.shown})
    return nonce


def _snapshots(on, at) -> list[str]:
    """One draw a day: the draft frozen first has it, whoever wrote it."""
    for plan in Plan.objects.select_for_update().filter(date=on, state=PlanState.DRAFT).order_by("created_at", "pk"):
        attempts = open_envelope(plan, by=None, why="values for the witness", at=at)["draw"]["attempts"]
        if attempts:
            return [attempts[str(k)]["snapshot"]["snapshot_hash"] for k in papers.ATTEMPTS]
    return [secrets.token_hex(32) for _ in papers.ATTEMPTS]


@transaction.atomic
def give_nonce(*, by, on: date, nonce: str, at) -> Nonce:
    """The witness's own number, 64 hex digits, given after the values were shown. Raises Refused."""
    row, nonce = Nonce.objects.select_for_update().filter(date=on).first(), nonce.strip().lower()
    given = row.nonce if row else ""
    require(may_give(is_witness=queries.is_witness(by), is_shown=row is not None, given=given, nonce=nonce, on=on))
    assert row is not None  # or the rule has refused
    if not given:
        row.nonce, row.witness, row.given_at = nonce, by, at
        row.save(update_fields=["nonce", "witness", "given_at"])
        audit.record(by, "nonce.given", row, at=at, data={"nonce": nonce})
    return row
