from datetime import date

from django.core.management.base import BaseCommand, CommandError

from gis_platform.accounts.models import User
from gis_platform.accounts.roles import Role
from gis_platform.common.clock import now
from gis_platform.common.errors import Refused
from inspections.planning import services


class Command(BaseCommand):
    help = "Freeze a day's pool, then, once the witness has given the nonce, draw and route it: run it twice."

    def add_arguments(self, parser):
        parser.add_argument("--date", type=date.fromisoformat, required=True, metavar="D")
        parser.add_argument("--teams", type=int, required=True, metavar="N")
        parser.add_argument("--stops", type=int, required=True, metavar="M")
        parser.add_argument("--by", metavar="USERNAME", help="the dispatcher who plans (default: the first one)")

    def handle(self, *args, by, **asked):
        author = self._author(by)
        try:
            plan, is_drawn = services.draw_day(
                on=asked["date"], teams=asked["teams"], stops=asked["stops"], by=author, at=now()
            )
        except Refused as error:
            raise CommandError(error.sentence) from None
        self.stdout.write(f"plan {plan.pk}: {'drawn and routed' if is_drawn else 'frozen, waits for the nonce'}")

    def _author(self, name):
        people = User.objects.filter(role=Role.DISPATCHER, is_active=True).order_by("pk")
        author = people.filter(username=name).first() if name else people.first()
        if author is None:
            raise CommandError("There is no such dispatcher." if name else "There is no dispatcher to plan.")
        return author
