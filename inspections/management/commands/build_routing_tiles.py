import os
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from gis_platform.ops.paths import socket_dir
from inspections.routing.router import TilesNotBuilt
from inspections.routing.tiles import build_tiles


class Command(BaseCommand):
    help = "Build the routing engine's tiles from an OSM extract (.osm.pbf)."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--out", type=Path, required=True)

    def handle(self, file, out, **options):
        run_folder = socket_dir(out.resolve())
        run_folder.mkdir(mode=0o700, exist_ok=True)
        try:
            build_tiles(file, out, concurrency=os.cpu_count() or 1, run_folder=run_folder)
        except TilesNotBuilt as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{out}: routing tiles of {file.name}")
