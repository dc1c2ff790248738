"""The ground as lists: JSON pages, GeoJSON, and the filters."""

import json

import pytest
from django.contrib.gis.geos import Polygon

from layers.sites.models import Site
from layers.zones.models import RiskZone

pytestmark = pytest.mark.django_db
GEOJSON = "application/geo+json"


def names(answer):
    return {one["properties"]["name"] for one in json.loads(answer.content)["features"]}


@pytest.mark.parametrize("how", [{"QUERY_STRING": "format=geojson"}, {"HTTP_ACCEPT": GEOJSON}])
def test_geojson_by_accept_or_format(as_own_township, how):
    answer = as_own_township.get("/api/v1/sites/", **how)
    assert answer["Content-Type"] == GEOJSON
    assert names(answer) == {"示例石场甲", "示例鞭炮店甲"}
    feature = json.loads(answer.content)["features"][0]
    assert feature["geometry"] == {"type": "Point", "coordinates": [112.15, 25.35]}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("bbox=112.0,25.3,112.1,25.4", {"示例尾矿库甲", "示例机械厂甲"}),
        ("township=431127101", {"示例石场甲", "示例鞭炮店甲"}),
        ("sector=tailings", {"示例尾矿库甲"}),
        ("risk=red", {"示例石场甲"}),
        ("risk=none&township=431127101", {"示例鞭炮店甲"}),
        ("updated_since=2999-01-01T00:00:00Z", set()),
    ],
)
def test_a_filter_narrows_both_forms_alike(as_dispatcher, world, query, found):
    Site.objects.filter(pk=world.east_mine.pk).update(risk_level="red")
    listed = as_dispatcher.get(f"/api/v1/sites/?{query}").json()["results"]
    assert {one["name"] for one in listed} == found
    assert names(as_dispatcher.get(f"/api/v1/sites/?{query}&format=geojson")) == found


@pytest.mark.parametrize(
    "query",
    [
        "bbox=1,2,3",
        "bbox=3,2,1,0",
        "bbox=nan,1,2,3",
        "risk=purple",
        "updated_since=soon",
        "limit=3258380762029101154304",
    ],
)
def test_a_bad_filter_is_400(as_dispatcher, query):
    assert as_dispatcher.get(f"/api/v1/sites/?{query}").status_code == 400


def test_a_cut_collection_says_where_it_goes_on(as_dispatcher):
    seen, address = [], "/api/v1/sites/?format=geojson&limit=3"
    while address:
        page = json.loads(as_dispatcher.get(address).content)
        seen += [one["id"] for one in page["features"]]
        address = page.get("next")
    assert len(seen) == len(set(seen)) == 4


def test_a_stranger_gets_404_for_one(as_other_township, world):
    assert as_other_township.get(f"/api/v1/sites/{world.east_mine.pk}/").status_code == 404
    assert as_other_township.get(f"/api/v1/townships/{world.east.pk}/").status_code == 404


@pytest.mark.parametrize("path", ["townships", "sites", "risk-zones", "assessments"])
def test_every_list_has_both_forms(as_dispatcher, world, path):
    RiskZone.objects.create(
        name="示例区", hazard_class="production", level="red", township=world.east, valid_from="2018-01-01",
        area=Polygon.from_bbox((112.12, 25.32, 112.14, 25.34)),
    )  # fmt: skip
    assert as_dispatcher.get(f"/api/v1/{path}/").status_code == 200
    collection = json.loads(as_dispatcher.get(f"/api/v1/{path}/?format=geojson").content)
    assert collection["numberReturned"] == len(collection["features"])


@pytest.mark.parametrize("asked", ["", "risk=red", "risk=none", "risk=blue"])
def test_an_enterprise_learns_its_own_level_neither_from_the_list_nor_by_asking(as_, world, asked):
    Site.objects.filter(pk=world.east_mine.pk).update(risk_level="red")
    owner = as_("enterprise")
    (site,) = owner.get(f"/api/v1/sites/?{asked}").json()["results"]
    assert (site["name"], site["risk"]) == ("示例石场甲", "")
    assert owner.get(f"/api/v1/sites/{site['id']}/").json()["risk"] == ""
    (feature,) = json.loads(owner.get(f"/api/v1/sites/?format=geojson&{asked}").content)["features"]
    assert feature["properties"]["risk"] == ""
    (hit,) = [hit for hit in owner.get("/api/v1/search/?q=石场").json()["results"] if hit["kind"] == "site"]
    assert hit["risk"] == ""


READS_CONTACTS = ("dispatcher", "section_officer", "inspector", "township_leader", "township_officer", "enterprise")
READS_MASKED = ("unit_leader", "county_leader", "auditor")


@pytest.fixture
def mine(world):
    Site.objects.filter(pk=world.east_mine.pk).update(principal="陈某某", phone="13800001234")
    return world.east_mine


@pytest.mark.parametrize("person", READS_CONTACTS + READS_MASKED)
def test_a_list_masks_contacts_for_everybody(as_, mine, person):
    listed = as_(person).get("/api/v1/sites/").json()["results"]
    shown = [(one["principal"], one["phone"]) for one in listed if one["id"] == mine.pk]
    if person == "inspector" and not shown:
        return  # who is not called sees no list
    assert shown == [("陈*", "138****1234")]


@pytest.mark.parametrize("person", READS_CONTACTS + READS_MASKED)
def test_a_site_shows_its_contacts_to_who_inspects_or_governs_it(as_, mine, person):
    answer = as_(person).get(f"/api/v1/sites/{mine.pk}/")
    if answer.status_code == 404:
        assert person == "inspector"
        return
    one = answer.json()
    clear = ("陈某某", "13800001234")
    assert (one["principal"], one["phone"]) == (clear if person in READS_CONTACTS else ("陈*", "138****1234"))


def test_geojson_and_the_drawer_carry_no_contact(as_dispatcher, page_as, mine, at_nine):
    for answer in (
        as_dispatcher.get("/api/v1/sites/?format=geojson"),
        page_as("auditor").get(f"/sites/{mine.pk}/drawer/"),
    ):
        assert answer.status_code == 200
        assert "陈某某" not in answer.content.decode()
        assert "13800001234" not in answer.content.decode()


@pytest.mark.parametrize("cursor", ["cD1hYmM=", "cD0A", "cD05OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5", "x", "é"])
def test_a_cursor_of_ones_own_making_leads_nowhere(as_dispatcher, cursor):
    for path in ("sites", "visits", "hazards", "tracks", "plans"):
        assert as_dispatcher.get(f"/api/v1/{path}/", {"cursor": cursor}).status_code in (200, 404)


@pytest.mark.parametrize("query", ["as_of=0001-01-01", "updated_since=9999-12-31T23:59:59-12:00", "bbox=zz"])
def test_the_ends_of_the_calendar_are_no_moment(as_dispatcher, query):
    answer = as_dispatcher.get(f"/api/v1/assessments/?{query}")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


@pytest.mark.parametrize("path", ["coverage", "stops"])
def test_a_bad_box_is_refused_by_every_list(as_dispatcher, path):
    assert as_dispatcher.get(f"/api/v1/{path}/?bbox=zz").status_code == 400
