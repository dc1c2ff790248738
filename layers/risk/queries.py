"""What risk knows of sites, and how townships roll up."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

import yaml
from django.conf import settings
from django.db.models import Count
from django.utils.module_loading import import_string

from layers.sites.models import Site
from layers.sites.rules import SiteKind, SiteStatus

from .models import Assessment
from .rules import RiskLevel, RuleSet, SiteFacts, rule_set, township_level

RELATED = ("mineprofile", "tailingspondprofile", "hazchemprofile", "fireworksprofile", "industrytradeprofile")


@lru_cache(maxsize=1)
def rules_in_force() -> RuleSet:
    """The newest rule file of the product; each rule in it carries its own days of validity."""
    path = max((settings.BASE_DIR / "fixtures" / "risk_rules").glob("*.yaml"))
    return rule_set(yaml.safe_load(path.read_text(encoding="utf-8")))


def facts(site_ids: Iterable[int]) -> dict[int, SiteFacts]:
    """Everything the rules look at, for each site: its own attributes and what upper floors report."""
    ids = list(site_ids)
    reported = _reported(ids)
    sites = Site.objects.filter(pk__in=ids).select_related(*RELATED).prefetch_related("licences")
    return {site.pk: _facts(site, reported.get(site.pk, {})) for site in sites}


def _reported(ids: list[int]) -> dict[int, dict[str, Any]]:
    """{site id: fields of SiteFacts} from every slice named in settings.RISK_INPUTS."""
    merged: dict[int, dict[str, Any]] = {}
    for dotted in settings.RISK_INPUTS:
        for site_id, values in import_string(dotted)(ids).items():
            merged.setdefault(site_id, {}).update(values)
    return merged


def _facts(site: Site, reported: dict[str, Any]) -> SiteFacts:
    licences = list(site.licences.all())
    expiries = [one.valid_to for one in licences if one.valid_to]
    return SiteFacts(
        kind=SiteKind(site.kind),
        is_producing=site.status == SiteStatus.PRODUCING,
        lec=_lec(site),
        licence_valid_to=min(expiries, default=None),
        is_licence_withdrawn=any(one.is_withdrawn for one in licences),
        **_profile_facts(site),
        **reported,
    )


def _lec(site: Site) -> tuple[Decimal, Decimal, Decimal] | None:
    if site.lec_l is None or site.lec_e is None or site.lec_c is None:
        return None
    return site.lec_l, site.lec_e, site.lec_c


def _profile_facts(site: Site) -> dict[str, Any]:
    match SiteKind(site.kind):
        case SiteKind.MINE if hasattr(site, "mineprofile"):
            is_underground = site.mineprofile.method == "underground"
            return {"is_underground": is_underground, "people_underground": site.mineprofile.underground_per_shift or 0}
        case SiteKind.TAILINGS_POND if hasattr(site, "tailingspondprofile"):
            pond = site.tailingspondprofile
            return {"pond_grade": pond.grade, "is_overhead_pond": pond.is_overhead}
        case SiteKind.HAZCHEM if hasattr(site, "hazchemprofile"):
            return {"mhi_level": site.hazchemprofile.mhi_level}
        case SiteKind.FIREWORKS if hasattr(site, "fireworksprofile"):
            return {"is_fireworks_wholesale": site.fireworksprofile.business == "wholesale"}
        case SiteKind.INDUSTRY_TRADE if hasattr(site, "industrytradeprofile"):
            return {"dust_workers": site.industrytradeprofile.dust_workers or 0}
    return {}


def counts_by_township(sites) -> dict[int, dict[RiskLevel, int]]:
    """{township id: {level: active sites}} of a visible queryset of sites."""
    found: dict[int, dict[RiskLevel, int]] = {}
    rows = sites.active().exclude(risk_level="").order_by().values("township", "risk_level").annotate(n=Count("pk"))
    for row in rows:
        found.setdefault(row["township"], {})[RiskLevel(row["risk_level"])] = row["n"]
    return found


def township_levels(sites, *, on: date) -> dict[int, RiskLevel | None]:
    """{township id: rolled-up level} (§4); a township without active sites is absent: grey, no data."""
    longest = _longest_red_days(sites, on)
    limits = rules_in_force().roll_up
    return {
        township: township_level(counts, longest_red_days=longest.get(township, 0), limits=limits)
        for township, counts in counts_by_township(sites).items()
    }


def _longest_red_days(sites, on: date) -> dict[int, int]:
    current = Assessment.objects.filter(site__in=sites.active(), level=RiskLevel.RED, period__endswith__isnull=True)
    longest: dict[int, int] = {}
    for township, period in current.values_list("site__township", "period"):
        longest[township] = max(longest.get(township, 0), (on - period.lower.date()).days)
    return longest
