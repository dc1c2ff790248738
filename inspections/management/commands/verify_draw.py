from django.core.management.base import BaseCommand

from inspections.draw import lottery


class Command(BaseCommand):
    """Hands its words on unread: the one file that strangers run is also the one that runs here."""

    help = "Check a draw's public record: verify_draw FILE.json --commitments FILE [--expect SHA256] [--full FILE]"
    requires_system_checks = ()

    def run_from_argv(self, argv):
        lottery.main(argv[2:])
