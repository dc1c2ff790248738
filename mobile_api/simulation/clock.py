"""Whose hour it is: the runner's demo clock, asked for in words, or the real one that is waited for."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo

from .client import DayFailed


class PacedClock:
    """Prints `clock <moment>` and waits for `ok`. It never goes back."""

    def __init__(self, zone: tzinfo, *, say: Callable[[str], None], hear: Callable[[], str]):
        self.zone, self.say, self.hear = zone, say, hear
        self.set_to: datetime | None = None
        self.set_when = 0.0

    def now(self) -> datetime:
        if self.set_to is None:
            return datetime.now(self.zone)
        return self.set_to + timedelta(seconds=time.monotonic() - self.set_when)

    def to(self, moment: datetime) -> datetime:
        """Let it be `moment`, or later where it is later already; returns the hour that it is."""
        if self.set_to is not None and moment <= self.now():
            return self.now()
        self.say(f"clock {moment.isoformat()}")
        if self.hear().strip() != "ok":
            raise DayFailed("the runner did not set the clock: it must answer `ok`")
        self.set_to, self.set_when = moment, time.monotonic()
        return moment


class RealClock:
    """For a server whose clock is not ours to move."""

    def __init__(self, zone: tzinfo):
        self.zone = zone

    def now(self) -> datetime:
        return datetime.now(self.zone)

    def to(self, moment: datetime) -> datetime:
        time.sleep(max(0.0, (moment - self.now()).total_seconds()))
        return self.now()
