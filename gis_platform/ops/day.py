"""One unannounced day walked on a demo clock: the region loaded as of some days ago, the day, and the days since.

`ops` alone moves the clock, on the walker's word; its start and end are in the audit.
"""

import json
import subprocess
import tomllib
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from zoneinfo import ZoneInfo

from . import setup as steps
from .paths import PYTHON, ROOT
from .say import Stop, step

NINE = clock_time(9)
DAYS_AGO = 9  # the draw's public record appears a week after the plan is closed


def day_to_walk(today: date) -> date:
    """The last Monday to Friday at least nine days ago."""
    day = today - timedelta(days=DAYS_AGO)
    while day.weekday() > 4:
        day -= timedelta(days=1)
    return day


def prepare(own: Path, region: Path, *, today: date) -> date:
    """Region and season key as of three days before the day; returns the day. The clock stands there afterwards."""
    day = day_to_walk(today)
    steps.manage("demo_clock", "start")
    set_clock(own, datetime.combine(day - timedelta(days=3), NINE, tzinfo=zone_of(region)))
    with step("region into the database"):
        steps.manage("load_region", region, "--demo", "--today", today)
    with step("season key and commitments"):
        steps.manage("new_season_key", "--from", day - timedelta(days=2), "--to", today + timedelta(days=60))
    return day


def walk(own: Path, day: date, port: int) -> None:
    """Run the phones' day; the walker asks for the hour in words and waits until the clock stands there."""
    argv = [PYTHON, ROOT / "manage.py", "simulate_day", "--date", day, "--base-url", f"http://127.0.0.1:{port}"]
    argv += ["--logins", own / "demo_logins.json", "--paced"]
    walker = subprocess.Popen([str(word) for word in argv], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert walker.stdin is not None
    assert walker.stdout is not None
    for line in walker.stdout:
        if line.startswith("clock "):
            set_clock(own, datetime.fromisoformat(line.split()[1]))
            walker.stdin.write("ok\n")
            walker.stdin.flush()
        else:
            print("  " + line, end="", flush=True)
    if walker.wait():
        raise Stop("the day was not walked to its end; the last words of the walker stand above")


def catch_up(region: Path, *, today: date) -> None:
    """Take the clock away and let the days since the walked one have happened."""
    steps.manage("demo_clock", "end")
    with step("the days since"):
        steps.manage("load_region", region, "--demo", "--today", today)


def set_clock(own: Path, at: datetime) -> None:
    """Shift the demo clock so that it reads `at` now and runs on from there."""
    path = own / "demo_clock"
    part = path.with_suffix(".part")
    part.write_text(json.dumps({"shift_s": (at - datetime.now(at.tzinfo)).total_seconds()}))
    part.replace(path)


def zone_of(region: Path) -> ZoneInfo:
    about = tomllib.loads((region / "region.toml").read_text(encoding="utf-8"))
    return ZoneInfo(about.get("timezone", "Asia/Shanghai"))
