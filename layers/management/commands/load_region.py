from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.module_loading import import_string

from gis_platform.common.clock import county_today
from layers.exchange.readers import UnreadableFile


class Command(BaseCommand):
    help = "Load a region folder: ground first, then people, campaign and checklists (settings.REGION_LOADERS)."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)
        parser.add_argument("--demo", action="store_true", help="with the synthetic people, log-ins and past year")

        parser.add_argument("--today", type=date.fromisoformat, help="the day that past days are counted back from")

    def handle(self, folder, demo, today, **options):
        if demo and not settings.DEMO:
            raise CommandError("--demo makes log-ins that are known: it goes only with a demo on loopback (DEMO=true).")
        try:
            with transaction.atomic():  # a folder is taken whole or not at all
                for dotted in settings.REGION_LOADERS:
                    self._say(import_string(dotted)(folder))
            for dotted in settings.DEMO_LOADERS if demo else ():
                import_string(dotted)(folder, today or county_today())
        except UnreadableFile as error:
            raise CommandError(str(error)) from None
        call_command("assess_risk", stdout=self.stdout)

    def _say(self, result):
        for report in result if isinstance(result, list) else []:
            for line in report.lines():
                self.stdout.write(line)
