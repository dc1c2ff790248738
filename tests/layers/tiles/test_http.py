import pytest
from rest_framework.test import APIClient

from layers.publishing.registry import layer_names

pytestmark = pytest.mark.django_db
ADDRESS = "/tiles/sites/9/415/218.mvt"


def test_the_same_tile_is_not_sent_twice(as_dispatcher):
    first = as_dispatcher.get(ADDRESS)
    assert first["Cache-Control"] == "private, no-cache"
    again = as_dispatcher.get(ADDRESS, HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")


def test_two_people_never_share_a_version(as_, world):
    assert as_("dispatcher").get(ADDRESS)["ETag"] != as_("county_leader").get(ADDRESS)["ETag"]


@pytest.mark.parametrize(
    "address",
    ["/tiles/nothing/9/415/218.mvt", "/tiles/nothing.json", "/tiles/sites/9/512/0.mvt", "/tiles/sites/23/0/0.mvt"],
)
def test_a_layer_or_place_that_is_not_there_is_404(as_dispatcher, address):
    assert as_dispatcher.get(address).status_code == 404


def test_without_a_log_in_there_is_no_tile(world):
    assert APIClient().get(ADDRESS).status_code in {401, 403}


def test_a_client_that_asks_for_protobuf_is_served(as_dispatcher):
    assert as_dispatcher.get(ADDRESS, HTTP_ACCEPT="application/x-protobuf").status_code == 200


def test_tile_json_names_our_own_server(as_dispatcher):
    document = as_dispatcher.get("/tiles/townships.json").json()
    assert document["tilejson"] == "3.0.0"
    assert document["tiles"] == ["http://testserver/tiles/townships/{z}/{x}/{y}.mvt"]
    assert [part["id"] for part in document["vector_layers"]] == ["townships", "townships_labels"]
    assert document["bounds"] == [112.0, 25.3, 112.2, 25.4]


def test_every_promised_layer_is_published_and_gives_tiles(as_dispatcher):
    promised = {"sites", "townships", "risk_zones", "roads", "water", "coverage", "tracks", "hazards", "plan"}
    assert promised <= set(layer_names())
    for name in layer_names():
        assert as_dispatcher.get(f"/tiles/{name}/9/415/218.mvt").status_code == 200


def test_tile_json_tells_truth_values_and_numbers_from_text(as_dispatcher):
    def fields(layer):
        return as_dispatcher.get(f"/tiles/{layer}.json").json()["vector_layers"][0]["fields"]

    assert fields("roads") == {"name": "String", "ref": "String", "highway": "String", "is_oneway": "Boolean"}
    assert {fields("coverage")[name] for name in ("is_covered", "is_overdue")} == {"Boolean"}
    assert (fields("coverage")["township"], fields("coverage")["due_on"]) == ("String", "String")
