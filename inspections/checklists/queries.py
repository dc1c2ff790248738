"""Which items are asked at a site on a day."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from layers.sites.models import Site
from layers.sites.rules import SiteKind

from .models import Checklist
from .rules import items_for, site_facts

# Campaign-wide packs that are asked on occasions of their own, not at every visit.
ON_OCCASION = {"seven_checks", "training_check", "national_day", "enterprise_duty"}
# Asked where no list was written for the site: a user of chemicals, a mine whose method nobody entered. It holds for
# every unit and proposes no grade, while the lists of producers and traders rest on standards for those alone.
OF_EVERY_UNIT = "enterprise_duty"


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
    profile = site.profile
    fields = {f.name: getattr(profile, f.name) for f in profile._meta.fields if f.name != "site"} if profile else {}
    return site_facts(SiteKind(site.kind), fields, site.attributes)


def sheets_for(site: Site, *, on: date) -> list[Sheet]:
    """What the site is asked, and never nothing once the packs are in force."""
    newest, facts = Checklist.objects.newest(), facts_of(site)
    own = _sheets(newest.exclude(key__in=ON_OCCASION), facts, on)
    return own or _sheets(newest.filter(key=OF_EVERY_UNIT), facts, on)


def asked_item(site: Site | None, *, checklist: str, version: int, item_key: str, on: date) -> dict[str, Any] | None:
    """An item in the version that a phone showed; None where the site is not asked it.

    Without a site (the stop of the visit is still sealed) any item of that version.
    """
    row = Checklist.objects.filter(key=checklist, version=version).first()
    if row is None:
        return None
    items = items_for(row.content, facts_of(site), on=on) if site else row.content["items"]
    return next((dict(item) for item in items if item["id"] == item_key), None)


def _sheets(rows, facts, on) -> list[Sheet]:
    found = []
    for row in rows:
        if items := items_for(row.content, facts, on=on):
            found.append(Sheet(row.key, row.version, row.title, row.title_en, [dict(item) for item in items]))
    return found
