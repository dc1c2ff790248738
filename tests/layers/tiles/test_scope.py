"""A tile shows what its reader's lists show, and nothing else (I19)."""

import pytest
from django.contrib.gis.geos import LineString

from layers.roads.models import Road
from layers.sites.models import Site
from layers.territory.models import Scope

pytestmark = [pytest.mark.django_db, pytest.mark.rule("I19")]


def names(features):
    return {feature["properties"]["name"] for feature in features}


@pytest.mark.parametrize(
    "person", ["dispatcher", "township_leader", "other_township_leader", "section_officer", "enterprise", "auditor"]
)
def test_a_tile_holds_the_sites_of_the_list(tile_of, as_, person):
    listed = {one["name"] for one in as_(person).get("/api/v1/sites/").json()["results"]}
    assert listed
    assert names(tile_of(person, "sites")["sites"]) == listed


@pytest.mark.parametrize(("person", "level"), [("township_leader", "red"), ("enterprise", "")])
def test_an_enterprise_finds_no_risk_level_in_its_tile(tile_of, world, person, level):
    Site.objects.filter(pk=world.east_mine.pk).update(risk_level="red")
    mine = next(one for one in tile_of(person, "sites")["sites"] if one["properties"]["code"] == "EAST_MINE")
    assert mine["properties"].get("risk", "") == level


def test_another_township_is_in_no_layer(tile_of):
    for layer in ("sites", "townships"):
        parts = tile_of("township_leader", layer)
        told = {feature["properties"]["township" if layer == "sites" else "code"] for feature in parts[layer]}
        assert told == {"431127101"}


def test_an_administrator_gets_an_empty_tile(tile_of):
    assert tile_of("admin", "sites") == {}
    assert tile_of("admin", "townships") == {}


def test_a_moved_leader_loses_the_old_ground_at_once(tile_of, as_, world):
    address = "/tiles/sites/9/415/218.mvt"
    etag = as_("township_leader").get(address)["ETag"]
    Scope.objects.filter(user=world.township_leader).update(township=world.west)
    again = as_("township_leader").get(address, HTTP_IF_NONE_MATCH=etag)
    assert again.status_code == 200
    assert names(tile_of("township_leader", "sites")["sites"]) == {"示例尾矿库甲", "示例机械厂甲"}


def test_from_afar_sites_are_counted_and_the_count_is_whole(tile_of):
    clusters = tile_of("dispatcher", "sites", (8, 207, 109))["sites"]
    assert sum(one["properties"]["point_count"] for one in clusters) == 4
    assert all(set(one["properties"]) == {"point_count"} for one in clusters)


def test_a_polygon_has_its_name_in_exactly_one_tile(tile_of):
    # The county's townships reach over this tile's edges; the names do not.
    z, x, y = 12, 3322, 1748
    found = [
        name
        for dx in range(-2, 5)
        for dy in range(-2, 4)
        for name in names(tile_of("dispatcher", "townships", (z, x + dx, y + dy)).get("townships_labels", []))
    ]
    assert sorted(found) == ["东示例镇", "西示例镇"]


def test_roads_are_everybodys_and_small_ones_wait_for_a_closer_look(tile_of):
    for highway in ("primary", "residential"):
        Road.objects.create(
            highway=highway, name=highway, geometry=LineString((112.12, 25.32), (112.18, 25.38), srid=4326)
        )
    assert names(tile_of("enterprise", "roads")["roads"]) == {"primary"}
    assert names(tile_of("enterprise", "roads", (12, 3324, 1749))["roads"]) == {"primary", "residential"}
