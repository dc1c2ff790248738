"""What the draw knows of a site's past is what coverage says of it."""

from datetime import date, datetime
from uuid import uuid4

import pytest

from inspections.coverage.queries import every_active_site
from inspections.planning.queries import known_sites
from inspections.visits.models import Visit
from tests.conftest import COUNTY

pytestmark = pytest.mark.django_db
ON = date(2019, 10, 17)


def visit(site, day, **change):
    at = datetime(2019, 10, day, 9, tzinfo=COUNTY)
    common = {"state": "left", "standing": "verified", "is_historic": True, "opened_at": at, "left_at": at}
    where = {"site": site, "township": site.township, "sector_line": site.sector_line}
    return Visit.objects.create(id=uuid4(), arrived_at=at, **where, **common | change)


def known(site):
    return next(one for one in known_sites(ON) if one.id == site.pk)


def test_a_finished_visit_counts_from_its_day_and_once_against_the_cap(world, at_nine):
    visit(world.east_mine, 14)
    visit(world.east_mine, 16)
    mine = known(world.east_mine)
    assert (mine.counts_from, mine.is_new, mine.visits_in_a_year) == (date(2019, 10, 16), False, 2)
    assert mine.counts_from == every_active_site(on=ON).get(pk=world.east_mine.pk).last_visit_on


@pytest.mark.parametrize(
    "change", [{"state": "arrived", "left_at": None}, {"state": "voided"}, {"is_historic": False, "recorded_at": None}]
)
def test_a_visit_broken_off_or_left_without_its_record_makes_no_site_safe(world, at_nine, change):
    visit(world.east_mine, 14, **change)
    assert (known(world.east_mine).is_new, known(world.east_mine).visits_in_a_year) == (True, 0)


def test_what_happens_on_the_day_itself_is_not_known_to_its_draw(world, at_nine):
    visit(world.east_mine, 17)
    assert known(world.east_mine).is_new
