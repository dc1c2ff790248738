from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from layers.exchange.layers_import import import_roads
from layers.exchange.readers import UnreadableFile


class Command(BaseCommand):
    help = "Replace the roads by the routable ways of an OSM extract (.osm.pbf)."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, file, **options):
        try:
            self.stdout.write(f"{file.name}: {import_roads(file)} roads")
        except UnreadableFile as error:
            raise CommandError(str(error)) from None
