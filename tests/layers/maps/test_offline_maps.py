"""Maps as one file: what is in them, and that nothing is fetched."""

import re
from datetime import date, datetime
from types import SimpleNamespace

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from layers.maps.coverage_map import coverage_map
from layers.maps.inline_assets import UnknownAssetError, with_assets_inside
from layers.maps.risk_map import risk_map
from layers.risk.models import Assessment
from layers.territory.models import Township
from tests.conftest import COUNTY

pytestmark = pytest.mark.django_db
FETCHED = re.compile(r"""<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)=["']?(?!data:)|url\(["']?(?:https?:)?//""")
ON = date(2019, 10, 16)


@pytest.fixture
def assessed(world, at_nine):
    """East mine orange until 10 October, red since; everything else blue."""
    turn = datetime(2019, 10, 10, tzinfo=COUNTY)
    begin = datetime(2019, 1, 1, tzinfo=COUNTY)
    for site in world.sites.values():
        spans = [("blue", begin, None)] if site != world.east_mine else [("orange", begin, turn), ("red", turn, None)]
        for level, start, end in spans:
            Assessment.objects.create(site=site, level=level, reasons=[], period=DateTimeTZRange(start, end))
    return world


def test_a_risk_map_fetches_nothing(assessed):
    page = risk_map(assessed.dispatcher, on=ON)
    assert not FETCHED.search(page)
    assert "leaflet" in page.lower()


@pytest.mark.rule("I17")
def test_it_shows_the_day_that_was_asked_for(assessed):
    assert "重大风险 1 家" in risk_map(assessed.dispatcher, on=ON)
    before = risk_map(assessed.dispatcher, on=date(2019, 10, 9))
    assert "重大风险 0 家" in before
    assert "较大风险 1 家" in before


@pytest.mark.rule("I19")
def test_it_holds_no_other_township(assessed):
    page = risk_map(assessed.other_township_leader, on=ON)
    assert "示例尾矿库甲" in page
    for stranger in ("示例石场甲", "示例鞭炮店甲", "东示例镇"):
        assert stranger not in page


def test_a_name_cannot_break_out_of_the_page(assessed):
    assessed.east_mine.name = "</script><script>alert(1)</script>`${alert(2)}`"
    assessed.east_mine.save()
    page = risk_map(assessed.dispatcher, on=ON)
    assert "<script>alert(1)" not in page
    # In quotes it is text; in folium's template literals it would run.
    lines = [line.strip() for line in page.splitlines() if "${alert(2)}" in line]
    assert lines
    assert all(line.startswith(('"title"', '"alt"')) for line in lines)


def test_a_link_that_we_do_not_ship_is_refused():
    with pytest.raises(UnknownAssetError):
        with_assets_inside('<script src="https://cdn.example/other.js"></script>')
    with pytest.raises(UnknownAssetError):
        with_assets_inside('<img src="https://cdn.example/x.png">')


def test_the_patrol_map_counts_what_was_handed_in(world):
    def point(name, state):
        return SimpleNamespace(
            lng=112.15, lat=25.35, name=name, township="东示例镇", state=state, last_visit_on=None, due_on=ON
        )

    points = [point("甲", "covered"), point("乙", "covered"), point("丙", "overdue")]
    page = coverage_map(Township.objects.all(), points, shares={"东示例镇": 66.7, "西示例镇": None}, on=ON)
    assert not FETCHED.search(page)
    assert "2 / 3 家，66.7%" in page
