"""A fresh clone from an empty environment: seconds per step until its URL answers, and of its second start."""

import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from benchmarks.result import Result
from gis_platform.ops.paths import ROOT, socket_dir

# What the running checkout set for its own processes must not reach the clone.
OURS = {"VAR_DIR", "PYTHONPATH", "DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "REGION_DIR", "STATIC_ROOT", "DEMO"}
SERVES = re.compile(r" serves .* at https?://")
STEP = re.compile(r"^  (?P<name>.+) … (?P<seconds>[\d.]+) s$")


def run() -> list[Result]:
    with fresh_clone() as clone:
        print("setup: the first start of a fresh clone", flush=True)
        started(clone)
        print("setup: the second", flush=True)
        return [Result("setup_second_start_seconds", started(clone), 10)]


@contextmanager
def fresh_clone():
    """The last commit in a folder of its own: no `var/`, no `.venv`, no `node_modules`."""
    with tempfile.TemporaryDirectory(prefix="zhicha-setup-") as folder:
        os.chmod(folder, 0o755)  # noqa: S103 - PostgreSQL runs as its own user and must be able to enter
        clone = Path(folder).resolve() / "zhicha"
        subprocess.run(["git", "clone", "-q", ROOT, clone], check=True)
        try:
            yield clone
        finally:
            for sockets in (socket_dir(clone / "var"), socket_dir(clone / "var" / "routing")):
                shutil.rmtree(sockets, ignore_errors=True)


def started(clone: Path) -> float:
    """Seconds of `bin/run` until it says where it serves; its steps are printed, and it is stopped again."""
    env = {name: value for name, value in os.environ.items() if name not in OURS}
    begin, steps = time.perf_counter(), []
    with subprocess.Popen([clone / "bin/run"], cwd=clone, env=env, stdout=subprocess.PIPE, text=True) as process:
        try:
            for line in process.stdout or ():
                if step := STEP.match(line):
                    steps.append((step["name"], float(step["seconds"])))
                    print(line, end="", flush=True)
                if SERVES.search(line):
                    seconds = time.perf_counter() - begin
                    break
            else:
                raise SystemExit("the clone did not come up; its reason stands above")
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)
    if not any(name.startswith("system packages") for name, _ in steps):
        print("  system packages were there already")
    rest = seconds - sum(took for _, took in steps)
    print(f"  parts started, in a fresh clone the demo day walked … {rest:.1f} s", flush=True)
    print(f"  until the URL answers … {seconds:.1f} s", flush=True)
    return seconds


if __name__ == "__main__":
    for result in run():
        print(result.line())
