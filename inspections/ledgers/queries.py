"""Five batches of a half-month from the records that exist now; a figure is the length of its list (R31, R32, I21)."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from gis_platform.accounts.roles import Role
from gis_platform.common.clock import county_date
from inspections.campaigns.queries import running_campaign
from inspections.campaigns.rules import Period, half_month_of, half_months, report_due_on
from inspections.hazards.models import HazardEvent
from inspections.hazards.rules import HazardDeed
from inspections.organisation.models import Office, Officer
from layers.territory.models import OVERSEERS

from .five_batches import BatchRow, FiveBatches
from .models import READS_PEOPLE, BatchEntry, FiveBatchReport
from .rules import OFFICES, BatchKind, BatchRecord, changed_figures, figures, is_late

PERSONNEL = "personnel"


@dataclass(frozen=True, slots=True)
class Item:
    """One record of a batch: `key` names the row it comes from (`entry:7`, `hazard:…`)."""

    kind: BatchKind
    key: str
    counted_on: date
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """One number with the list behind it; `items` is None where the reader may see the number alone."""

    kind: BatchKind
    count: int
    to_date: int
    items: list[Item] | None


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """One half-month: `state` ahead, running, due, late, submitted; `changed` {kind: (submitted, now)}."""

    period: Period
    number: int
    state: str
    due_on: date
    report: FiveBatchReport | None
    changed: dict[BatchKind, tuple[int, int]]


def periods(on: date) -> list[Period]:
    """The half-months of the running campaign, else the one of the day (I21)."""
    running = running_campaign()
    return half_months(running.period) if running else [half_month_of(on)]


def office_of(user) -> Office | None:
    """The office a person works in: by the register of officers, else that of the sector line (R7).

    A dispatcher without either is of 协调股, where 县安委办 sits (§8).
    """
    officer = Officer.objects.filter(user=user).select_related("office").first()
    if officer is not None:
        return officer.office
    if user.role == Role.DISPATCHER:
        return Office.objects.filter(key="coordination").first()
    lines = user.scopes.exclude(sector_line=None).values("sector_line")
    return Office.objects.filter(sector_lines__in=lines).order_by("id").first()


def reads_all(user) -> bool:
    return user.role in OVERSEERS


def sees_people(user) -> bool:
    """Who reads the rows of the fifth batch; any other reader of the report gets its number alone."""
    office = office_of(user)
    return user.role in READS_PEOPLE or (office is not None and office.key == PERSONNEL)


def items(user, until: date) -> list[Item]:
    """Every record of the campaign up to a day that counts for this reader, from its own table, oldest first.

    What the reader may only count has no cells.
    """
    found = _items(BatchEntry.objects.visible_to(user), HazardEvent.objects.visible_to(user), until)
    if reads_all(user) and not sees_people(user):
        unseen = BatchEntry.objects.filter(kind=BatchKind.CRITICISED)
        found += [_bare(one) for one in _items(unseen, HazardEvent.objects.none(), until)]
    return _of_kinds(user, found)


def whole_county(until: date) -> list[Item]:
    """What a submitted report keeps: every record, whoever submits it."""
    return _items(BatchEntry.objects.all(), HazardEvent.objects.all(), until)


def _of_kinds(user, found: list[Item]) -> list[Item]:
    kinds = kinds_of(user)
    return [one for one in {one.key: one for one in found}.values() if one.kind in kinds]


def _bare(item: Item) -> Item:
    return replace(item, cells=())


def _items(entries, events, until: date) -> list[Item]:
    found = [*_entered(entries, until), *_listed(events, until)]
    since = min(period.starts_on for period in periods(until))
    return sorted((one for one in found if one.counted_on >= since), key=lambda one: (one.counted_on, one.key))


def _entered(entries, until: date) -> list[Item]:
    counted = entries.standing().filter(counted_on__lte=until).order_by("counted_on", "id")
    return [Item(BatchKind(one.kind), f"entry:{one.pk}", one.counted_on, cells_of(one)) for one in counted]


def _listed(events, until: date) -> list[Item]:
    """Hazards put under 挂牌督办 (T14), each once, on the day of the deed; none of a visit that is still sealed."""
    listed = events.filter(deed=HazardDeed.LIST, hazard__opened_at__isnull=False)
    first: dict[str, HazardEvent] = {}
    for event in listed.select_related("hazard__site", "hazard__finding").order_by("id"):
        first.setdefault(str(event.hazard_id), event)
    return [
        Item(BatchKind.LISTED, f"hazard:{key}", county_date(event.at), _hazard_cells(event))
        for key, event in first.items()
        if county_date(event.at) <= until
    ]


def _hazard_cells(event) -> tuple[str, ...]:
    hazard = event.hazard
    unit = hazard.site.name if hazard.site else hazard.finding.place
    due_on = hazard.due_on.isoformat() if hazard.due_on else ""
    return (str(hazard.pk), unit, hazard.finding.text, event.data.get("level", ""), due_on, hazard.state)


def cells_of(entry: BatchEntry) -> tuple[str, ...]:
    """In the order of the batch's columns (five_batches.py)."""
    said, day = entry.details, entry.counted_on.isoformat()
    match entry.kind:
        case BatchKind.EXPOSED:
            return entry.unit, entry.text, said.get("media", ""), day, said.get("link", "")
        case BatchKind.PROSECUTED:
            return said.get("case_no", ""), entry.unit, entry.text, said.get("penalty", ""), said.get("fine", "")
        case BatchKind.BLACKLISTED:
            return entry.unit, entry.text, day, said.get("until", "")
        case _:
            return entry.unit, entry.text, said.get("document_no", "")


def kinds_of(user) -> list[BatchKind]:
    """The batches whose figures the user reads: all for the report's readers, an office those it enters.

    挂牌督办 is nobody's entry: it counts hazards of the whole county, which an office reads by its lines.
    """
    if reads_all(user):
        return list(BatchKind)
    office = office_of(user) if user.role == Role.SECTION_OFFICER else None
    entered = [kind for kind in BatchKind if kind != BatchKind.LISTED]
    return [kind for kind in entered if office is not None and office.key in OFFICES[kind]]


def shown_figures(user, period: Period) -> list[ShownFigure]:
    """The figures of one half-month as they stand now, for one reader."""
    return _shown(user, items(user, period.ends_on), period)


def frozen_figures(user, report: FiveBatchReport) -> list[ShownFigure]:
    """The figures of a submitted version, as they stood."""
    return _shown(user, frozen_items(user, report), Period(report.starts_on, report.ends_on))


def _shown(user, found: list[Item], period: Period) -> list[ShownFigure]:
    by_key = {one.key: one for one in found}
    to_date = Counter(one.kind for one in found)
    hides_people = not sees_people(user)
    readable = kinds_of(user)
    return [
        ShownFigure(
            kind=figure.batch,
            count=figure.count,
            to_date=to_date[figure.batch],
            items=None
            if figure.batch == BatchKind.CRITICISED and hides_people
            else [by_key[str(key)] for key in figure.records],
        )
        for figure in figures((BatchRecord(one.key, one.kind, one.counted_on) for one in found), period)
        if figure.batch in readable
    ]


def frozen_items(user, report: FiveBatchReport) -> list[Item]:
    """The rows behind a submitted version that count for this reader, as `items`."""
    found = [
        Item(BatchKind(kind), key, date.fromisoformat(day), tuple(cells))
        for kind, rows in report.figures.items()
        for key, day, cells in rows
    ]
    hides_people = not sees_people(user)
    return _of_kinds(user, [_bare(one) if hides_people and one.kind == BatchKind.CRITICISED else one for one in found])


def as_figures(found: list[Item]) -> dict[str, list]:
    """What a submitted report keeps."""
    return {
        kind.value: [[one.key, one.counted_on.isoformat(), list(one.cells)] for one in found if one.kind == kind]
        for kind in BatchKind
    }


def period_rows(user, *, on: date) -> list[PeriodRow]:
    """Every half-month of the campaign with where its report stands, the newest first."""
    # That a half-month was reported is no secret from an office of it; who said what is the readers' alone.
    submitted = set(FiveBatchReport.objects.values_list("starts_on", flat=True))
    current = {report.starts_on: report for report in FiveBatchReport.objects.visible_to(user).current()}
    listed = periods(on)
    numbered = enumerate(listed, start=1)
    return [_period_row(user, period, number, submitted, current, on) for number, period in numbered][::-1]


def _period_row(user, period, number, submitted, current, on):
    report = current.get(period.starts_on)
    return PeriodRow(
        period=period,
        number=number,
        state="submitted" if period.starts_on in submitted else _open_state(period, on),
        due_on=report_due_on(period),
        report=report,
        changed=_changed(user, report, period) if report else {},
    )


def _open_state(period: Period, on: date) -> str:
    if on < period.starts_on:
        return "ahead"
    if on <= period.ends_on:
        return "running"
    return "late" if is_late(period, submitted_on=None, on=on) else "due"


def _changed(user, report, period):
    was = {figure.batch: figure.count for figure in figures(_records(frozen_items(user, report)), period)}
    return changed_figures(was, figures(_records(items(user, period.ends_on)), period))


def _records(found):
    return [BatchRecord(one.key, one.kind, one.counted_on) for one in found]


def five_batches(user, period: Period, *, report: FiveBatchReport | None, on: date) -> FiveBatches:
    """The form of one half-month for one reader: a submitted version as it stood, else a draft of what counts now."""
    found = frozen_items(user, report) if report else items(user, period.ends_on)
    listed = periods(on)
    frozen_at = timezone.localtime(report.frozen_at).replace(tzinfo=None) if report else None
    return FiveBatches(
        unit=_("县安委办"),
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        period_no=listed.index(period) + 1 if period in listed else 1,
        periods=len(listed),
        rows={
            kind: tuple(BatchRow(one.counted_on, one.cells) for one in found if one.kind == kind)
            for kind in kinds_of(user)
        },
        notes=report.text if report else "" if reads_all(user) else _("只含本股室记入的各项"),
        filler=report.by.get_full_name() if report else user.get_full_name(),
        reported_at=frozen_at,
        version=report.version if report else 1,
        frozen_at=frozen_at,
        shows_people=sees_people(user),
    )
