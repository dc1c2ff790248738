from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand

from gis_platform.common.clock import now
from inspections.reports.day import write_evidence


class Command(BaseCommand):
    help = "Write the evidence of one unannounced day: maps, draw, plan, findings, sites, ledger, papers."

    def add_arguments(self, parser):
        parser.add_argument("--date", type=date.fromisoformat, required=True)
        parser.add_argument("--out", type=Path, required=True)

    def handle(self, date, out, **options):
        for name in write_evidence(date, out, at=now()):
            self.stdout.write(name)
