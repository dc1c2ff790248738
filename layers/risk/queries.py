"""What risk knows of sites, and how townships roll up."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

import yaml
from django.conf import settings
from django.db.models import Count, Max, Min, Q
from django.db.models.functions import Coalesce
from django.utils.module_loading import import_string

from gis_platform.common.clock import county_date
from layers.sites.models import (
    FireworksProfile,
    HazchemProfile,
    IndustryTradeProfile,
    MineProfile,
    Site,
    TailingsPondProfile,
)
from layers.sites.rules import SiteKind, SiteStatus

from .models import Assessment
from .rules import RiskLevel, RuleSet, SiteFacts, TownshipRisk, rule_set, township_risk


@lru_cache(maxsize=1)
def rules_in_force() -> RuleSet:
    """The newest rule file of the product; each rule in it carries its own days of validity."""
    path = max((settings.BASE_DIR / "fixtures" / "risk_rules").glob("*.yaml"))
    return rule_set(yaml.safe_load(path.read_text(encoding="utf-8")))


def facts(site_ids: Iterable[int]) -> dict[int, SiteFacts]:
    """Everything the rules look at, for each site: its own attributes and what upper floors report."""
    ids = list(site_ids)
    reported = _reported(ids)
    sites = Site.objects.filter(pk__in=ids).with_profiles().prefetch_related("licences")
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
        **_profile_facts(site.profile),
        **reported,
    )


def _lec(site: Site) -> tuple[Decimal, Decimal, Decimal] | None:
    if site.lec_l is None or site.lec_e is None or site.lec_c is None:
        return None
    return site.lec_l, site.lec_e, site.lec_c


def _profile_facts(profile) -> dict[str, Any]:
    match profile:
        case MineProfile():
            is_underground = profile.method == "underground"
            return {"is_underground": is_underground, "people_underground": profile.underground_per_shift or 0}
        case TailingsPondProfile():
            return {"pond_grade": profile.grade, "is_overhead_pond": profile.is_overhead}
        case HazchemProfile():
            return {"mhi_level": profile.mhi_level}
        case FireworksProfile():
            return {"is_fireworks_wholesale": profile.business == "wholesale"}
        case IndustryTradeProfile():
            return {"dust_workers": profile.dust_workers or 0}
    return {}


def township_risks(townships, sites, *, on: date) -> dict[int, TownshipRisk]:
    """{township id: its level from these sites} (§4), both visible querysets."""
    counts, red_days, limits = _counts(sites), _red_days(sites, on), rules_in_force().roll_up
    return {
        pk: township_risk(counts[pk], red_days=red_days[pk], limits=limits)
        for pk in townships.values_list("pk", flat=True)
    }


def _counts(sites) -> dict[int, dict[RiskLevel, int]]:
    """{township id: {level: active sites}}."""
    found: dict[int, dict[RiskLevel, int]] = defaultdict(dict)
    rows = sites.active().exclude(risk_level="").order_by().values("township", "risk_level").annotate(n=Count("pk"))
    for row in rows:
        found[row["township"]][RiskLevel(row["risk_level"])] = row["n"]
    return found


def _red_days(sites, on: date) -> dict[int, list[int]]:
    """{township id: county days that each of its red sites has been red}, over assessments that only change reasons."""
    red = Q(level=RiskLevel.RED)
    rows = Assessment.objects.filter(site__in=sites.active().filter(risk_level=RiskLevel.RED))
    since = Coalesce(Max("period__endswith", filter=~red), Min("period__startswith", filter=red))
    found: dict[int, list[int]] = defaultdict(list)
    for township, begun in rows.values("site").annotate(since=since).values_list("site__township", "since"):
        found[township].append((on - county_date(begun)).days)
    return found
