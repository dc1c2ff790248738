"""The private PostgreSQL and Redis of one `var/` folder: made once, started when needed, adopted when running."""

import fcntl
import os
import pwd
import re
import shutil
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

from .paths import socket_dir
from .say import Stop, step

DURABLE = "fsync = on\nsynchronous_commit = on\n"
FAST = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n"  # tests only: data nobody keeps


class Private:
    """PostgreSQL and Redis below `var`. `durable=False` is for tests. Parts given from outside are left alone."""

    def __init__(self, var: Path, *, durable: bool = True):
        self.var, self.durable = var, durable
        self.sockets = socket_dir(var)
        self.pgdata, self.log = var / "postgres", var / "log"
        self.own_database = not os.environ.get("DATABASE_URL")
        self.own_redis = not os.environ.get("REDIS_URL")

    # --- PostgreSQL -------------------------------------------------------------------------------------------

    def database_url(self, role: str, name: str) -> str:
        return f"postgresql://{role}@/{name}?host={self.sockets}&port=5432"

    def redis_url(self, number: int = 0) -> str:
        return f"unix://{self.sockets}/redis.sock?db={number}"

    def start(self) -> None:
        self._folders()
        if self.own_database:
            self._make_cluster()
            if not self._postgres_answers():
                with step("PostgreSQL"):
                    self._start_postgres()
            self.roles()
        if self.own_redis and not self._redis_answers():
            with step("Redis"):
                self._start_redis()

    def stop(self) -> None:
        if self.own_redis and self._redis_answers():
            self.redis_cli("shutdown", "save")
        if self.own_database and self._postgres_answers():
            self._as_postgres([pg_bin() / "pg_ctl", "-D", self.pgdata, "-m", "fast", "-w", "stop"])

    @contextmanager
    def running(self):
        """Started, and stopped again by the last of all commands that use this `var/`."""
        self.var.mkdir(parents=True, exist_ok=True)
        with open(self.var / "users.lock", "a") as users:
            with open(self.var / "start.lock", "a") as gate:
                fcntl.flock(gate, fcntl.LOCK_EX)
                fcntl.flock(users, fcntl.LOCK_SH)
                self.start()
            try:
                yield self
            finally:
                with open(self.var / "start.lock", "a") as gate:
                    fcntl.flock(gate, fcntl.LOCK_EX)
                    try:
                        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    except BlockingIOError:
                        pass
                    else:
                        self.stop()

    def psql(self, sql: str, *, database: str = "postgres", role: str = "zhicha_owner") -> str:
        argv = [
            pg_bin() / "psql",
            "-qAtX",
            "-v",
            "ON_ERROR_STOP=1",
            "-h",
            self.sockets,
            "-p",
            "5432",
            "-U",
            role,
            "-d",
            database,
        ]
        done = subprocess.run([*map(str, argv), "-c", sql], capture_output=True, text=True, check=False)
        if done.returncode:
            raise Stop(f"PostgreSQL refused: {done.stderr.strip().splitlines()[0] if done.stderr.strip() else sql}")
        return done.stdout.strip()

    def make_database(self, name: str, *, anew: bool = False) -> None:
        if anew:
            self.psql(f'drop database if exists "{name}" with (force)')
        if not self.psql(f"select 1 from pg_database where datname = '{name}'"):  # noqa: S608 - our own names
            self.psql(f'create database "{name}"')

    def roles(self) -> None:
        if not self.psql("select 1 from pg_roles where rolname = 'app'"):
            self.psql("create role app login")

    def _folders(self) -> None:
        if not self._postgres_may_enter():
            raise Stop(
                f"PostgreSQL runs as its own user and may not enter {self.var}. "
                "Set VAR_DIR to a folder that others may enter, e.g. VAR_DIR=/var/lib/zhicha bin/run."
            )
        owner = os.stat(self.sockets).st_uid if self.sockets.exists() else None
        if owner is not None and owner not in {os.getuid(), postgres_uid()}:
            raise Stop(f"{self.sockets} belongs to somebody else. Remove it or move this checkout.")
        for folder in (self.pgdata, self.sockets, self.log, self.var / "redis"):
            folder.mkdir(parents=True, exist_ok=True)
        for folder in (self.pgdata, self.sockets):
            folder.chmod(0o700)
        if os.getuid() == 0:
            for folder in (self.pgdata, self.sockets, self.log):
                shutil.chown(folder, "postgres", "postgres")

    def _postgres_may_enter(self) -> bool:
        if os.getuid() != 0:
            return True
        return self._as_postgres(["test", "-x", self.var], check=False).returncode == 0

    def _make_cluster(self) -> None:
        if (self.pgdata / "ready").exists():
            return
        with step("PostgreSQL cluster"):
            for child in self.pgdata.iterdir():  # a set-up that was cut off
                shutil.rmtree(child) if child.is_dir() else child.unlink()
            self._as_postgres(
                [
                    pg_bin() / "initdb",
                    "-D",
                    self.pgdata,
                    "-U",
                    "zhicha_owner",
                    "-A",
                    "trust",
                    "-E",
                    "UTF8",
                    "--locale=C.UTF-8",
                ]
            )
            with open(self.pgdata / "postgresql.conf", "a") as conf:
                conf.write(
                    f"listen_addresses = ''\nport = 5432\nunix_socket_directories = '{self.sockets}'\n"
                    "shared_buffers = 256MB\nmax_connections = 200\nunix_socket_permissions = 0777\n"
                    + (DURABLE if self.durable else FAST)
                )
            (self.pgdata / "ready").touch()

    def _start_postgres(self) -> None:
        done = self._as_postgres(
            [pg_bin() / "pg_ctl", "-D", self.pgdata, "-w", "-t", "60", "-l", self.log / "postgres.log", "start"],
            check=False,
        )
        if done.returncode:
            raise Stop(f"PostgreSQL did not start; its reason stands at the end of {self.log / 'postgres.log'}.")

    def _postgres_answers(self) -> bool:
        argv = [str(pg_bin() / "pg_isready"), "-q", "-h", str(self.sockets), "-p", "5432"]
        return subprocess.run(argv, check=False).returncode == 0

    def _as_postgres(self, argv, *, check: bool = True):
        """Run as the postgres user when we are root: initdb and the server refuse root."""
        argv = [str(part) for part in argv]
        if os.getuid() == 0:
            argv = ["runuser", "-u", "postgres", "--", *argv]
        # Never a pipe for output: pg_ctl's server would hold it open.
        with open(self.log / "private.log" if self.log.exists() else os.devnull, "a") as log:
            done = subprocess.run(argv, cwd="/", stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=False)
        if check and done.returncode:
            raise Stop(f"{Path(argv[4] if os.getuid() == 0 else argv[0]).name} failed; see {self.log / 'private.log'}.")
        return done

    # --- Redis ------------------------------------------------------------------------------------------------

    def _start_redis(self) -> None:
        argv = ["redis-server", "--port", "0", "--unixsocket", self.sockets / "redis.sock", "--unixsocketperm", "700"]
        argv += ["--dir", self.var / "redis", "--save", "", "--maxmemory-policy", "noeviction", "--daemonize", "yes"]
        argv += ["--appendonly", "yes" if self.durable else "no", "--appendfsync", "everysec", "--databases", "64"]
        argv += ["--logfile", self.log / "redis.log", "--pidfile", self.var / "redis" / "redis.pid"]
        subprocess.run([str(part) for part in argv], cwd="/", check=True, stdout=subprocess.DEVNULL)
        for _ in range(200):
            if self._redis_answers():
                return
            time.sleep(0.05)
        raise Stop(f"Redis did not start; its reason stands at the end of {self.log / 'redis.log'}.")

    def _redis_answers(self) -> bool:
        return "PONG" in self.redis_cli("ping").stdout

    def redis_cli(self, *words: str):
        argv = ["redis-cli", "-s", str(self.sockets / "redis.sock"), *words]
        return subprocess.run(argv, capture_output=True, text=True, check=False)


def postgres_uid() -> int | None:
    try:
        return pwd.getpwnam("postgres").pw_uid
    except KeyError:
        return None


def pg_bin() -> Path:
    """The newest installed PostgreSQL that has PostGIS."""
    found = [
        folder
        for folder in Path("/usr/lib/postgresql").glob("*/bin")
        if Path(f"/usr/share/postgresql/{folder.parent.name}/extension/postgis.control").exists()
    ]
    if not found:
        raise Stop("PostgreSQL with PostGIS is not installed. Run `bin/setup` as root or with sudo.")
    return max(found, key=lambda folder: [int(n) for n in re.findall(r"\d+", folder.parent.name)])
