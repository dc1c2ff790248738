"""A day's plan, 30 stops and 4 teams on real roads: its seconds, its distance from PyVRP; a draw of 350 sites."""

import random
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import osmium

from benchmarks.result import Result
from gis_platform.ops.serve import router_command
from inspections.draw.hazard import ONE, weights
from inspections.draw.lottery import Stream, lottery
from inspections.draw.zones import listed, zones_wanted
from inspections.routing import reference, vroom
from inspections.routing.router import Point
from inspections.routing.tiles import build_tiles
from inspections.routing.timetable import Span, Stop, Team
from inspections.routing.valhalla import Valhalla

EXTRACT = Path(__file__).parents[1] / "tests/samples/liechtenstein.osm.pbf"
STOPS, TEAMS, SEED = 30, 4, 2019
REFERENCE_SECONDS = 60
SHIFT: Span = (8 * 3600, 17 * 3600 + 1800)
OPENINGS: tuple[tuple[Span, ...], ...] = ((SHIFT,), ((8 * 3600, 12 * 3600),), ((13 * 3600, 17 * 3600),))


def run() -> list[Result]:
    with tempfile.TemporaryDirectory(prefix="zhicha-") as folder, router(Path(folder)) as roads:
        places = places_on_roads(STOPS + 1)
        begin = time.perf_counter()
        matrix = roads.matrix(places)
        ours = vroom.free_assignment(stops(), matrix, teams())
        seconds = time.perf_counter() - begin
    best = reference.best_assignment(stops(), matrix, teams(), seconds=REFERENCE_SECONDS)
    if len(best.not_fitted) > len(ours.not_fitted):
        raise RuntimeError("The reference reaches fewer stops than the plan: it measures nothing")
    return [
        Result("plan_seconds", seconds, 5),
        Result("plan", ours.objective_s / best.objective_s, 1.05),
        Result("plan_draw_seconds", draw_seconds(), 0.1),
    ]


def stops() -> list[Stop]:
    """Short visits, so that all 30 fit and the objective is driving alone: the strictest comparison."""
    pick = random.Random(SEED)
    return [Stop(f"S{i}", i, pick.choice((30, 45, 60)), pick.choice(OPENINGS)) for i in range(1, STOPS + 1)]


def teams() -> list[Team]:
    return [Team(f"T{k}", 0, SHIFT) for k in range(TEAMS)]


def places_on_roads(count: int) -> list[Point]:
    kinds = {"residential", "unclassified", "tertiary", "secondary"}
    ways = (way for way in osmium.FileProcessor(str(EXTRACT)).with_locations() if way.is_way())
    middles = (way.nodes[len(way.nodes) // 2].location for way in ways if way.tags.get("highway") in kinds)
    return random.Random(SEED).sample([(place.lon, place.lat) for place in middles], count)


@contextmanager
def router(folder: Path) -> Iterator[Valhalla]:
    """A Valhalla of our own on a free port, stopped at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    build_tiles(EXTRACT, folder / "tiles", concurrency=2, run_folder=folder / "run")
    command = router_command(folder / "tiles", f"127.0.0.1:{port}")
    service = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        roads = Valhalla(f"http://127.0.0.1:{port}")
        while not roads.is_ready() and service.poll() is None:
            time.sleep(0.05)
        yield roads
    finally:
        service.terminate()
        service.wait(10)


def draw_seconds() -> float:
    """Weights, random borders and the lottery of one day, 350 sites in a square of 40 km."""
    pick, seed = random.Random(SEED), "5a" * 32
    sites = {f"{k:016x}": pick.randrange(ONE // 200, ONE // 4) for k in range(350)}
    at = {site: (pick.randrange(40_000), pick.randrange(40_000)) for site in sites}
    begin = time.perf_counter()
    chances = weights(sites, 3 * TEAMS)
    placed = [(site, *at[site], weight) for site, weight in chances.items()]
    listed_sites = listed(placed, 3 * TEAMS, TEAMS, zones_wanted(3 * TEAMS, TEAMS), Stream(seed, "borders"))
    lottery(listed_sites, 3 * TEAMS, TEAMS, seed)
    return time.perf_counter() - begin


if __name__ == "__main__":
    for result in run():
        print(result.line())
