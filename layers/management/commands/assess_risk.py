from django.core.management.base import BaseCommand

from gis_platform.common.clock import now
from layers.risk.services import reassess
from layers.sites.models import Site


class Command(BaseCommand):
    help = "Judge every active site by the rules in force; what stays the same keeps its row."

    def handle(self, **options):
        ids = Site.objects.active().values_list("pk", flat=True)
        self.stdout.write(f"{reassess(ids, at=now())} of {len(ids)} sites have a new assessment")
