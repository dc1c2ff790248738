import json

import pytest

from layers.sites.models import Site

pytestmark = pytest.mark.django_db


def test_the_map_names_only_our_own_server(page_as):
    page = page_as("dispatcher").get("/map/").content.decode()
    data = json.loads(page.split('id="map-data" type="application/json">')[1].split("</script>")[0])
    assert all(address.startswith("/") for address in data["ground"]["tiles"].values())


@pytest.mark.parametrize(("person", "count"), [("dispatcher", 4), ("township_leader", 2), ("section_officer", 1)])
def test_its_sites_are_those_of_the_list(page_as, person, count):
    collection = json.loads(page_as(person).get("/map/sites.json").content)
    assert len(collection["features"]) == count
    ids = {one["id"] for one in collection["features"]}
    assert all(set(marked) <= ids for marked in collection["marks"].values())


def test_a_closed_site_is_no_more_on_the_map(page_as, world):
    Site.objects.filter(pk=world.east_mine.pk).update(status="closed")
    names = [
        one["properties"]["name"]
        for one in json.loads(page_as("dispatcher").get("/map/sites.json").content)["features"]
    ]
    assert "示例石场甲" not in names


@pytest.mark.rule("I19")
def test_a_strangers_drawer_is_404_like_one_that_is_not_there(page_as, world):
    own = page_as("township_leader").get(f"/sites/{world.east_mine.pk}/drawer/")
    assert (own.status_code, "示例石场甲" in own.content.decode()) == (200, True)
    hidden = page_as("other_township_leader").get(f"/sites/{world.east_mine.pk}/drawer/")
    absent = page_as("other_township_leader").get("/sites/999999/drawer/")
    assert hidden.status_code == absent.status_code == 404


@pytest.mark.parametrize("person", ["admin", "enterprise"])
def test_who_has_no_map_gets_none(page_as, world, person):
    client = page_as(person)
    for path in ("/map/", "/map/sites.json", f"/sites/{world.east_mine.pk}/drawer/"):
        assert client.get(path).status_code == 403


def test_only_who_may_plan_is_offered_to(page_as):
    assert "规划今日检查" in page_as("dispatcher").get("/map/").content.decode()
    assert "规划今日检查" not in page_as("auditor").get("/map/").content.decode()
