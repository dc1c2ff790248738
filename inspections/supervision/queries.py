"""The board of 12 units × months and what stands behind each figure (R42, R43, I3–I5)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from gis_platform.accounts.roles import Role
from inspections.campaigns.models import Campaign
from inspections.campaigns.queries import running_campaign
from inspections.campaigns.rules import Period, months
from layers.territory.models import TOWNSHIP, MemberUnit, Township

from . import rules
from .models import CheckIn
from .rules import Pace, Standing


@dataclass(frozen=True, slots=True)
class Terms:
    """The months that count and the days owed in each."""

    months: tuple[Period, ...]
    required: int

    def month_of(self, on: date) -> Period:
        """The month that holds a day, else the nearest one of the campaign."""
        return next((month for month in self.months if on <= month.ends_on), self.months[-1])


@dataclass(frozen=True, slots=True)
class Day:
    """One date of a unit: `state` counted, review, future, or empty."""

    on: date
    state: str
    is_today: bool

    @property
    def is_free(self) -> bool:
        return self.on.weekday() >= 5


@dataclass(frozen=True, slots=True)
class Cell:
    """One unit in one month. `expected`: days at the month's end at this pace; a partial view has neither."""

    month: Period
    days: tuple[Day, ...]
    count: int
    required: int
    pace: Pace | None
    expected: int | None

    @property
    def shortfall(self) -> int:
        return max(0, self.required - self.count)

    @property
    def expected_shortfall(self) -> int:
        return max(0, self.required - (self.expected or 0))


@dataclass(frozen=True, slots=True)
class UnitRow:
    unit: MemberUnit
    cells: tuple[Cell, ...]

    def cell(self, month: Period) -> Cell:
        return next(cell for cell in self.cells if cell.month == month)


@dataclass(frozen=True, slots=True)
class Board:
    """`is_partial`: a township sees the days on its own ground, so nothing is said about who is behind."""

    terms: Terms
    on: date
    rows: tuple[UnitRow, ...]
    is_partial: bool

    @property
    def unit_days_required(self) -> int:
        return rules.unit_days_required(
            units=len(self.rows), months=len(self.terms.months), required=self.terms.required
        )


def terms(on: date) -> Terms:
    """Of the running campaign; without one the month of the day, with the usual five days."""
    running = running_campaign()
    if running is None:
        return Terms(tuple(months(Period(on, on))), rules.REQUIRED_DAYS)
    document = Campaign.objects.order_by("-pk").values_list("document", flat=True).first()
    required = (document or {})["supervision"].get("required_days", rules.REQUIRED_DAYS)
    return Terms(tuple(months(running.supervision)), required)


def plain(row: CheckIn) -> rules.CheckIn:
    return rules.CheckIn(
        id=row.pk,
        unit=str(row.unit_id),
        township=row.township.code if row.township else "",
        at=row.at,
        is_led_by_deputy=row.is_deputy,
        is_inside=row.is_inside,
        edge_m=row.edge_m,
        accuracy_m=row.accuracy_m,
        is_mock=row.is_mock,
        review=rules.Review(row.decision),
    )


def resident_days(check_ins) -> rules.ResidentDays:
    """Of a queryset that is already visible to its reader; a unit goes by its id as text."""
    rows = check_ins.select_related("township")
    return rules.resident_days(map(plain, rows), tz=timezone.get_default_timezone())


def units_of(user):
    """The main units whose days the user may compare; a unit only itself."""
    main = MemberUnit.objects.visible_to(user).filter(is_main=True)
    if user.role == Role.UNIT_LEADER:
        return main.filter(pk__in=user.scopes.exclude(member_unit=None).values("member_unit"))
    return main


def board(user, *, on: date) -> Board:
    agreed = terms(on)
    check_ins = CheckIn.objects.visible_to(user).between(agreed.months[0].starts_on, agreed.months[-1].ends_on)
    days = resident_days(check_ins)
    reviews = set(check_ins.to_review().values_list("unit_id", "on"))
    units = list(units_of(user))
    is_partial = user.role in TOWNSHIP
    tally = {
        (one.unit, one.month): one.days
        for one in rules.unit_months(
            days, units=[str(unit.pk) for unit in units], months=[month.starts_on for month in agreed.months]
        )
    }
    rows = [
        UnitRow(
            unit,
            tuple(
                _cell(unit, month, tally[str(unit.pk), month.starts_on], days, reviews, agreed, on, is_partial)
                for month in agreed.months
            ),
        )
        for unit in units
    ]
    month = agreed.month_of(on)
    return Board(agreed, on, tuple(sorted(rows, key=lambda row: row.cell(month).count, reverse=is_partial)), is_partial)


def _cell(unit, month, count, days, reviews, agreed, on, is_partial) -> Cell:
    dates = [month.starts_on + timedelta(days=n) for n in range((month.ends_on - month.starts_on).days + 1)]
    span = {"starts_on": month.starts_on, "ends_on": month.ends_on, "on": on}
    return Cell(
        month=month,
        days=tuple(Day(one, _state(unit, one, days, reviews, on), one == on) for one in dates),
        count=count,
        required=agreed.required,
        pace=None if is_partial else rules.pace(count, required=agreed.required, **span),
        expected=None if is_partial else rules.forecast_days(count, **span),
    )


def _state(unit, day, days, reviews, on):
    if (str(unit.pk), day) in days.counted:
        return "counted"
    if (unit.pk, day) in reviews:
        return "review"
    return "future" if day > on else ""


@dataclass(frozen=True, slots=True)
class ShownCheckIn:
    """One check-in of the drill-down. `is_with_deputy`: not a leader's own, but a deputy counted beside it."""

    row: CheckIn
    is_with_deputy: bool

    @property
    def is_counted(self) -> bool:
        return self.row.standing == Standing.COUNTED


def check_ins_of(user, unit: MemberUnit, month: Period) -> list[ShownCheckIn]:
    """The check-ins behind one cell, newest first: those that count, those to review, and the others with why not."""
    found = list(
        CheckIn.objects.visible_to(user)
        .filter(unit=unit)
        .between(month.starts_on, month.ends_on)
        .select_related("township", "user", "decided_by")
        .order_by("-at", "id")
    )
    led = {(row.on, row.township_id) for row in found if row.standing == Standing.COUNTED}
    return [ShownCheckIn(row, not row.is_deputy and (row.on, row.township_id) in led) for row in found]


@dataclass(frozen=True, slots=True)
class Reached:
    """深入各乡镇: counted days of one unit in each township, in the order of the board's townships."""

    unit: MemberUnit
    days: tuple[int, ...]

    @property
    def never(self) -> int:
        return self.days.count(0)


def townships_reached(user, *, on: date) -> tuple[Sequence[Township], list[Reached]]:
    """Units × townships over the whole campaign; a 0 is a township the unit never reached."""
    agreed = terms(on)
    check_ins = CheckIn.objects.visible_to(user).between(agreed.months[0].starts_on, agreed.months[-1].ends_on)
    counted: defaultdict[tuple[str, str], set[date]] = defaultdict(set)
    for (unit, day), behind in resident_days(check_ins).counted.items():
        for one in behind:
            counted[unit, one.township].add(day)
    townships = list(Township.objects.visible_to(user).only("code", "name"))
    return townships, [
        Reached(unit, tuple(len(counted[str(unit.pk), township.code]) for township in townships))
        for unit in units_of(user)
    ]


def resident_days_total(user, *, first: date, last: date) -> int:
    """Unit-days counted in a span: what the summary of a day's work says."""
    return len(resident_days(CheckIn.objects.visible_to(user).between(first, last)).counted)
