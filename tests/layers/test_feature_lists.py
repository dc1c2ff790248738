"""The ground as lists: JSON pages, GeoJSON, and the filters (contracts: HTTP)."""

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
