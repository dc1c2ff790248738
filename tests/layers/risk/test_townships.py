"""The township roll-up: by list, by map, by page; each from the sites that its reader may see (§4)."""

import json
from datetime import datetime

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from layers.risk.models import Assessment
from layers.sites.models import Site
from tests.conftest import COUNTY

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R30")]
NOBODY = {"red": 0, "orange": 0, "yellow": 0, "blue": 0}


def assess(site, *spans):
    """Spans of (level, first day); the last goes on."""
    ends = [begin for _level, begin in spans[1:]] + [None]
    for (level, begin), end in zip(spans, ends, strict=True):
        Assessment.objects.create(site=site, level=level, reasons=[], period=DateTimeTZRange(begin, end))
    Site.objects.filter(pk=site.pk).update(risk_level=spans[-1][0])


def moment(*parts):
    return datetime(*parts, tzinfo=COUNTY)


def listed(client):
    return {one["code"]: (one["risk"], one["counts"]) for one in client.get("/api/v1/townships/").json()["results"]}


def page_head(client):
    return client.get("/township/").content.decode().split('class="page-head"')[1].split("</header>")[0]


def test_a_list_of_townships_has_level_and_counts_and_null_where_nothing_is_known(as_dispatcher, world, at_nine):
    assess(world.east_mine, ("red", moment(2019, 10, 10)))
    assess(world.east_shop, ("blue", moment(2019, 1, 1)))
    found = listed(as_dispatcher)
    assert found[world.east.code] == ("orange", NOBODY | {"red": 1, "blue": 1})
    assert found[world.west.code] == (None, NOBODY)


def test_the_map_form_says_the_same(as_dispatcher, world, at_nine):
    assess(world.east_mine, ("red", moment(2019, 10, 10)))
    collection = json.loads(as_dispatcher.get("/api/v1/townships/?format=geojson").content)
    shown = {one["properties"]["code"]: one["properties"] for one in collection["features"]}
    assert (shown[world.east.code]["risk"], shown[world.east.code]["counts"]["red"]) == ("orange", 1)
    assert shown[world.west.code]["risk"] is None


@pytest.mark.parametrize(
    ("since", "level"),
    [((2019, 9, 15), "red"), ((2019, 9, 16), "orange"), ((2019, 9, 16, 0, 30), "orange")],  # the last: the 15th in UTC
)
def test_a_site_red_for_more_than_thirty_county_days_makes_it_red(as_dispatcher, world, at_nine, since, level):
    assess(world.east_mine, ("blue", moment(2019, 1, 1)), ("red", moment(*since)))
    assert listed(as_dispatcher)[world.east.code][0] == level


def test_a_new_reason_does_not_start_the_days_anew(as_dispatcher, world, at_nine):
    assess(world.east_mine, ("blue", moment(2019, 1, 1)), ("red", moment(2019, 8, 1)), ("red", moment(2019, 10, 10)))
    assert listed(as_dispatcher)[world.east.code][0] == "red"


@pytest.mark.rule("I19")
def test_each_reads_the_level_of_what_she_may_see(as_, world, at_nine):
    assess(world.east_mine, ("red", moment(2019, 1, 1)))
    assess(world.west_works, ("blue", moment(2019, 1, 1)))
    assert listed(as_("township_leader")) == {world.east.code: ("red", NOBODY | {"red": 1})}
    assert listed(as_("section_officer"))[world.west.code] == (None, NOBODY)
    assert listed(as_("enterprise")) == {world.east.code: (None, None)}


def test_the_page_says_the_level_and_why(page_as, world, at_nine):
    assess(world.east_mine, ("red", moment(2019, 8, 1)))
    assess(world.east_shop, ("red", moment(2019, 10, 10)))
    head = page_head(page_as("township_leader"))
    assert 'class="risk-badge" data-level="red"' in head
    assert "2 家重大，其中 1 家超过 30 天" in head


def test_a_township_without_an_assessed_site_has_a_grey_badge(page_as, world, at_nine):
    head = page_head(page_as("township_leader"))
    assert "未评定" in head
    assert "没有已评定的企业，不定级" in head
