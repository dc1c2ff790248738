"""Ctrl-C half-way through set-up, and the same command again (a taken port and a second run: gis_platform/test_ops)."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from gis_platform.ops.paths import ROOT, socket_dir


@pytest.fixture
def var():
    """A place for a `var/` that PostgreSQL, as its own user, may enter."""
    folder = Path(tempfile.mkdtemp(prefix="zhicha-var-"))
    folder.chmod(0o755)
    yield folder / "var"
    shutil.rmtree(socket_dir(folder / "var"), ignore_errors=True)
    shutil.rmtree(folder)


def set_up_until(var, word):
    """Begin `bin/manage check`, press Ctrl-C once its set-up says `word`; (all it said, its exit code)."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "REDIS_"))}
    argv = [sys.executable, "-u", "-m", "gis_platform.ops", "manage", "check"]
    env |= {"VAR_DIR": str(var), "STATIC_ROOT": str(var / "static")}
    process = subprocess.Popen(
        argv, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
    )
    said = b""
    while word.encode() not in said and (byte := process.stdout.read(1)):
        said += byte
    os.killpg(process.pid, signal.SIGINT)
    said += process.communicate(timeout=60)[0]
    return said.decode(), process.returncode


def test_set_up_that_is_cut_off_goes_on_where_it_was(var):
    said, code = set_up_until(var, "PostgreSQL cluster …")
    assert (code, "Traceback" in said) == (130, False)
    assert said.splitlines()[-1] == "stopped half-way; the same command goes on from here"
    assert not (var / "postgres" / "ready").exists()

    said, code = set_up_until(var, "tables …")
    assert (code, "Traceback" in said) == (130, False)
    assert "PostgreSQL cluster … " in said
    assert not (var / "stamps" / "tables-zhicha").exists()
    assert not (socket_dir(var) / ".s.PGSQL.5432").exists()  # nothing keeps running
    assert not (socket_dir(var) / "redis.sock").exists()

    said, _ = set_up_until(var, "tables …")
    assert "PostgreSQL cluster" not in said
