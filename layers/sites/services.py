"""Deeds on sites. An import saves through here too, so that a hand and a file follow the same rules."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import transaction

from gis_platform import audit
from gis_platform.common.later import run_later

from .models import PROFILES, Licence, Site
from .naming import search_text
from .rules import SiteKind, Substance, mhi, pond_grade

type Values = dict[str, Any]


@transaction.atomic
def save_site(
    site: Site | None, *, values: dict[str, Any], profile: dict[str, Any], licences: list[dict], by, at
) -> str:
    """Create or change a site with its profile and licences: "created", "updated" or "unchanged".

    Nothing is written when nothing differs, so the same file twice leaves the same rows and the same history.
    """
    is_new = site is None
    site = Site() if site is None else Site.objects.select_for_update().get(pk=site.pk)
    values = values | {
        "name_search": search_text(values["name"], values.get("uscc"), [one["number"] for one in licences])
    }
    changed = _put(site, values)
    if is_new or changed:
        site.save()
    changed += _save_profile(site, profile)
    changed += [f"licence:{one['number']}" for one in licences if _save_licence(site, one)]
    if not is_new and not changed:
        return "unchanged"
    audit.record(by, "site.created" if is_new else "site.changed", site, at=at, data={"fields": sorted(changed)})
    run_later("layers.risk.tasks.reassess", site.pk)
    return "created" if is_new else "updated"


def _put(row, values: dict[str, Any]) -> list[str]:
    """Set fields; returns the names of those that differed."""
    changed = [name for name, value in values.items() if not _same(getattr(row, name, None), value)]
    for name in changed:
        setattr(row, name, values[name])
    return changed


def _same(old, new) -> bool:
    if hasattr(new, "coords") and hasattr(old, "coords"):
        return old.equals_exact(new, 1e-9)
    return old == new


def _save_profile(site: Site, values: dict[str, Any]) -> list[str]:
    row = site.profile or PROFILES[SiteKind(site.kind)](site=site)
    changed = _put(row, values | _derived(SiteKind(site.kind), values))
    if changed or row._state.adding:
        row.save()
    return changed


def _derived(kind: SiteKind, values: dict[str, Any]) -> dict[str, Any]:
    """Pond grade and MHI level by their rules (I29): never typed in."""
    if kind == SiteKind.TAILINGS_POND and values.get("volume_m3") is not None:
        return {"grade": pond_grade(values["volume_m3"], values.get("height_m")), "grade_standard": "GB 39496-2020"}
    if kind == SiteKind.HAZCHEM:
        return _installation(values)
    return {}


def _installation(values: dict[str, Any]) -> dict[str, Any]:
    substances = [
        Substance(Decimal(one["q_t"]), Decimal(one["critical_t"]), Decimal(one["beta"]))
        for one in values.get("substances", [])
        if one["critical_t"]
    ]
    if not substances:
        return {"mhi_level": None, "mhi_s": None, "mhi_r": None}
    found = mhi(substances, values.get("exposed_people") or 0)
    return {"mhi_level": found.level, "mhi_s": _three_places(found.s), "mhi_r": _three_places(found.r)}


def _three_places(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / value.denominator).quantize(Decimal("0.001"))


def _save_licence(site: Site, values: dict[str, Any]) -> bool:
    row = Licence.objects.filter(site=site, kind=values["kind"], number=values["number"]).first()
    row = row or Licence(site=site, kind=values["kind"], number=values["number"])
    changed = _put(row, values)
    if changed or row._state.adding:
        row.save()
        return True
    return False
