from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from gis_platform.common.clock import county_date
from inspections.coverage import queries
from inspections.coverage.tasks import visit_closed
from inspections.visits.models import Visit
from layers.sites.models import Site
from tests.conftest import COUNTY

pytestmark = pytest.mark.django_db
TODAY = date(2019, 10, 16)
REGISTERED = datetime(2019, 9, 20, 9, 0, tzinfo=COUNTY)


@pytest.fixture
def county(world, at_nine):
    """Red mine, orange shop, yellow pond, blue works, all in the register since September 20."""
    levels = {"east_mine": "red", "east_shop": "orange", "west_pond": "yellow", "west_works": "blue"}
    for key, level in levels.items():
        Site.objects.filter(pk=world.sites[key].pk).update(risk_level=level, created_at=REGISTERED)
    return world


def visit(site, *moment, **change):
    at = datetime(*moment, tzinfo=COUNTY)
    common = {"state": "left", "standing": "verified", "is_historic": True, "opened_at": at, "left_at": at}
    return Visit.objects.create(
        id=uuid4(),
        site=site,
        township=site.township,
        sector_line=site.sector_line,
        arrived_at=at,
        **common | change,
    )


def of(world, site, on=TODAY):
    return queries.covered_sites(world.dispatcher, on=on).get(pk=site.pk)


@pytest.mark.rule("R1")
def test_a_red_site_is_covered_for_thirty_days_and_overdue_the_day_after(county):
    visit(county.east_mine, 2019, 9, 16, 9)
    mine = of(county, county.east_mine)
    assert (mine.last_visit_on, mine.due_on, mine.is_covered) == (date(2019, 9, 16), TODAY, True)
    tomorrow = of(county, county.east_mine, on=date(2019, 10, 17))
    assert (tomorrow.is_covered, tomorrow.is_overdue) == (False, True)
    assert queries.overdue_days(tomorrow, on=date(2019, 10, 17)) == 1


def test_a_site_never_visited_is_not_covered_and_overdue_only_after_its_interval(county):
    shop = of(county, county.east_shop)
    assert (shop.last_visit_on, shop.is_covered, queries.state_of(shop)) == (None, False, "waiting")
    assert queries.state_of(of(county, county.east_mine, on=date(2019, 10, 21))) == "overdue"


@pytest.mark.parametrize(
    "change",
    [
        {"state": "arrived", "left_at": None},
        {"state": "voided"},
        {"is_historic": False, "recorded_at": None},
        {"opened_at": None, "standing": "unverified"},
    ],
)
def test_only_a_finished_and_recorded_visit_counts(county, change):
    visit(county.east_mine, 2019, 10, 14, 9, **change)
    assert of(county, county.east_mine).last_visit_on is None


def test_a_visit_of_later_days_is_not_known_yet(county):
    visit(county.east_mine, 2019, 10, 14, 9)
    assert of(county, county.east_mine, on=date(2019, 10, 13)).last_visit_on is None


@pytest.mark.rule("I2")
def test_a_visit_after_eight_in_the_evening_utc_belongs_to_the_county_date(county):
    visit(county.east_mine, 2019, 10, 14, 0, 30)
    assert of(county, county.east_mine).last_visit_on == date(2019, 10, 14)


def test_the_figure_is_the_count_of_its_sites_and_the_parts_add_up(county):
    visit(county.east_mine, 2019, 10, 14, 9)
    visit(county.west_pond, 2019, 10, 15, 9)
    whole = queries.coverage(county.dispatcher, on=TODAY)
    assert (whole.active, whole.covered, whole.overdue, whole.percent) == (4, 2, 0, Decimal("50"))
    for key in ("township", "sector_line"):
        parts = queries.coverage_by(county.dispatcher, key, on=TODAY)
        assert sum(one.active for _, _, one in parts) == whole.active
        assert sum(one.covered for _, _, one in parts) == whole.covered
    points = queries.coverage_points(county.dispatcher, on=TODAY)
    assert [point.state for point in points].count("covered") == whole.covered


def test_a_closed_site_is_not_counted(county):
    Site.objects.filter(pk=county.west_works.pk).update(status="closed")
    assert queries.coverage(county.dispatcher, on=TODAY).active == 3


@pytest.mark.rule("R45")
def test_in_the_guard_window_the_interval_of_a_mine_is_halved(county, campaign):
    visit(county.east_mine, 2019, 9, 16, 9)
    visit(county.east_shop, 2019, 9, 16, 9)
    inside = date(2019, 10, 1)
    assert of(county, county.east_mine, on=inside).due_on == inside
    assert of(county, county.east_shop, on=inside).due_on == date(2019, 12, 15)
    assert of(county, county.east_mine, on=date(2019, 10, 8)).due_on == TODAY


@pytest.mark.rule("R45")
def test_a_red_site_is_a_key_enterprise_and_guarded_whatever_its_line(county, campaign):
    Site.objects.filter(pk=county.east_shop.pk).update(risk_level="red")
    visit(county.east_shop, 2019, 9, 16, 9)
    assert of(county, county.east_shop, on=date(2019, 10, 1)).due_on == date(2019, 10, 1)
    assert of(county, county.east_shop).due_on == TODAY


@pytest.mark.parametrize("on", [date(2019, 9, 30), TODAY, date(2020, 3, 1)])
def test_sql_and_rule_agree_on_every_site(county, campaign, on):
    for number, site in enumerate(county.sites.values()):
        for day in range(1, 28, 9):
            visit(site, 2019, 9 + number % 2, day, 9)
    sites = list(queries.every_active_site(on=on))
    assert len(sites) == 4
    assert queries.disagreements(sites, on=on) == []
    sites[0].is_covered = not sites[0].is_covered
    assert queries.disagreements(sites, on=on) == sites[:1]


def test_the_command_counts_and_names_what_disagrees(county, monkeypatch):
    visit(county.east_mine, 2019, 10, 14, 9)
    said = StringIO()
    call_command("rebuild_coverage", "--check", stdout=said)
    assert said.getvalue() == "4 sites, 1 covered, 25 %\n"
    monkeypatch.setattr("inspections.coverage.queries.is_covered", lambda *args, **kwargs: False)
    said = StringIO()
    with pytest.raises(CommandError, match="1 of 4"):
        call_command("rebuild_coverage", "--check", stderr=said)
    assert said.getvalue().startswith("EAST_MINE: last visit 2019-10-14")


def test_a_closed_visit_has_its_site_assessed(county, monkeypatch, django_capture_on_commit_callbacks):
    asked = []
    monkeypatch.setattr("gis_platform.common.later.send", lambda task, ids: asked.append((task, ids)))
    with django_capture_on_commit_callbacks(execute=True):
        visit_closed(str(visit(county.east_mine, 2019, 10, 14, 9).pk))
        visit_closed(str(uuid4()))
    assert asked == [("layers.risk.tasks.reassess", (county.east_mine.pk,))]


def test_patrols_start_on_the_county_date_of_the_register(county):
    assert queries.patrol_of(of(county, county.east_mine)).since == county_date(REGISTERED)
