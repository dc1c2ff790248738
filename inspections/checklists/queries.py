"""Which items are asked at a site on a day."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from layers.sites.models import Site
from layers.sites.rules import SiteKind

from .models import Checklist
from .rules import items_for, site_facts

PROFILES = {
    SiteKind.MINE: "mineprofile",
    SiteKind.TAILINGS_POND: "tailingspondprofile",
    SiteKind.HAZCHEM: "hazchemprofile",
    SiteKind.FIREWORKS: "fireworksprofile",
    SiteKind.INDUSTRY_TRADE: "industrytradeprofile",
}
# Campaign-wide packs that are asked on occasions of their own, not at every visit.
ON_OCCASION = {"seven_checks", "training_check", "national_day", "enterprise_duty"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One checklist with the items that this site is asked today."""

    key: str
    version: int
    title: str
    title_en: str
    items: list[dict[str, Any]]


def facts_of(site: Site) -> dict[str, Any]:
    """The site in the words of the checklists."""
    profile = getattr(site, PROFILES[SiteKind(site.kind)], None)
    fields = {f.name: getattr(profile, f.name) for f in profile._meta.fields if f.name != "site"} if profile else {}
    return site_facts(SiteKind(site.kind), fields, site.attributes)


def sheets_for(site: Site, *, on: date) -> list[Sheet]:
    facts = facts_of(site)
    found = []
    for row in Checklist.objects.newest().exclude(key__in=ON_OCCASION):
        if items := items_for(row.content, facts, on=on):
            found.append(Sheet(row.key, row.version, row.title, row.title_en, [dict(item) for item in items]))
    return found
