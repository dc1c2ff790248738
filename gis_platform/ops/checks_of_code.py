"""The lints that `bin/test` runs first; each is one line, and red is red."""

import os
import subprocess

from .paths import PYTHON, ROOT, VENV
from .say import Stop, step

BIN = VENV / "bin"
LINTS: dict[str, list[object]] = {
    "ruff": [BIN / "ruff", "check", "."],
    "ruff format": [BIN / "ruff", "format", "--check", "."],
    "imports": [BIN / "lint-imports"],
    "mypy": [BIN / "mypy", "gis_platform", "layers", "inspections", "mobile_api"],
    "migrations": [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
    "API schema": [PYTHON, "manage.py", "spectacular", "--validate", "--fail-on-warn", "--file", os.devnull],
    "static files": [PYTHON, "manage.py", "collectstatic", "--noinput", "-v0"],
    "JavaScript types": [ROOT / "node_modules" / ".bin" / "tsc", "-p", "."],
    "compose file": [BIN / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"],
    "hashes": [BIN / "uv", "pip", "install", "-q", "--dry-run", "--python", PYTHON, "--require-hashes",
               "-r", "requirements.txt", "-r", "requirements-dev.txt"],
}  # fmt: skip


def lint(env: dict[str, str]) -> None:
    for name, argv in LINTS.items():
        with step(name):
            words = [str(word) for word in argv]
            done = subprocess.run(
                words, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
            )
            if done.returncode:
                raise Stop(f"{name}:\n{done.stdout[-6000:]}")
