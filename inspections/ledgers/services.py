from django.db import connection, transaction

from gis_platform import audit
from gis_platform.common.clock import county_date
from gis_platform.common.errors import refuse, require

from . import rules
from .models import BatchEntry, FiveBatchReport
from .queries import as_figures, office_of, periods, whole_county
from .rules import DETAILS, BatchKind

REPORTS_LOCK = 7032  # beside the audit's and the partitions' own: one number a purpose


@transaction.atomic
def enter_item(*, by, kind, counted_on, unit, text, details, site, at):
    """An office puts one item into its batch. `unit` may be empty where a site is given. Raises Refused."""
    kind, office = BatchKind(kind), office_of(by)
    unit = unit or (site.name if site else "")
    require(
        rules.may_enter(
            kind,
            office=office.key if office else "",
            unit=unit,
            text=text,
            counted_on=counted_on,
            on=county_date(at),
        )
    )
    assert office is not None  # the rule lets nobody else through
    entry = BatchEntry.objects.create(
        kind=kind,
        counted_on=counted_on,
        site=site,
        unit=unit.strip(),
        text=text.strip(),
        details={name: str(details.get(name, "")).strip() for name in DETAILS[kind]},
        office=office,
        by=by,
        at=at,
    )
    audit.record(by, "batch_entry.entered", entry, at=at, data={"kind": entry.kind, "on": entry.counted_on})
    return entry


@transaction.atomic
def withdraw_item(entry, *, by, reason, at):
    """撤回 a wrong entry; both rows stay."""
    entry = BatchEntry.objects.select_for_update().get(pk=entry.pk)
    office = office_of(by)
    is_withdrawn = not BatchEntry.objects.standing().filter(pk=entry.pk).exists()
    require(
        rules.may_withdraw(
            BatchKind(entry.kind), office=office.key if office else "", is_withdrawn=is_withdrawn, reason=reason
        )
    )
    assert office is not None
    withdrawal = BatchEntry.objects.create(
        kind=entry.kind,
        counted_on=entry.counted_on,
        unit=entry.unit,
        text=reason.strip(),
        office=office,
        by=by,
        at=at,
        withdraws=entry,
    )
    audit.record(by, "batch_entry.withdrawn", entry, at=at, data={"by_entry": withdrawal.pk})
    return withdrawal


@transaction.atomic
def submit_report(*, by, starts_on, text, because, at):
    """Freeze the figures of one half-month; a later version only for another content and with its reason (R32)."""
    on = county_date(at)
    period = next((one for one in periods(on) if one.starts_on == starts_on), None)
    if period is None:
        raise refuse("ledger.no_period", starts_on=starts_on)
    require(rules.may_submit(period, text=text, on=on))
    _one_at_a_time()
    before = FiveBatchReport.objects.filter(starts_on=starts_on).order_by("-version").first()
    figures = as_figures(whole_county(period.ends_on))
    if before is not None:
        is_changed = before.figures != figures or before.text != text.strip()
        require(rules.may_correct(is_changed=is_changed, reason=because))
    report = FiveBatchReport.objects.create(
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        version=before.version + 1 if before else 1,
        figures=figures,
        text=text.strip(),
        because=because.strip() if before else "",
        frozen_at=at,
        by=by,
    )
    audit.record(by, "five_batch_report.submitted", report, at=at, data={"version": report.version})
    return report


def _one_at_a_time():
    """The first report of a half-month has no row to lock; whoever comes second then finds it (R32)."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [REPORTS_LOCK])
