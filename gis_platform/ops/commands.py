"""What each command of `bin/` does, in the order it does it."""

import argparse
import fcntl
import http.client
import json
import os
import subprocess
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

from . import setup as steps
from .paths import PYTHON, ROOT, folder, var_dir
from .private import Private
from .say import Stop, step
from .serve import DATABASE, serve

WEB_PORT, ROUTER_PORT = 8000, 8002  # inside a container


def setup(words: list[str]) -> int:
    options = parser("setup", "Set up everything that is missing.")
    options.add_argument("--system", action="store_true", help="only the machine: system, Python and browser packages")
    options.add_argument("--no-demo", action="store_true", help="no demo county")
    asked = parse(options, words)
    steps.environment()
    if not asked.system:
        with ready_state(var_dir()):
            if not asked.no_demo:
                from .demo import make_demo_region, routing_tiles

                make_demo_region(var_dir() / "region")
                routing_tiles(var_dir() / "region", var_dir() / "routing", var_dir() / "stamps" / "routing")
    print("ready")
    return 0


def manage(words: list[str]) -> int:
    """Django's manage.py with the private services running; they stop again unless something else uses them."""
    steps.environment()
    with ready_state(var_dir()):
        return subprocess.run([PYTHON, ROOT / "manage.py", *words], check=False).returncode


def run(words: list[str]) -> int:
    options = parser("run", "Set up what is missing, then serve the county until Ctrl-C.")
    options.add_argument(
        "--once", action="store_true", help="walk one unannounced day end to end, write the evidence, end"
    )
    options.add_argument("--region", type=Path, help="with --once: the region folder (default: the demo county)")
    options.add_argument("--out", type=Path, help="with --once: where the evidence goes (default var/out)")
    options.add_argument("--lan", action="store_true", help="HTTPS on the local network, with a QR code for phones")
    asked = parse(options, words)
    if (asked.region or asked.out) and not asked.once:
        raise Stop("--region and --out go with --once.", 2)
    if asked.once and asked.lan:
        raise Stop("--lan serves until Ctrl-C; --once does not serve.", 2)
    steps.environment()
    if asked.once:
        from .once import once

        return once(var_dir(), region=asked.region, out=asked.out or var_dir() / "out")
    with only_one(var_dir() / "run.lock"), ready_state(var_dir()) as private:
        return serve(var_dir(), private, lan=asked.lan)


def test(words: list[str]) -> int:
    from .checks_of_code import lint

    deep = "--deep" in words
    words = [word for word in words if word != "--deep"]
    steps.environment()
    var = var_dir() / "test"
    os.environ.pop("DATABASE_URL", None)
    with Private(var, durable=False).running() as private:
        steps.write_env(var, private, database="tests", redis=0)
        private.make_database("tests")
        steps.messages()
        env = os.environ | {"DATABASE_URL": private.database_url("zhicha_owner", "tests")}
        marks = [] if deep else ["-m", "not deep"]
        if all(word.startswith("-") for word in words):  # a named test runs at once, alone
            lint(env)
            marks += ["-n", "2"]
        return subprocess.run([PYTHON, "-m", "pytest", *marks, *words], cwd=ROOT, env=env, check=False).returncode


def bench(words: list[str]) -> int:
    options = parser("bench", "Run the benchmarks under benchmarks/.")
    options.add_argument("names", nargs="*")
    options.add_argument("--json", type=Path, help="write the results there too")
    asked = parse(options, words)
    known = sorted(path.stem for path in (ROOT / "benchmarks").glob("*.py") if path.stem not in {"__init__", "result"})
    if unknown := set(asked.names) - set(known):
        raise Stop(f"no benchmark {', '.join(sorted(unknown))}; there are: {', '.join(known)}", 2)
    steps.environment()
    with ready_state(var_dir()):
        lines = []
        for name in asked.names or known:
            done = subprocess.run(
                [PYTHON, "-m", f"benchmarks.{name}"], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False
            )
            print(done.stdout, end="", flush=True)
            if done.returncode:
                raise Stop(f"benchmark {name} failed")
            lines += [line for line in done.stdout.splitlines() if line.startswith("bench ")]
    if asked.json:
        asked.json.write_text(json.dumps([line.split() for line in lines], indent=1))
    return 0


def part(words: list[str]) -> int:
    """One part in the foreground, for containers: the services and addresses come from the environment."""
    from .serve import celery_command, router_command, web_command

    var = var_dir()
    routing = folder("ROUTING_DIR", var / "routing")
    commands: dict[str, Callable[[], list[str]]] = {
        "web": lambda: web_command(f"0.0.0.0:{WEB_PORT}"),
        "worker": lambda: celery_command("worker", "--concurrency", "2"),
        "beat": lambda: celery_command("beat", "--schedule", str(var / "beat")),
        "router": lambda: router_command(routing, f"0.0.0.0:{ROUTER_PORT}"),
    }
    match words:
        case ["prepare"]:
            return prepare(var, routing)
        case ["check", "web" | "router" as name]:
            return check(name)
        case ["manage", *rest]:
            argv = [str(PYTHON), str(ROOT / "manage.py"), *rest]
        case [name] if name in commands:
            argv = commands[name]()
        case _:
            raise Stop(f"bin/part takes one of: prepare, check web, check router, manage …, {', '.join(commands)}", 2)
    os.chdir(ROOT)
    return os.execv(argv[0], argv)  # noqa: S606 - so that signals reach the part itself


def prepare(var: Path, routing: Path) -> int:
    """What all parts stand on, in a database from outside: tables, static files, a county and its routing tiles.

    The county is the region folder of REGION_DIR; where none was put there, the synthetic one.
    """
    from .demo import make_demo_region, routing_tiles

    region = folder("REGION_DIR", var / "region")
    with step("tables"):
        steps.tables()
    steps.static_files(folder("STATIC_ROOT", var / "static"))
    if not (region / "region.toml").is_file():
        make_demo_region(region)
    routing_tiles(region, routing, var / "stamps" / "routing")
    if steps.county_there() == "none":
        with step("region into the database"):
            steps.manage("load_region", region)
    return 0


def check(name: str) -> int:
    """For a container's health: 0 when the part beside it answers. A redirect to HTTPS or a refused host is one."""
    port, path = {"web": (WEB_PORT, "/healthz"), "router": (ROUTER_PORT, "/status")}[name]
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        asking.request("GET", path)
        return 0 if asking.getresponse().status < 500 else 1
    except OSError:
        return 1


# --- means ----------------------------------------------------------------------------------------------------


def parser(name: str, about: str) -> argparse.ArgumentParser:
    return argparse.ArgumentParser(prog=f"bin/{name}", description=about, allow_abbrev=False)


def parse(options: argparse.ArgumentParser, words: list[str]) -> argparse.Namespace:
    return options.parse_args(words)  # argparse exits with 2 on wrong usage


@contextmanager
def ready_state(var: Path):
    """The services of this `var/` running, its tables and files up to date."""
    with Private(var).running() as private:
        steps.state(var, private, database=DATABASE)
        yield private


@contextmanager
def only_one(path: Path):
    """A second `bin/run` of the same `var/` is told where the first one is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise Stop(
                f"Zhicha already runs from this folder: {file.read().strip() or 'it is just starting'}"
            ) from None
        file.truncate(0)
        yield
        file.truncate(0)
