"""Assessing sites: append-only periods, each with its reasons (I17, I18)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from gis_platform import audit
from gis_platform.common.clock import county_date
from layers.sites.models import Site

from .models import Assessment
from .queries import facts, rules_in_force
from .rules import Assessed, SiteFacts, assess


@transaction.atomic
def reassess(site_ids: Iterable[int], *, at: datetime, known: Mapping[int, SiteFacts] | None = None) -> int:
    """Judge the sites anew; a site whose level and reasons stay the same keeps its row. Returns how many changed.

    `known`: what was known of each at that moment, where it is not what is known now.
    """
    sites = {site.pk: site for site in Site.objects.select_for_update().filter(pk__in=list(site_ids)).order_by("pk")}
    current = {row.site_id: row for row in Assessment.objects.filter(site__in=sites, period__upper_inf=True)}
    rules, on, changed = rules_in_force().rules, county_date(at), 0
    for site_id, fact in (facts(sites) if known is None else known).items():
        judged = assess(fact, rules, on=on)
        if not _is_same(current.get(site_id), judged):
            _replace(sites[site_id], current.get(site_id), judged, at)
            changed += 1
    return changed


def _is_same(row: Assessment | None, judged: Assessed) -> bool:
    return row is not None and row.level == judged.level and row.reasons == _plain(judged)


def _plain(judged: Assessed) -> list[dict[str, Any]]:
    return [
        {"rule": one.rule, "level": one.level, "values": {k: _text(v) for k, v in one.values.items()}}
        for one in judged.reasons
    ]


def _text(value: Any) -> Any:
    return value if isinstance(value, int | bool) else str(value)


def _replace(site: Site, row: Assessment | None, judged: Assessed, at: datetime) -> None:
    if row is not None:
        row.period = DateTimeTZRange(row.period.lower, at)
        row.save(update_fields=["period"])
    period = DateTimeTZRange(at, None)
    Assessment.objects.create(site=site, level=judged.level, reasons=_plain(judged), period=period)
    Site.objects.filter(pk=site.pk).update(risk_level=judged.level)
    audit.record(None, "risk.assessed", site, at=at, data={"level": judged.level})
