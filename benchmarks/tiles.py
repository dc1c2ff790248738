"""Vector tiles of 5,000 sites, z8 to z14: what HTTP, log-in and Django add to the same tile by bare SQL."""

import http.client
import os
import random
import socket
import statistics
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from math import asinh, pi, radians, tan
from pathlib import Path
from typing import Any

os.environ["DATABASE_AS_OWNER"] = "true"  # makes its own database, beside the one that is served
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gis_platform.settings")
import django

django.setup()

import psycopg  # noqa: E402
from django.contrib.gis.geos import MultiPolygon, Point, Polygon  # noqa: E402
from django.db import connection  # noqa: E402

from benchmarks.result import Result  # noqa: E402
from gis_platform.accounts import tokens  # noqa: E402
from gis_platform.accounts.models import User  # noqa: E402
from layers.publishing.registry import published  # noqa: E402
from layers.sites.models import Site  # noqa: E402
from layers.territory.models import SectorLine, Township  # noqa: E402
from layers.tiles.sql import clusters, shapes  # noqa: E402

type Tile = tuple[int, int, int]

ROOT = Path(__file__).parents[1]
SITES, SEED, ROUNDS, TILES_A_ZOOM = 5_000, 2019, 7, 8
BOX = (111.909, 25.010, 112.453, 25.618)
KINDS = ("mine", "tailings_pond", "hazchem", "fireworks", "industry_trade")
LEVELS = ("red", "orange", "yellow", "blue")
SLOW_MS = 15


def run() -> list[Result]:
    connection.settings_dict["TEST"]["NAME"] = "bench_tiles"
    created = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        user = county()
        access = tokens.log_in(user, device_id="bench")["access"]
        with served(created) as port:
            times = list(measured(user, access, port))
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)
    added = statistics.median(over - bare for bare, over in times)
    slow = [over / bare for bare, over in times if bare >= SLOW_MS]
    # Where no tile is slow there is nothing to compare, and the share is 1.
    return [Result("tiles_added_ms", added, 6), Result("tiles", max(slow, default=1.0), 1.3)]


def county() -> User:
    """5,000 sites of one township over the box of the county, and who may see them all."""
    pick = random.Random(SEED)
    west, south, east, north = BOX
    township = Township.objects.create(code="1", name="甲", boundary=MultiPolygon(Polygon.from_bbox(BOX), srid=4326))
    line = SectorLine.objects.create(key="mines", name="甲")
    places = [(pick.uniform(west, east), pick.uniform(south, north)) for _ in range(SITES)]
    Site.objects.bulk_create(
        Site(
            code=f"B{i}", name=f"示例企业{i}", kind=pick.choice(KINDS), risk_level=pick.choice(LEVELS), raw_lng=lng,
            raw_lat=lat, location=Point(lng, lat, srid=4326), township=township, sector_line=line,
            uscc_missing_reason="示例",
        )
        for i, (lng, lat) in enumerate(places)
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze layers_site")
    return User.objects.create_user(username="bench", role="dispatcher")


@contextmanager
def served(database: str) -> Iterator[int]:
    """The product on a port of its own, on the benchmark's database."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = connection.settings_dict
    host, number = settings["HOST"], settings["PORT"] or 5432
    address = f"postgresql://{settings['USER']}@/{database}?host={host}&port={number}"
    argv = [ROOT / ".venv/bin/gunicorn", "-c", "gunicorn.conf.py", "-b", f"127.0.0.1:{port}", "gis_platform.wsgi"]
    env = os.environ | {"DATABASE_URL": address, "DATABASE_AS_OWNER": "false"}
    server = subprocess.Popen([str(word) for word in argv], cwd=ROOT, env=env, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=30)


def wait_for(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not start")


def measured(user: User, access: str, port: int) -> Iterator[tuple[float, float]]:
    """(ms by bare SQL, ms by HTTP) of each tile: the medians of turns that alternate."""
    client = http.client.HTTPConnection("127.0.0.1", port)
    with psycopg.connect(**connection.get_connection_params() | {"options": "-c jit=off"}) as bare:
        ask(client, access, (8, 207, 109))  # the first request loads the product
        for tile in tiles():
            sql, params = statement(user, tile)
            turns = [(timed(fetch, bare, sql, params), timed(ask, client, access, tile)) for _ in range(ROUNDS)]
            yield statistics.median(one for one, _ in turns), statistics.median(two for _, two in turns)


def tiles() -> Iterator[Tile]:
    """Of each zoom the tiles that hold a few sites picked by chance."""
    pick = random.Random(SEED)
    west, south, east, north = BOX
    for zoom in range(8, 15):
        found = {tile_at(pick.uniform(west, east), pick.uniform(south, north), zoom) for _ in range(4 * TILES_A_ZOOM)}
        yield from sorted(found)[:TILES_A_ZOOM]


def tile_at(lng: float, lat: float, zoom: int) -> Tile:
    n = 2**zoom
    return zoom, int((lng + 180) / 360 * n), int((1 - asinh(tan(radians(lat))) / pi) / 2 * n)


def statement(user: User, tile: Tile) -> tuple[str, tuple[Any, ...]]:
    layer = published("sites")
    assert layer is not None
    sql, params = (clusters if tile[0] < layer.clusters_below else shapes)(layer, user, *tile)
    # Django's own wrapper of a geometry is unknown to bare psycopg.
    return sql, tuple(getattr(one, "ewkb", one) for one in params)


def fetch(bare: Any, sql: str, params: tuple[Any, ...]) -> None:
    bare.execute(sql, params).fetchone()


def ask(client: http.client.HTTPConnection, access: str, tile: Tile) -> None:
    z, x, y = tile
    client.request("GET", f"/tiles/sites/{z}/{x}/{y}.mvt", headers={"Authorization": f"Bearer {access}"})
    answer = client.getresponse()
    answer.read()
    if answer.status != 200:
        raise SystemExit(f"tile {tile}: HTTP {answer.status}")


def timed(deed: Any, *args: Any) -> float:
    begin = time.perf_counter()
    deed(*args)
    return (time.perf_counter() - begin) * 1000


if __name__ == "__main__":
    for result in run():
        print(result.line())
