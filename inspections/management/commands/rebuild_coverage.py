from typing import Any

from django.core.management.base import BaseCommand, CommandError

from gis_platform.common.clock import county_today
from inspections.coverage.queries import disagreements, every_active_site
from inspections.coverage.rules import share_percent


class Command(BaseCommand):
    help = "Count coverage anew. It is computed and kept nowhere; --check compares SQL and rule site by site."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="exit 1 and name the sites where the two disagree")

    def handle(self, *args, check, **options):
        on = county_today()
        sites: list[Any] = list(every_active_site(on=on))
        wrong: list[Any] = disagreements(sites, on=on) if check else []
        for site in wrong:
            self.stderr.write(
                f"{site.code}: last visit {site.last_visit_on}, due {site.due_on}, covered {site.is_covered}"
            )
        if wrong:
            raise CommandError(f"{len(wrong)} of {len(sites)} sites disagree with the rule")
        covered = sum(site.is_covered for site in sites)
        self.stdout.write(f"{len(sites)} sites, {covered} covered, {share_percent(covered, len(sites))} %")
