from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from layers.exchange.counties import CountyError, generate_county


class Command(BaseCommand):
    help = "Make the synthetic demo county as a region folder; the same seed makes the same files."

    def add_arguments(self, parser):
        parser.add_argument("--sites", type=int, default=349)
        parser.add_argument("--seed", type=int, required=True)
        parser.add_argument("--out", type=Path, required=True)

    def handle(self, sites, seed, out, **options):
        try:
            generate_county(out, sites=sites, seed=seed)
        except CountyError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{out}: {sites} synthetic sites")
