from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from gis_platform import audit


class Command(BaseCommand):
    help = "Note in the audit that the demo clock is being moved, or that it is no more (and take it away)."

    def add_arguments(self, parser):
        parser.add_argument("what", choices=("start", "end"))

    def handle(self, what, **options):
        if not settings.DEMO:
            raise CommandError("The clock can be moved in a demo on loopback only.")
        if what == "end":
            settings.DEMO_CLOCK_FILE.unlink(missing_ok=True)
        audit.record(None, f"demo_clock.{what}")
