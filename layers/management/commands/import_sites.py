import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from gis_platform.common.clock import now
from layers.exchange.readers import UnreadableFile
from layers.exchange.sites_import import import_sites


class Command(BaseCommand):
    help = "Import a CSV or GeoJSON of sites; each bad row is named with its line, column and reason."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--sector", default="", help="sector line of rows that name none")
        parser.add_argument(
            "--datum", default="", help="wgs84, gcj02, bd09, cgcs2000 or EPSG:n, where a row names none"
        )
        parser.add_argument("--dry-run", action="store_true", help="check everything, write nothing")
        parser.add_argument("--report", type=Path, help="write the row report there as JSON")

    def handle(self, file, **options):
        try:
            report = import_sites(
                file, at=now(), sector=options["sector"], datum=options["datum"], dry_run=options["dry_run"]
            )
        except UnreadableFile as error:
            raise CommandError(str(error)) from None
        if options["report"]:
            body = {"file": report.file, "outcomes": report.outcomes, "rows": report.notes}
            options["report"].write_text(json.dumps(body, ensure_ascii=False, indent=1), encoding="utf-8")
        for line in report.lines():
            self.stdout.write(line)
        if not report.is_clean:
            refused, what_of_others = report.outcomes["refused"], "the others were taken."
            if options["dry_run"]:
                what_of_others = "nothing was written (--dry-run)."
            raise CommandError(f"{refused} rows were refused; {what_of_others}")
        if options["dry_run"]:
            self.stdout.write("nothing was written (--dry-run).")
