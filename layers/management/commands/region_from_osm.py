from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from layers.exchange.counties import CountyError, region_from_osm


class Command(BaseCommand):
    help = "Make a region folder from an OpenStreetMap extract: townships, roads, water and sites by their tags."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--out", type=Path, required=True)
        parser.add_argument("--admin-level", type=int, help="level of the boundaries that are townships")

    def handle(self, file, out, admin_level, **options):
        try:
            region_from_osm(file, out, admin_level=admin_level)
        except CountyError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{out}: region folder made from {file.name}")
