from django.core.management.base import BaseCommand, CommandError

from gis_platform.audit import chain
from gis_platform.audit.models import Batch, Event


class Command(BaseCommand):
    help = "Check every audit event and the chain over them; names what was changed."

    def handle(self, **options):
        chain.seal()
        wrong = chain.verify()
        for sentence in wrong:
            self.stderr.write(sentence)
        if wrong:
            raise CommandError(f"audit: {len(wrong)} places do not hold. Compare with the last backup and its anchors.")
        self.stdout.write(f"audit verified: {Event.objects.count()} events in {Batch.objects.count()} batches")
