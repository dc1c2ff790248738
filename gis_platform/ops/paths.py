"""Where this checkout keeps its state. All of it lives under `var/` (or VAR_DIR), but for the environment itself."""

import os
import zlib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


def var_dir() -> Path:
    return Path(os.environ.get("VAR_DIR") or ROOT / "var").resolve()


def folder(name: str, default: Path) -> Path:
    """A folder of the settings (REGION_DIR, ROUTING_DIR, STATIC_ROOT) as these read it: empty is not set."""
    return Path(os.environ.get(name) or default)


def socket_dir(var: Path) -> Path:
    """A short folder for sockets: their paths must stay under 108 bytes, however deep `var/` lies."""
    return Path("/tmp") / f"zhicha-{zlib.crc32(str(var).encode()):08x}"  # noqa: S108 - mode 700, owner checked
