import tomllib
from pathlib import Path

import osmium
import pytest
from osmium.osm.mutable import Node, Way

from layers.exchange.counties import CountyError, region_from_osm, write_people
from tests.rules.made_county import features, point, rows, sites

EXTRACT = Path(__file__).parents[1] / "samples" / "liechtenstein.osm.pbf"


@pytest.fixture(scope="module")
def region(tmp_path_factory):
    out = tmp_path_factory.mktemp("regions") / "liechtenstein"
    region_from_osm(EXTRACT, out)
    return out


def write(path, nodes, ways=()):
    with osmium.SimpleWriter(str(path)) as writer:
        for n, (lng, lat, tags) in enumerate(nodes, start=1):
            writer.add_node(Node(id=n, version=1, location=(lng, lat), tags=tags))
        for n, (refs, tags) in enumerate(ways, start=1):
            writer.add_way(Way(id=n, version=1, nodes=refs, tags=tags))
    return path


VILLAGES = [(10.0 + n * 0.02, 50.0, {"place": "village", "name": f"Ort {n}"}) for n in range(3)]
POND = [
    (10.02, 50.005, {"man_made": "storage_tank", "content": "water"}),
    (10.021, 50.001, {"man_made": "tailings_pond"}),
]
ROAD = [((1, 2, 3), {"highway": "tertiary"})]


def test_a_real_extract_gives_its_municipalities_and_sites(region):
    townships = features("townships.geojson", region)
    assert len(townships) == 11
    assert {t["name"] for _, t in townships} >= {"Vaduz", "Schaan", "Balzers"}
    assert not any(t["is_approximate"] for _, t in townships)
    assert len(sites(region)) >= 30
    assert (region / "roads.osm.pbf").read_bytes() == EXTRACT.read_bytes()


def test_region_toml_knows_name_zone_and_metric_crs(region):
    values = tomllib.loads((region / "region.toml").read_text("utf-8"))
    assert (values["name"], values["metric_crs"]) == ("Liechtenstein", 32632)
    assert values["timezone"] in {"Europe/Vaduz", "Europe/Zurich"}
    assert "OpenStreetMap" in values["attribution"]


def test_every_site_brings_its_osm_id_its_licence_and_why_it_has_no_code(region):
    areas = {t["name"]: area for area, t in features("townships.geojson", region)}
    for site in sites(region):
        assert site["osm_id"].split("/")[0] in {"node", "way", "relation"}
        assert "ODbL" in site["data_licence"]
        assert not site["uscc"]
        assert site["uscc_missing_because"]
        assert areas[site["township"]].contains(point(site))
    assert {"加油站", ""} == {site["hazchem_kind"] for site in sites(region)}
    assert len({(site["township"], site["name"]) for site in sites(region)}) == len(sites(region))


def test_the_timezone_may_be_given(tmp_path):
    region_from_osm(EXTRACT, tmp_path / "li", timezone="Europe/Zurich")
    assert tomllib.loads((tmp_path / "li" / "region.toml").read_text("utf-8"))["timezone"] == "Europe/Zurich"


def test_people_are_made_for_a_region_without_any(region, tmp_path):
    write_people(region, tmp_path, seed=1)
    codes = {t["code"] for _, t in features("townships.geojson", region)}
    assert {user["township"] for user in rows("users.csv", tmp_path)} == codes | {""}
    assert {row["township"] for row in rows("depots.csv", tmp_path)} <= codes
    assert not (region / "users.csv").exists()


def test_without_boundaries_places_give_approximate_townships(tmp_path):
    extract = write(tmp_path / "small.osm.pbf", VILLAGES + POND, ROAD)
    region_from_osm(extract, tmp_path / "small")
    townships = features("townships.geojson", tmp_path / "small")
    assert [t["name"] for _, t in townships] == ["Ort 0", "Ort 1", "Ort 2"]
    assert all(t["is_approximate"] for _, t in townships)
    assert [(s["sector"], s["township"]) for s in sites(tmp_path / "small")] == [("尾矿库", "Ort 1")]


def make_no_roads(path):
    write(path, VILLAGES)


def make_no_areas(path):
    write(path, VILLAGES[:2], [((1, 2), {"highway": "tertiary"})])


def make_text(path):
    path.write_text("<osm version='0.6'></osm>")


def make_half(path):
    path.write_bytes(EXTRACT.read_bytes()[:500_000])


def make_empty(path):
    path.touch()


def make_nothing(path):
    pass


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (make_no_roads, "has no roads"),
        (make_no_areas, "neither 3 named administrative areas"),
        (make_text, "not a readable OSM PBF"),
        (make_half, "not a readable OSM PBF"),
        (make_empty, "not a readable OSM PBF"),
        (make_nothing, "does not exist"),
    ],
)
def test_a_file_that_gives_no_region_is_refused_and_nothing_written(tmp_path, make, message):
    make(tmp_path / "bad.osm.pbf")
    (tmp_path / "out").mkdir()
    with pytest.raises(CountyError, match=message) as refusal:
        region_from_osm(tmp_path / "bad.osm.pbf", tmp_path / "out" / "region")
    assert "\n" not in str(refusal.value)
    assert list((tmp_path / "out").iterdir()) == []


def test_a_level_without_areas_is_refused_with_the_levels_there_are(tmp_path):
    with pytest.raises(CountyError, match=r"admin_level 10 \(it has: 2, 6, 8\)"):
        region_from_osm(EXTRACT, tmp_path / "li", admin_level=10)
    assert list(tmp_path.iterdir()) == []
