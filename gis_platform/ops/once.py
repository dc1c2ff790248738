"""`bin/run --once`: a county loaded, one unannounced day walked end to end through HTTP, the evidence written.

Works in a database of its own, made new each time, on a demo clock that only this runner moves.
"""

import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from . import setup as steps
from .day import prepare, walk
from .demo import make_demo_region, routing_tiles
from .paths import PYTHON, ROOT
from .private import Private
from .say import Stop, step
from .serve import free_port, parts
from .supervisor import Supervisor

DATABASE, REDIS_NUMBER = "once", 1


def once(var: Path, *, region: Path | None, out: Path) -> int:
    started = time.monotonic()
    region, out = (region or var / "region").resolve(), out.resolve()
    is_demo = region == (var / "region").resolve()
    if not is_demo and not (region / "region.toml").is_file():
        raise Stop(f"{region} is not a region folder: region.toml is missing. `bin/manage region_from_osm` makes one.")
    own = var / "once"
    with Private(var).running() as private:
        _fresh(own, var, private, region)
        if is_demo:
            make_demo_region(region)
        routing_tiles(region, own / "routing", own / "stamps" / "routing")
        day = prepare(own, region, today=date.today())  # noqa: DTZ011 - the machine's day
        port = free_port(int(os.environ.get("PORT") or "8000"))
        with _serving(own, port):
            walk(own, day, port)
            with step("evidence"):
                steps.manage("write_evidence", "--date", day, "--out", out)
            steps.manage("demo_clock", "end")
        print(summary(day, out, seconds=time.monotonic() - started))
    return 0


def _fresh(own: Path, var: Path, private: Private, region: Path) -> None:
    shutil.rmtree(own, ignore_errors=True)
    own.mkdir(parents=True)
    folders = {"VAR_DIR": own, "REGION_DIR": region, "ROUTING_DIR": own / "routing", "STATIC_ROOT": var / "static"}
    os.environ |= {name: str(path) for name, path in folders.items()} | {"DEMO": "true"}
    if private.own_database:
        private.make_database(DATABASE, anew=True)
    if private.own_redis:
        private.redis_cli("-n", str(REDIS_NUMBER), "flushdb")
    steps.state(own, private, database=DATABASE, redis=REDIS_NUMBER)


@contextmanager
def _serving(own: Path, port: int) -> Iterator[None]:
    log = open(own / "parts.log", "a")  # noqa: SIM115 - open as long as the parts run
    supervisor = Supervisor(
        parts(own, port=port, router_port=free_port(port + 1), env={"DEMO": "true"}),
        log=lambda line: print(line, file=log, flush=True),
    )
    try:
        with step("router, web, worker, beat"):
            if not supervisor.start():
                raise Stop(f"a part did not start; see {own / 'parts.log'}")
        with supervisor.in_background():
            yield
    finally:
        supervisor.stop()
        log.close()


def summary(day: date, out: Path, *, seconds: float) -> str:
    done = steps.run(
        [PYTHON, ROOT / "manage.py", "day_summary", "--date", day, "--evidence", out], env=dict(os.environ)
    )
    figures = json.loads(done.stdout.strip().splitlines()[-1])
    return "summary: " + json.dumps(figures | {"seconds": round(seconds)}, ensure_ascii=False)
