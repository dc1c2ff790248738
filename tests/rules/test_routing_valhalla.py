"""One real router: tiles of the real extract, the service in a process of its own, stopped at the end."""

import json
import socket
import subprocess
import time
from pathlib import Path

import pytest

from gis_platform.common.geo import distance_m
from gis_platform.ops.serve import router_command
from inspections.routing.router import NoRoad, RouterUnavailable, TilesNotBuilt
from inspections.routing.tiles import build_tiles
from inspections.routing.valhalla import Valhalla, decode_polyline

EXTRACT = Path(__file__).parents[1] / "samples/liechtenstein.osm.pbf"
VADUZ, SCHAAN, TRIESEN = (9.5209, 47.1410), (9.5087, 47.1650), (9.5280, 47.1070)
BEIJING = (116.39, 39.91)


@pytest.fixture(scope="module")
def short_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("r")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def router(short_folder):
    build_tiles(EXTRACT, short_folder / "tiles", concurrency=2, run_folder=short_folder / "run")
    port = free_port()
    command = router_command(short_folder / "tiles", f"127.0.0.1:{port}")
    service = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    roads, give_up_at = Valhalla(f"http://127.0.0.1:{port}/"), time.monotonic() + 20
    while not roads.is_ready() and service.poll() is None and time.monotonic() < give_up_at:
        time.sleep(0.05)
    yield roads
    service.terminate()
    assert service.wait(10) is not None


def test_a_matrix_is_whole_seconds_and_metres_both_ways(router):
    matrix = router.matrix([VADUZ, SCHAAN, TRIESEN])
    crow = distance_m(VADUZ, SCHAAN)
    assert crow < matrix.distance_m[0][1] < 2 * crow
    assert 60 < matrix.duration_s[0][1] < 1200
    assert [matrix.duration_s[i][i] for i in range(3)] == [0, 0, 0]
    assert {type(value) for rows in (matrix.duration_s, matrix.distance_m) for row in rows for value in row} == {int}
    assert not matrix.is_estimate


@pytest.mark.parametrize("far", [0, 1, 2])
def test_a_point_without_a_road_has_none_and_spoils_no_other(router, far):
    points = [VADUZ, SCHAAN]
    points.insert(far, BEIJING)
    duration_s = router.matrix(points).duration_s
    assert all(duration_s[far][i] is duration_s[i][far] is None for i in range(3))
    a, b = (i for i in range(3) if i != far)
    assert duration_s[a][b] == router.matrix([VADUZ, SCHAAN]).duration_s[0][1]


def test_no_point_on_a_road_is_a_matrix_of_none(router):
    assert router.matrix([BEIJING, BEIJING]).duration_s == [[None, None], [None, None]]
    assert router.matrix([]).duration_s == []


def test_a_route_runs_leg_by_leg_from_place_to_place(router):
    route = router.route([VADUZ, SCHAAN, TRIESEN])
    assert len(route.legs) == 2
    assert distance_m(route.geometry[0], VADUZ) < 100
    assert distance_m(route.legs[0].geometry[-1], SCHAAN) < 100
    assert distance_m(route.geometry[-1], TRIESEN) < 100
    assert route.duration_s == pytest.approx(
        sum(router.matrix([VADUZ, SCHAAN, TRIESEN]).duration_s[i][i + 1] for i in (0, 1)), rel=0.2
    )
    start, *_, end = route.legs[0].maneuvers
    assert (start.type in (1, 2, 3), end.type in (4, 5, 6)) == (True, True)


def test_a_route_to_nowhere_says_so(router):
    with pytest.raises(NoRoad, match="Check the position"):
        router.route([VADUZ, BEIJING])


def test_a_router_that_does_not_run_says_what_to_do(monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")
    silent = Valhalla(f"http://127.0.0.1:{free_port()}")
    assert not silent.is_ready()
    with pytest.raises(RouterUnavailable, match="Start the routing service"):
        silent.matrix([VADUZ, SCHAAN])


@pytest.mark.parametrize("content", [b"", b"hello\n", EXTRACT.read_bytes()[:600_000]], ids=["empty", "text", "cut"])
def test_a_broken_extract_is_named_and_leaves_nothing(tmp_path, content):
    broken = tmp_path / "county.osm.pbf"
    broken.write_bytes(content)
    with pytest.raises(TilesNotBuilt, match=r"county\.osm\.pbf is no usable PBF"):
        build_tiles(broken, tmp_path / "tiles", concurrency=1, run_folder=tmp_path / "run")
    assert [p.name for p in tmp_path.iterdir() if p.name != "run"] == ["county.osm.pbf"]


def test_an_absent_extract_is_named(tmp_path):
    with pytest.raises(TilesNotBuilt, match=r"none\.pbf is not there"):
        build_tiles(tmp_path / "none.pbf", tmp_path / "tiles", concurrency=1, run_folder=tmp_path / "run")


def test_a_failed_build_keeps_the_tiles_that_are_there(short_folder, router):
    (short_folder / "broken.pbf").write_bytes(b"no")
    with pytest.raises(TilesNotBuilt):
        build_tiles(short_folder / "broken.pbf", short_folder / "tiles", concurrency=1, run_folder=short_folder)
    assert (short_folder / "tiles/valhalla.json").exists()


def test_a_run_folder_too_deep_for_sockets_is_refused(tmp_path):
    with pytest.raises(TilesNotBuilt, match="shorter run folder"):
        build_tiles(EXTRACT, tmp_path / "tiles", concurrency=1, run_folder=tmp_path / ("d" * 100))
    assert list(tmp_path.iterdir()) == []


def test_sockets_and_port_belong_to_this_checkout_alone(short_folder, router):
    text = (short_folder / "tiles/valhalla.json").read_text()
    service = json.loads(text)["httpd"]["service"]
    assert "ipc:///tmp/loki" not in text
    assert text.count(f"ipc://{short_folder.resolve()}/run/") == 6
    assert service["listen"].startswith("tcp://127.0.0.1:")


def test_a_polyline_has_six_decimals_and_comes_out_as_lng_lat():
    assert decode_polyline("_izlhA~rlgdF_{geC~ywl@") == [(-120.2, 38.5), (-120.95, 40.7)]
