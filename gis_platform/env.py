"""Settings from the environment: a wrong value is a clear stop, a secret may stand in a file (X or X_FILE)."""

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

YES, NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


def load_env_file(path: Path) -> None:
    """Take `NAME=value` lines written by set-up as defaults; what the environment says wins."""
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        name, sign, value = line.partition("=")
        if sign:
            os.environ.setdefault(name.strip(), value.strip())


def env_text(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def env_bool(name: str, default: bool) -> bool:
    value = os.environ.get(name)
    if value is None:
        return default
    if value.lower() in YES | NO:
        return value.lower() in YES
    raise ImproperlyConfigured(f"{name}={value!r}: write true or false")


def env_int(name: str, default: int) -> int:
    value = os.environ.get(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name}={value!r}: write a whole number") from None


def env_list(name: str, default: list[str]) -> list[str]:
    value = os.environ.get(name)
    return default if value is None else [part.strip() for part in value.split(",") if part.strip()]


def env_secret(name: str) -> str:
    """The secret in NAME, or in the file that NAME_FILE names. There is no default secret."""
    if value := os.environ.get(name):
        return value
    path = os.environ.get(f"{name}_FILE")
    if path and Path(path).is_file():
        return Path(path).read_text(encoding="utf-8").strip()
    raise ImproperlyConfigured(f"{name} or {name}_FILE is not set. `bin/setup` makes one for a private start.")


def env_database(name: str) -> dict[str, object]:
    """`postgresql://user:password@host:port/db` or `…@/db?host=/socket/folder&port=5432` as Django's parts."""
    parts = urlsplit(os.environ.get(name, ""))
    if parts.scheme not in {"postgres", "postgresql", "postgis"} or len(parts.path) < 2:
        raise ImproperlyConfigured(f"{name} is not set to postgresql://user@host/database. `bin/setup` writes one.")
    query = {key: values[0] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.contrib.gis.db.backends.postgis",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host") or parts.hostname or "",
        "PORT": query.get("port") or parts.port or "",
    }
