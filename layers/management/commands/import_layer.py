from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from layers.exchange.layers_import import LAYERS, import_layer, import_roads
from layers.exchange.readers import UnreadableFile


class Command(BaseCommand):
    help = "Replace a map layer by a GeoJSON file, or the roads by an OSM extract."

    def add_arguments(self, parser):
        parser.add_argument("kind", choices=[*LAYERS, "roads"])
        parser.add_argument("file", type=Path)

    def handle(self, kind, file, **options):
        try:
            lines = (
                [f"{file.name}: {import_roads(file)} roads"] if kind == "roads" else import_layer(kind, file).lines()
            )
        except UnreadableFile as error:
            raise CommandError(str(error)) from None
        for line in lines:
            self.stdout.write(line)
