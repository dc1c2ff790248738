"""The only place that reads the time. A demo on loopback may shift it through one file (`set_demo_clock`)."""

import json
from calendar import monthrange
from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

_seen: tuple[int, timedelta] = (0, timedelta())


def _shift() -> timedelta:
    """How far the demo clock stands from the real one; read again only when the file changed."""
    global _seen
    if not settings.DEMO:
        return timedelta()
    path: Path = settings.DEMO_CLOCK_FILE
    try:
        stamp = path.stat().st_mtime_ns
    except FileNotFoundError:
        return timedelta()
    if stamp != _seen[0]:
        _seen = (stamp, timedelta(seconds=json.loads(path.read_text(encoding="utf-8"))["shift_s"]))
    return _seen[1]


def _hand() -> datetime:
    return timezone.now() + _shift()


def now() -> datetime:
    """This moment, aware. Callers import the function; tests move the hand behind it."""
    return _hand()


def county_date(at: datetime) -> date:
    """The calendar date of a moment in the county (I2, I3)."""
    return timezone.localtime(at).date()


def county_today() -> date:
    return county_date(now())


def county_moment(on: date, at: time = time()) -> datetime:
    """The moment of a county date and clock time; by default when the date begins."""
    return datetime.combine(on, at, timezone.get_default_timezone())


def month_bounds(year: int, month: int) -> tuple[date, date]:
    """First and last day of a month."""
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])
