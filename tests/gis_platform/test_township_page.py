from datetime import datetime

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from gis_platform.web.township_figures import level_stats
from layers.risk.models import Assessment
from layers.sites.models import Site
from tests.conftest import COUNTY

pytestmark = pytest.mark.django_db


def assess(site, *spans):
    for level, start, end in spans:
        Assessment.objects.create(site=site, level=level, reasons=[], period=DateTimeTZRange(start, end))
    Site.objects.filter(pk=site.pk).update(risk_level=spans[-1][0])


@pytest.mark.rule("I19")
def test_it_holds_the_own_township_and_nothing_of_another(page_as, world, at_nine):
    for person, own, other in (("township_leader", "east", "west"), ("other_township_leader", "west", "east")):
        page = page_as(person).get("/township/").content.decode()
        assert getattr(world, own).name in page
        assert getattr(world, other).name not in page
        offline = page_as(person).get("/township/risk_map.html").content.decode()
        assert getattr(world, own).name in offline
        assert getattr(world, other).name not in offline


def test_another_townships_page_is_not_there(page_as, world, at_nine):
    for path in ("/township/", "/township/risk_map.html"):
        assert page_as("township_leader").get(f"{path}?township={world.west.code}").status_code == 404


def test_counts_and_trend_come_from_the_assessments(world, at_nine):
    begin, turn = datetime(2019, 8, 1, tzinfo=COUNTY), datetime(2019, 10, 5, tzinfo=COUNTY)
    assess(world.east_mine, ("orange", begin, turn), ("red", turn, None))
    assess(world.east_shop, ("blue", begin, None))
    stats = {one["level"]: one for one in level_stats(world.township_leader, world.east, on=at_nine.at.date())}
    assert {level: (one["count"], one["change"], one["good"]) for level, one in stats.items()} == {
        "red": (1, 1, False),
        "orange": (0, -1, True),
        "yellow": (0, 0, None),
        "blue": (1, 0, None),
    }


def test_without_last_months_assessments_no_trend_is_made_up(world, at_nine):
    stats = level_stats(world.township_leader, world.east, on=at_nine.at.date())
    assert {one["change"] for one in stats} == {None}


@pytest.mark.parametrize("person", ["dispatcher", "auditor", "enterprise"])
def test_it_is_the_townships_own(page_as, person):
    assert page_as(person).get("/township/").status_code == 403
