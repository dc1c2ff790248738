import json
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand

from gis_platform.common.clock import now
from inspections.reports.day import summary


class Command(BaseCommand):
    help = "Count one unannounced day from the database, as JSON on one line."

    def add_arguments(self, parser):
        parser.add_argument("--date", type=date.fromisoformat, required=True)
        parser.add_argument("--evidence", type=Path, required=True)

    def handle(self, date, evidence, **options):
        self.stdout.write(json.dumps(summary(date, evidence, at=now()), ensure_ascii=False))
