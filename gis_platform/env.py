"""Settings from the environment: an empty value is none, a wrong one a clear stop, a secret may stand in X_FILE."""

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

YES, NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


def load_env_file(path: Path) -> None:
    """Take `NAME=value` lines written by set-up as defaults; what the environment says wins."""
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        name, sign, value = line.partition("=")
        if sign and not _value(name.strip()):
            os.environ[name.strip()] = value.strip()


def _value(name: str) -> str:
    """Compose hands on `NAME=` of .env.example as an empty value: that is as good as not set."""
    return os.environ.get(name, "").strip()


def env_text(name: str, default: str = "") -> str:
    return _value(name) or default


def env_bool(name: str, default: bool) -> bool:
    value = _value(name)
    if not value:
        return default
    if value.lower() in YES | NO:
        return value.lower() in YES
    raise ImproperlyConfigured(f"{name}={value!r}: write true or false")


def env_int(name: str, default: int) -> int:
    value = _value(name) or str(default)
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name}={value!r}: write a whole number") from None


def env_list(name: str, default: list[str]) -> list[str]:
    return [part.strip() for part in _value(name).split(",") if part.strip()] or default


def env_secret(name: str) -> str:
    """The secret in NAME, or in the file that NAME_FILE names. There is no default secret."""
    if value := _value(name):
        return value
    path = _value(f"{name}_FILE")
    if path and Path(path).is_file():
        return Path(path).read_text(encoding="utf-8").strip()
    raise ImproperlyConfigured(f"{name} or {name}_FILE is not set. `bin/setup` makes one for a private start.")


def env_database(name: str) -> dict[str, object]:
    """`postgresql://user:password@host:port/db` or `…@/db?host=/socket/folder&port=5432` as Django's parts."""
    parts = urlsplit(_value(name))
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
