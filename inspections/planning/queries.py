"""What planning reads of other slices: sites and their last visits, officers, working days, what is committed."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Count

from gis_platform.accounts.models import User
from gis_platform.accounts.roles import PERMISSIONS
from gis_platform.common.clock import county_date
from gis_platform.common.geo import metric_xy
from inspections.coverage.queries import every_active_site, guard_on, with_last_visit
from inspections.coverage.rules import interval_days
from inspections.draw import officers as register
from inspections.draw.hazard import entry_visit_on
from inspections.draw.lottery import Stream
from inspections.organisation.models import Depot, Officer, UnitMember
from inspections.rounds.envelope import derived_key
from inspections.rounds.models import Assembly
from inspections.visits.models import Visit
from layers.risk.rules import RiskLevel
from layers.sites.models import Site

from .models import Commitment, DrawRecord, Nonce, SeasonKey
from .plan import TEAM_SIZE, Place
from .pool import Known
from .rules import first_departure

# 1. The pool's sources


def known_sites(on: date) -> list[Known]:
    """As they stand at the end of the day before."""
    sites = Site.objects.select_related("sector_line").order_by("pk")
    visits = visits_in_a_year(on)
    return [
        _known(site, site.last_visit_on, visits.get(site.pk, 0))
        for site in with_last_visit(sites, until=on - timedelta(days=1))
    ]


def _known(site, last_on: date | None, visits: int) -> Known:
    level = RiskLevel(site.risk_level or RiskLevel.BLUE)
    x, y = metric_xy(site.location.x, site.location.y, epsg=settings.METRIC_CRS)
    return Known(
        id=site.pk,
        x_m=round(x),
        y_m=round(y),
        level=level,
        line=site.sector_line.key,
        status=site.status,
        counts_from=last_on or _entry(site, level),
        is_new=last_on is None,
        visits_in_a_year=visits,
    )


def _entry(site, level) -> date:
    """A random age that nobody outside can compute, the same every day (docs/draw.md)."""
    seed = sha256(derived_key("entry age") + str(site.pk).encode()).hexdigest()
    return entry_visit_on(county_date(site.created_at), interval_days(level), Stream(seed, "entry"))


def visits_in_a_year(on: date) -> dict[int, int]:
    """Site id → finished visits in the 365 days before the day, which the cap is counted in."""
    past = Visit.objects.finished().filter(arrived_at__date__lt=on, arrived_at__date__gte=on - timedelta(days=365))
    return dict(past.order_by().values_list("site").annotate(Count("pk")))


def working_day_rule() -> Callable[[date], bool]:
    """Monday to Friday, but for the `holidays` of region.toml and with its `make_up_days`."""
    holidays, make_up_days = (set(settings.REGION.get(name, ())) for name in ("holidays", "make_up_days"))
    return lambda day: day in make_up_days or (day.weekday() < 5 and day not in holidays)


def officers_on_register(on: date) -> tuple[list[register.Officer], dict[str, int]]:
    """(officers of the draw, officer id → user id): active ones who can log in, whether they may serve or not."""
    rows = Officer.objects.active().filter(user__is_active=True).prefetch_related("certificates", "leaves", "recusals")
    return [_officer(row, on) for row in rows.order_by("pk")], {str(row.pk): row.user_id for row in rows}


def officers_to_draw(on: date) -> list[register.Officer]:
    """The register of a draw: whoever is called to another plan that day is away as one on leave is.

    For the freeze alone: what is shown or refused before must not depend on other people's plans (S1).
    """
    called = Assembly.objects.live().filter(date=on).values("member")
    away = set(map(str, Officer.objects.filter(user__in=called).values_list("pk", flat=True)))
    officers, _ = officers_on_register(on)
    return [replace(one, leaves=(*one.leaves, (on, on))) if one.id in away else one for one in officers]


def _officer(row, on) -> register.Officer:
    recused = (one.site_id for one in row.recusals.all() if one.until_on is None or one.until_on >= on)
    return register.Officer(
        id=str(row.pk),
        certificates=tuple((one.valid_from, one.valid_to) for one in row.certificates.all()),
        leaves=tuple((one.from_on, one.to_on) for one in row.leaves.all()),
        recused_from=frozenset(map(str, recused)),
    )


def first_depot() -> Depot | None:
    return Depot.objects.order_by("pk").first()


def places_of(site_ids: Iterable[int]) -> dict[int, Place]:
    return {
        site.pk: Place((site.location.x, site.location.y), site.service_min, _windows(site))
        for site in Site.objects.filter(pk__in=list(site_ids))
    }


def _windows(site):
    if not (site.opens_at and site.closes_at and site.opens_at < site.closes_at):
        return ()
    opens, closes = (one.hour * 3600 + one.minute * 60 for one in (site.opens_at, site.closes_at))
    return ((opens, closes),)


# 2. The ceremony


def has_commitment(on: date) -> bool:
    return Commitment.objects.filter(date=on).exists()


def nonce_on(on: date) -> Nonce | None:
    return Nonce.objects.filter(date=on).first()


def next_nonce_day(today: date) -> date | None:
    """The first committed day from today on whose nonce is still missing."""
    given = Nonce.objects.exclude(nonce="").values("date")
    ahead = Commitment.objects.filter(date__gte=today).exclude(date__in=given)
    return ahead.order_by("date").values_list("date", flat=True).first()


def commitments_paper(today: date, open_secret: Callable[[SeasonKey], str]) -> dict:
    """The public file: {"days": {date: {"key_hashes", "shown", "witness_nonce"}}, "seasons": […]}.

    A season's secret stands in it from the day after the season's last.
    """
    days: dict[str, dict] = {}
    for row in Commitment.objects.order_by("date", "attempt"):
        day = days.setdefault(row.date.isoformat(), {"key_hashes": [], "shown": None, "witness_nonce": None})
        day["key_hashes"].append(row.key_hash)
    for nonce in Nonce.objects.all():
        days[nonce.date.isoformat()] |= {"shown": nonce.shown, "witness_nonce": nonce.nonce or None}
    seasons = [
        {
            "name": season.name,
            "starts_on": season.starts_on.isoformat(),
            "ends_on": season.ends_on.isoformat(),
            "commitment": season.commitment,
            "season_secret": open_secret(season) if season.ends_on < today else None,
        }
        for season in SeasonKey.objects.order_by("starts_on")
    ]
    return {"days": days, "seasons": seasons}


def published_draws(user):
    return DrawRecord.objects.visible_to(user).order_by("-record__date", "-pk")


def published_draw(user, draw_id: str) -> DrawRecord | None:
    """None for an id that is malformed, unknown or not yet published: all three answer alike."""
    try:
        return DrawRecord.objects.visible_to(user).filter(pk=draw_id).first()
    except ValidationError:
        return None


def possible_approvers(author):
    """Who may seal: another dispatcher, or a county leader."""
    return User.objects.filter(role__in=PERMISSIONS["plan.seal"], is_active=True).exclude(pk=author.pk).order_by("pk")


def key_hashes_on(on: date) -> list[str]:
    return list(Commitment.objects.filter(date=on).order_by("attempt").values_list("key_hash", flat=True))


def committed_at(on: date) -> str | None:
    row = Commitment.objects.filter(date=on).select_related("season").first()
    return row and row.season.committed_at.isoformat()


def days_to_plan(at: datetime, number: int = 10) -> list[date]:
    """The next days with a commitment; today's too while a team can still go out."""
    ahead = Commitment.objects.filter(date__gte=at.date(), attempt=1).order_by("date")
    days = list(ahead.values_list("date", flat=True)[: number + 1])
    return [day for day in days if first_departure(day, at=at)][:number]


def due_by_level(on: date) -> dict[str, int]:
    """Active sites past their interval on that day, by risk."""
    rows = every_active_site(on=on).filter(is_overdue=True).order_by().values_list("risk_level")
    return {level or "": number for level, number in rows.annotate(number=Count("pk"))}


def day_paper(on: date) -> dict:
    """What a dispatcher asks of a day before planning it: is it committed, is the nonce there, who may serve."""
    officers, user_of = officers_on_register(on)
    people = {user.pk: user.get_full_name() for user in User.objects.filter(pk__in=user_of.values())}
    nonce = nonce_on(on)
    return {
        "date": on.isoformat(),
        "is_working_day": working_day_rule()(on),
        "has_commitment": has_commitment(on),
        "is_shown": nonce is not None,
        "is_nonce_given": bool(nonce and nonce.nonce),
        "is_guard": guard_on(on) is not None,
        "officers": [
            {
                "name": people[user_of[officer.id]],
                "is_certified": officer.is_certified(on),
                "is_on_leave": officer.is_on_leave(on),
                "recused_from": len(officer.recused_from),
            }
            for officer in officers
        ],
        "most_teams": sum(officer.may_serve(on) for officer in officers) // TEAM_SIZE,
    }


def is_witness(user) -> bool:
    return UnitMember.objects.filter(user=user, is_witness=True).exists()
