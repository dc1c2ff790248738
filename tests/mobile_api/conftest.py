from datetime import date

import pytest

from gis_platform.accounts.models import User
from inspections.checklists.models import Checklist
from inspections.checklists.services import load_checklists
from layers.sites.models import Site
from tests.inspections.sealed_day import desk, sent
from tests.mobile_api.phones import Phone

__all__ = ["desk", "sent"]


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def checklist():
    """One item "a" that every site is asked."""
    item = {"id": "a", "text": "护栏完好吗？", "ok_when": "yes", "applies_if": {}}
    content = {"checklist": "x", "applies_to": {"kind": "all"}, "items": [item]}
    return Checklist.objects.create(key="x", version=1, title="示例", valid_from=date(2019, 1, 1), content=content)


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
