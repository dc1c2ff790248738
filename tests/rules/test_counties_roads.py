import json
import subprocess
import sys
from collections import defaultdict
from itertools import pairwise

import pytest
import shapely
from shapely.geometry import LineString
from valhalla import Actor, get_config

from layers.exchange.counties.townships import to_metric
from tests.rules.made_county import made_county, point, rows, sites, ways

OPEN_TO_CARS = {"primary", "secondary", "tertiary", "unclassified", "residential", "service"}


@pytest.fixture(scope="module")
def roads():
    return ways(made_county() / "roads.osm.pbf")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """(what the tile builder printed, an Actor on its tiles)."""
    folder = tmp_path_factory.mktemp("tiles")
    (folder / "tiles").mkdir()
    (folder / "tiles.tar").touch()
    config = get_config(tile_extract=str(folder / "tiles.tar"), tile_dir=str(folder / "tiles"), verbose=False)
    config["mjolnir"] |= {"admin": "", "timezone": "", "concurrency": 1}
    config["logging"] = config["mjolnir"]["logging"] = {"type": "std_out", "color": False}
    config["thor"]["source_to_target_algorithm"] = "timedistancematrix"
    config["service_limits"]["auto"]["max_matrix_location_pairs"] = 250_000
    (folder / "valhalla.json").write_text(json.dumps(config))
    where = [sys.executable, "-m", "valhalla", "print_bin_path"]
    programs = subprocess.run(where, capture_output=True, text=True, check=True).stdout.strip()
    build = [
        f"{programs}/valhalla_build_tiles",
        "-c",
        str(folder / "valhalla.json"),
        str(made_county() / "roads.osm.pbf"),
    ]
    said = subprocess.run(build, capture_output=True, text=True, check=True)
    config["logging"] = config["mjolnir"]["logging"] = {"type": ""}
    (folder / "valhalla.json").write_text(json.dumps(config))
    return said.stdout + said.stderr, Actor(str(folder / "valhalla.json"))


def reachable(start, edges):
    seen, waiting = {start}, [start]
    while waiting:
        new = edges[waiting.pop()] - seen
        seen |= new
        waiting += new
    return seen


def test_every_node_is_reached_from_the_depot_and_leads_back(roads):
    there, back = defaultdict(set), defaultdict(set)
    places = {}
    for tags, nodes in roads:
        places.update({node: (lng, lat) for node, lng, lat in nodes})
        for (a, *_), (b, *_) in pairwise(nodes):
            there[a].add(b)
            back[b].add(a)
            if tags.get("oneway") != "yes":
                there[b].add(a)
                back[a].add(b)
    depot = point(rows("depots.csv")[0])
    start = min(places, key=lambda node: abs(places[node][0] - depot.x) + abs(places[node][1] - depot.y))
    assert len(reachable(start, there)) == len(places) == len(reachable(start, back))


def test_every_site_stands_within_150_m_of_an_open_road(roads):
    lines = [
        to_metric(LineString([(lng, lat) for _, lng, lat in nodes]))
        for tags, nodes in roads
        if tags["highway"] in OPEN_TO_CARS
    ]
    tree = shapely.STRtree(lines)
    points = [to_metric(point(site)) for site in sites()]
    _, metres = tree.query_nearest(points, return_distance=True, all_matches=False)
    assert max(metres) <= 150


def test_the_network_has_what_a_router_stumbles_over(roads):
    kinds = defaultdict(int)
    for tags, _ in roads:
        kinds[tags["highway"]] += 1
    assert set(kinds) >= OPEN_TO_CARS | {"motorway", "motorway_link", "track"}
    assert all(tags["oneway"] == "yes" for tags, _ in roads if tags["highway"].startswith("motorway"))
    assert sum(tags["highway"] == "residential" and tags.get("oneway") == "yes" for tags, _ in roads) >= 5
    used = defaultdict(int)
    for _, nodes in roads:
        for node, *_ in nodes:
            used[node] += 1
    assert sum(used[nodes[-1][0]] == 1 for _, nodes in roads) > 100
    winding = [nodes for tags, nodes in roads if "山路" in tags.get("name", "")]
    assert winding
    for nodes in winding:
        line = to_metric(LineString([(lng, lat) for _, lng, lat in nodes]))
        assert line.length > 1.4 * shapely.distance(line.boundary.geoms[0], line.boundary.geoms[1])


def test_motorways_share_no_node_with_roads_they_cross(roads):
    motorway = {node for tags, nodes in roads if tags["highway"] == "motorway" for node, *_ in nodes}
    others = {node for tags, nodes in roads if not tags["highway"].startswith("motorway") for node, *_ in nodes}
    assert motorway & others == set()


def test_the_tile_builder_has_nothing_to_say_about_the_data(built):
    said, _ = built
    about_set_up = ("Admin db", "Time zone db", "Elevation storage", "Possible duplicates at level", "purged of tiles")
    assert "[INFO]" in said
    complaints = [line for line in said.splitlines() if "[WARN]" in line or "[ERROR]" in line]
    assert [line for line in complaints if not any(words in line for words in about_set_up)] == []
    assert all(line.rstrip().endswith("= 0") for line in complaints if "Possible duplicates" in line)


def test_a_car_comes_from_the_depot_to_every_site_and_back(built):
    _, actor = built
    depot = [{"lon": point(row).x, "lat": point(row).y} for row in rows("depots.csv")[:1]]
    targets = [{"lon": point(site).x, "lat": point(site).y} for site in sites()]
    for sources, goals in ((depot, targets), (targets, depot)):
        asked = {"sources": sources, "targets": goals, "costing": "auto", "verbose": False}
        seconds = [s for row in actor.matrix(asked)["sources_to_targets"]["durations"] for s in row]
        assert len(seconds) == 349
        assert None not in seconds
        assert max(seconds) < 3 * 3600


def test_routes_come_with_chinese_road_names(built):
    _, actor = built
    depots = [{"lon": point(row).x, "lat": point(row).y} for row in rows("depots.csv")]
    route = actor.route({"locations": depots, "costing": "auto"})
    names = {
        name for leg in route["trip"]["legs"] for step in leg["maneuvers"] for name in step.get("street_names", [])
    }
    assert any("示例" in name for name in names)
