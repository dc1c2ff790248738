import pytest

from gis_platform.accounts.models import User
from inspections.checklists.services import load_checklists
from layers.sites.models import Site
from tests.inspections.sealed_day import desk, sent
from tests.mobile_api.phones import Phone

__all__ = ["desk", "sent"]


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


class Day:
    """A sealed plan of two teams on the morning of its day, and the phones of the first team."""

    def __init__(self, desk, at_nine):
        self.plan, self.desk, self.clock = desk.sealed(teams=2, stops=6), desk, at_nine
        self.content = desk.content(self.plan)
        self.team, self.other_team = self.content["teams"]
        self.leader, self.second = (Phone(User.objects.get(pk=pk)) for pk in self.team["members"])
        at_nine.set(2019, 10, 17, 8, 0)

    def site(self, place=0):
        return Site.objects.get(pk=self.team["stops"][place]["site"])


@pytest.fixture
def day(desk, at_nine):
    load_checklists()
    return Day(desk, at_nine)
