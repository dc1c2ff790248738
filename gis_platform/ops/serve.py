"""`bin/run`: the parts of a running county on one URL, and the words that tell how to enter."""

import json
import os
import socket
import ssl
import subprocess
import urllib.error
import urllib.request
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from . import setup as steps
from .day import catch_up, prepare, walk
from .demo import make_demo_region, routing_tiles
from .paths import PYTHON, ROOT, folder
from .private import Private
from .say import Stop
from .supervisor import Part, Supervisor

DATABASE = "zhicha"


def serve(var: Path, private: Private, *, lan: bool) -> int:
    region, today = var / "region", date.today()  # noqa: DTZ011 - the machine's day
    make_demo_region(region)
    routing_tiles(region, var / "routing", var / "stamps" / "routing")
    walked = var / "stamps" / "demo-day"
    os.environ["DEMO"] = "true"
    day = None if walked.exists() else fresh_demo(var, private, region, today)
    port = free_port(int(os.environ.get("PORT") or "8000"))
    supervisor = Supervisor(parts(var, port=port, router_port=free_port(port + 1), **(network(var) if lan else {})))
    try:
        if not supervisor.start():
            return 0 if supervisor.stopping else 1
        if day is not None:
            with supervisor.in_background():
                walk(var, day, port)
                catch_up(region, today=today)
            walked.touch()
        show_entrance(var, port, lan=lan)
        supervisor.run()
        return 0
    finally:
        supervisor.stop()


def fresh_demo(var: Path, private: Private, region: Path, today: date) -> date:
    """A database with the demo county some days ago. A demo that was cut off is made anew; a real county stops us."""
    there = steps.county_there()
    if there == "real":
        raise Stop("This var/ holds a real county; the demo would replace it. Use another VAR_DIR for the demo.")
    if there == "synthetic" and private.own_database:
        private.make_database(DATABASE, anew=True)
        (var / "stamps" / f"tables-{DATABASE}").unlink(missing_ok=True)
        steps.state(var, private, database=DATABASE)
    return prepare(var, region, today=today)


def network(var: Path) -> dict[str, Any]:
    """What --lan adds to the web part: every address, HTTPS with a certificate of our own authority."""
    address, folder = own_address(), var / "authority"
    steps.run([PYTHON, "-m", "gis_platform.ops.lan", "make", folder, address, 0])
    return {
        "host": "0.0.0.0",  # noqa: S104 - asked for by --lan
        "scheme": "https",
        "env": {"HTTPS": "true", "ALLOWED_HOSTS": f"localhost,127.0.0.1,{address}"},
        "words": ("--certfile", str(folder / "server.crt"), "--keyfile", str(folder / "server.key")),
    }


def parts(
    var: Path,
    *,
    port: int,
    router_port: int,
    env: dict[str, str] | None = None,
    host: str = "127.0.0.1",
    scheme: str = "http",
    words: Sequence[str] = (),
) -> list[Part]:
    """Router, web, worker and beat, in the order they start."""
    env = (env or {}) | {"VALHALLA_URL": f"http://127.0.0.1:{router_port}"}
    routing = folder("ROUTING_DIR", var / "routing")
    return [
        Part(
            "router", router_command(routing, f"127.0.0.1:{router_port}"), lambda: answers(router_port, "status"), env
        ),
        Part("web", [*web_command(f"{host}:{port}"), *words], lambda: answers(port, "healthz", scheme), env),
        Part("worker", celery_command("worker", "--concurrency", "2"), lambda: True, env),
        Part("beat", celery_command("beat", "--schedule", str(var / "beat")), lambda: True, env),
    ]


def web_command(address: str) -> list[str]:
    return [str(PYTHON), "-m", "gunicorn", "-c", str(ROOT / "gunicorn.conf.py"), "-b", address, "gis_platform.wsgi"]


def celery_command(*words: str) -> list[str]:
    return [str(PYTHON), "-m", "celery", "-A", "gis_platform.celery", *words, "--loglevel", "WARNING"]


def router_command(routing: Path, address: str) -> list[str]:
    """valhalla_service on the region's tiles, its configuration pointed at this address."""
    if not (routing / "valhalla.json").is_file():
        raise Stop(f"no routing tiles in {routing}: `bin/part prepare` or `bin/manage build_routing_tiles` makes them.")
    config = json.loads((routing / "valhalla.json").read_text())
    config["httpd"]["service"]["listen"] = f"tcp://{address}"
    # Its sockets lie in a short folder under /tmp, which a restart of the machine empties.
    Path(config["loki"]["service"]["proxy"].removeprefix("ipc://")).parent.mkdir(mode=0o700, exist_ok=True)
    served = routing / f"served-{address.rpartition(':')[2]}.json"
    served.write_text(json.dumps(config))
    folder = subprocess.run(
        [PYTHON, "-m", "valhalla", "print_bin_path"], capture_output=True, text=True, check=True
    ).stdout
    return [f"{folder.strip()}/valhalla_service", str(served), "2"]


def answers(port: int, path: str, scheme: str = "http") -> bool:
    # Our own certificate on our own loopback: who answers matters, not who signed.
    trusting = ssl._create_unverified_context() if scheme == "https" else None  # noqa: S323
    try:
        with urllib.request.urlopen(f"{scheme}://127.0.0.1:{port}/{path}", timeout=2, context=trusting) as response:  # noqa: S310
            return bool(response.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def own_address() -> str:
    """The address by which the local network reaches this machine; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # a documentation address: only the route is looked up
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def free_port(first: int) -> int:
    """The first free port from `first` on; said aloud when it is another."""
    for port in range(first, first + 50):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            if port != first:
                print(f"port {first} is taken; using {port}")
            return port
    raise Stop(f"no free port between {first} and {first + 49}; set PORT to another")


def show_entrance(var: Path, port: int, *, lan: bool) -> None:
    url = f"{'https' if lan else 'http'}://127.0.0.1:{port}/"
    (var / "run.lock").write_text(url)
    logins = json.loads((var / "demo_logins.json").read_text())
    width = max(len(role) for role in logins)
    print(f"\n直查 Zhicha serves the synthetic demo county at {url}\n")
    for role, login in logins.items():
        print(f"  {role:<{width}}  {login['username']:<20} {login['password']}")
    print("\nThese log-ins work on this machine only. Ctrl-C stops everything.", flush=True)
    if lan:
        argv = [PYTHON, "-m", "gis_platform.ops.lan", "show", var / "authority", own_address(), port]
        subprocess.run([str(word) for word in argv], check=True)
