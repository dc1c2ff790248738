import json
import sys
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from mobile_api.simulation.client import DayFailed
from mobile_api.simulation.clock import PacedClock, RealClock
from mobile_api.simulation.day import walk_day
from mobile_api.simulation.desk import Logins


class Command(BaseCommand):
    help = "Walk a whole unannounced day through the HTTP interface: desks, phones, a stranger who checks the draw."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--date", type=date.fromisoformat, required=True)
        parser.add_argument("--teams", type=int, default=3)
        parser.add_argument("--stops", type=int, default=9)
        parser.add_argument("--base-url", default="http://127.0.0.1:8000")
        parser.add_argument("--logins", type=Path, default=settings.VAR_DIR / "demo_logins.json")
        parser.add_argument("--out", type=Path, default=settings.VAR_DIR / "day.json")
        parser.add_argument("--paced", action="store_true", help="print `clock <moment>` and wait for `ok` on stdin")

    def handle(self, *args, **options):
        zone = ZoneInfo(settings.TIME_ZONE)
        paced = PacedClock(zone, say=self.say, hear=sys.stdin.readline)
        try:
            day = walk_day(
                options["base_url"],
                Logins.read(options["logins"]),
                on=options["date"],
                teams=options["teams"],
                stops=options["stops"],
                clock=paced if options["paced"] else RealClock(zone),
                say=self.say,
            )
        except DayFailed as failed:
            raise CommandError(str(failed)) from None
        options["out"].write_text(json.dumps(day, ensure_ascii=False, indent=2), encoding="utf-8")

    def say(self, line):
        self.stdout.write(line)
        self.stdout.flush()
