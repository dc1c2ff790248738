from datetime import date

from django.core.management.base import BaseCommand, CommandError

from gis_platform.common.clock import now
from gis_platform.common.errors import Refused
from inspections.planning import services


class Command(BaseCommand):
    help = "Make a season's secret and commit to the key of every working day in it. The secret is never printed."

    def add_arguments(self, parser):
        parser.add_argument("--from", dest="starts_on", type=date.fromisoformat, required=True, metavar="D")
        parser.add_argument("--to", dest="ends_on", type=date.fromisoformat, required=True, metavar="D")

    def handle(self, *args, starts_on, ends_on, **options):
        try:
            season = services.new_season_key(starts_on=starts_on, ends_on=ends_on, by=None, at=now())
        except Refused as error:
            raise CommandError(error.sentence) from None
        self.stdout.write(f"season {season.name}: commitment {season.commitment}, {season.commitments.count()} keys")
