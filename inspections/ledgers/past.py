"""A demo's half-months so far: made-up items of made-up units, and the reports that were sent on time."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from gis_platform.accounts.models import User
from gis_platform.accounts.roles import Role
from gis_platform.common.clock import now
from inspections.campaigns.rules import report_due_on
from layers.sites.models import Site
from layers.territory.models import SectorLine

from .models import BatchEntry, FiveBatchReport
from .queries import office_of, periods
from .rules import OFFICES, BatchKind
from .services import enter_item, submit_report

# (batch, day of its half-month, what it says, details)
_PROSECUTED = (
    BatchKind.PROSECUTED,
    4,
    "示例：隐患逾期未改",
    {"case_no": "示例立〔1〕号", "penalty": "罚款", "fine": "20000"},
)
_BLACKLISTED = (BatchKind.BLACKLISTED, 9, "示例：拒不执行停产指令", {"until": "一年"})
ITEMS = ((_PROSECUTED,), (_PROSECUTED, _BLACKLISTED), ())


@transaction.atomic
def load_past(region: Path, today: date) -> None:
    """What lies before now and is not there yet. Real units are never named: without synthetic sites “本期无”."""
    at = now()
    dispatcher = User.objects.filter(role=Role.DISPATCHER).order_by("id").first()
    for number, period in enumerate(periods(timezone.localdate(at))):
        for kind, after_days, text, details in ITEMS[number % len(ITEMS)]:
            moment = _noon(period.starts_on + timedelta(days=after_days))
            if (
                moment <= at
                and not BatchEntry.objects.filter(kind=kind, counted_on=timezone.localdate(moment)).exists()
            ):
                _enter(kind, text, details, place=number, at=moment)
        sent_at = _noon(report_due_on(period))
        is_sent = FiveBatchReport.objects.filter(starts_on=period.starts_on).exists()
        if dispatcher is not None and sent_at <= at and not is_sent:
            text = "示例：本期按计划推进，情况见附表。"
            submit_report(by=dispatcher, starts_on=period.starts_on, text=text, because="", at=sent_at)


def _enter(kind, text, details, *, place, at):
    found = ((one, office) for one in _enterers() if (office := office_of(one)) and office.key in OFFICES[kind])
    by, office = next(found, (None, None))
    sites = Site.objects.filter(is_synthetic=True)
    if by is not None and office is not None and by.role == Role.SECTION_OFFICER:
        sites = sites.filter(sector_line__in=SectorLine.objects.filter(offices=office))
    site = sites.order_by("code")[place : place + 1].first()
    if by is not None and site is not None:
        on = timezone.localdate(at)
        enter_item(by=by, kind=kind, counted_on=on, unit="", text=text, details=details, site=site, at=at)


def _enterers():
    return User.objects.filter(role__in=[Role.SECTION_OFFICER, Role.DISPATCHER]).order_by("id")


def _noon(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time(12)))
