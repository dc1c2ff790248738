"""Set-up: everything that is missing, step by step, each with its seconds. Safe to cut off and to run again."""

import hashlib
import os
import re
import secrets
import shutil
import subprocess
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from pathlib import Path

from .paths import PYTHON, ROOT, VENV, folder
from .private import Private
from .say import Stop, step

OWN = ("gis_platform", "layers", "inspections", "mobile_api")
PACKAGES = [
    "redis-server",
    "chromium",
    "fonts-noto-cjk",
    "libpango-1.0-0",
    "libpangoft2-1.0-0",
    "libharfbuzz-subset0",
    "gettext",
]


def environment() -> None:
    """What all commands need: system packages, the Python environment, browser packages."""
    system_packages()
    python_packages()
    browser_packages()


def state(var: Path, private: Private, *, database: str, redis: int = 0) -> None:
    """Secrets, addresses, tables, messages and static files of one `var/`; the services must be running."""
    write_env(var, private, database=database, redis=redis)
    private_database(private, database)
    files = [p for own in OWN for p in (ROOT / own).glob("**/migrations/*.py")]
    once_per(var / "stamps" / f"tables-{database}", files, "tables", tables)
    messages()
    static_files(folder("STATIC_ROOT", var / "static"))


def tables() -> None:
    """As the owner; then the plain role may log in where the database asks for a password."""
    manage("migrate", "-v0")
    manage("app_password")


def static_files(root: Path) -> None:
    files = [p for package in OWN for p in (ROOT / package).glob("**/static/**/*") if p.is_file()]
    once_per(
        root.parent / "stamps" / "static", files, "static files", lambda: manage("collectstatic", "--noinput", "-v0")
    )


# --- the machine ----------------------------------------------------------------------------------------------


def system_packages() -> None:
    if not shutil.which("dpkg-query"):
        return
    wanted = [*PACKAGES, *postgres_packages()]
    missing = [name for name in wanted if not installed(name)]
    if not missing:
        return
    with step(f"system packages ({len(missing)})"):
        root = [] if os.getuid() == 0 else ["sudo", "-n"]
        if root and (
            not shutil.which("sudo")
            or subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode
        ):
            raise Stop(
                f"These Debian packages are missing: {' '.join(missing)}. Install them as root, then start again."
            )
        with no_service_starts(root):
            apt(root, "update")
            wanted = [*PACKAGES, *postgres_packages()]  # now that the lists are there
            apt(root, "install", "-y", "--no-install-recommends", *[name for name in wanted if not installed(name)])


def installed(name: str) -> bool:
    done = subprocess.run(
        ["dpkg-query", "-W", "-f=${db:Status-Status}", name], capture_output=True, text=True, check=False
    )
    return done.stdout == "installed"


def postgres_packages() -> list[str]:
    """An installed PostgreSQL with PostGIS, else the newest that this Debian offers."""
    for control in Path("/usr/share/postgresql").glob("*/extension/postgis.control"):
        return [f"postgresql-{control.parts[4]}"]
    found = subprocess.run(
        ["apt-cache", "search", "--names-only", "^postgresql-[0-9]+-postgis-3$"],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    versions = sorted(int(n) for n in re.findall(r"postgresql-(\d+)-postgis-3", found))
    n = versions[-1] if versions else 15
    return [f"postgresql-{n}", f"postgresql-{n}-postgis-3", f"postgresql-{n}-postgis-3-scripts"]


@contextmanager
def no_service_starts(root: list[str]):
    """Debian starts a service it installs, unless this file says no; ours run privately."""
    policy = Path("/usr/sbin/policy-rc.d")
    ours = not policy.exists()
    if ours:
        subprocess.run([*root, "tee", policy], input=b"#!/bin/sh\nexit 101\n", stdout=subprocess.DEVNULL, check=True)
        subprocess.run([*root, "chmod", "+x", policy], check=True)
    try:
        yield
    finally:
        if ours:
            subprocess.run([*root, "rm", "-f", policy], check=True)


def apt(root: list[str], *words: str) -> None:
    argv = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", *words]
    done = subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        last = done.stdout.strip().splitlines()[-1:] or ["no reason given"]
        raise Stop(f"`apt-get {words[0]}` failed: {last[0]}. Mend that and start again.")


# --- packages -------------------------------------------------------------------------------------------------


def python_packages() -> None:
    files = [ROOT / name for name in ("requirements-uv.txt", "requirements.txt", "requirements-dev.txt")]

    def install() -> None:
        import sys

        if not PYTHON.exists() or run([PYTHON, "-c", "import ctypes"], check=False).returncode:
            run([sys.executable, "-m", "venv", "--clear", VENV])
        # The marker tells a set-up that was cut off from a whole one.
        run([PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes", "-r", files[0]])
        run(
            [
                VENV / "bin" / "uv",
                "pip",
                "install",
                "-q",
                "--python",
                PYTHON,
                "--require-hashes",
                "-r",
                files[1],
                "-r",
                files[2],
            ]
        )

    once_per(VENV / "zhicha-stamp", files, "Python packages", install)


def browser_packages() -> None:
    node_is_new_enough()
    files = [ROOT / "package-lock.json", ROOT / "gis_platform" / "ops" / "vendor.py"]

    def install() -> None:
        run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], cwd=ROOT)
        from .vendor import copy_vendor

        copy_vendor(ROOT)

    once_per(ROOT / "node_modules" / ".zhicha-stamp", files, "browser packages", install)


def node_is_new_enough() -> None:
    try:
        version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout
        if int(version.lstrip("v").split(".")[0]) >= 20 and shutil.which("npm"):
            return
    except (OSError, ValueError, subprocess.CalledProcessError):
        pass
    raise Stop(
        "Node.js 20 or newer with npm is needed for the browser's packages. Debian 13: `apt-get install nodejs npm`."
    )


# --- one var/ -------------------------------------------------------------------------------------------------


def write_env(var: Path, private: Private, *, database: str, redis: int) -> None:
    """`var/env` and the secrets beside it: the defaults of every process of this checkout."""
    folder = var / "secrets"
    for private_folder in (folder, var / "media"):
        private_folder.mkdir(parents=True, exist_ok=True)
        private_folder.chmod(0o700)
    for name, size in (("secret_key", 48), ("envelope_key", 32)):
        path = folder / name
        if not path.exists():
            part = path.with_suffix(".part")
            part.touch(mode=0o600)
            part.write_text(secrets.token_hex(size))
            part.replace(path)
    lines = {"SECRET_KEY_FILE": str(folder / "secret_key"), "ENVELOPE_KEY_FILE": str(folder / "envelope_key")}
    if private.own_database:
        lines["DATABASE_URL"] = private.database_url("app", database)
        lines["DATABASE_OWNER_URL"] = private.database_url("zhicha_owner", database)
    if private.own_redis:
        lines["REDIS_URL"] = private.redis_url(redis)
    os.environ["VAR_DIR"] = str(var)
    env = var / "env"
    env.touch()
    env.chmod(0o600)
    env.write_text("".join(f"{name}={value}\n" for name, value in lines.items()))


def private_database(private: Private, name: str) -> None:
    if private.own_database:
        private.make_database(name)


def messages() -> None:
    """Compile translations that are older than their source."""
    for source in ROOT.glob("locale/*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            run(["msgfmt", "-o", target, source])


def manage(*words: object, env: dict[str, str] | None = None) -> None:
    run([PYTHON, ROOT / "manage.py", *words], env={**os.environ, **(env or {})})


def county_there() -> str:
    """What stands in the database: `none`, `synthetic` or `real`."""
    return str(run([PYTHON, ROOT / "manage.py", "county_there"]).stdout.strip().splitlines()[-1])


# --- means ----------------------------------------------------------------------------------------------------


def once_per(stamp: Path, files: Iterable[Path], name: str, work: Callable[[], None]) -> None:
    """Do the work unless the stamp says it was done on these very files. A cut-off work leaves no stamp."""
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(str(path).encode() + b"\0" + path.read_bytes())
    if stamp.exists() and stamp.read_text() == digest.hexdigest():
        return
    stamp.unlink(missing_ok=True)
    with step(name):
        work()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(digest.hexdigest())


def run(argv: list[object], *, check: bool = True, **options):
    """Run quietly; on failure the last words of the program are the reason."""
    words = [str(word) for word in argv]
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **options)
    if check and done.returncode:
        tail = "\n".join(done.stdout.strip().splitlines()[-15:])
        raise Stop(
            f"`{' '.join(Path(words[0]).name if i == 0 else w for i, w in enumerate(words[:6]))} …` failed:\n{tail}"
        )
    return done
