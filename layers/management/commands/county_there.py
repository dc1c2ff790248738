from django.core.management.base import BaseCommand

from layers.territory.models import County


class Command(BaseCommand):
    help = "Say what county stands in the database: none, synthetic or real."

    def handle(self, **options):
        counties = County.objects.all()
        is_real = counties.filter(is_synthetic=False).exists()
        self.stdout.write("real" if is_real else "synthetic" if counties.exists() else "none")
