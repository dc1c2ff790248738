"""Routing tiles from an OpenStreetMap extract; `gis_platform.ops.serve.router_command` serves them.

Valhalla's executables come inside the `valhalla` package; they are called by path, and need no Django.
"""

import json
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

from .router import TilesNotBuilt

_GIVE_A_PBF = "Give an OpenStreetMap extract with roads, .osm.pbf"
_SOCKETS = ("loopback", "interrupt", "loki", "thor", "odin", "meili")


def build_tiles(pbf: Path, folder: Path, *, concurrency: int, run_folder: Path) -> Path:
    """Build `folder` anew from the extract and return its valhalla.json.

    All happens in a folder beside it, which takes its place at the end. Raises TilesNotBuilt naming the file.
    """
    if not pbf.is_file():
        raise TilesNotBuilt(f"{pbf} is not there", remedy=_GIVE_A_PBF)
    folder = folder.resolve()
    new = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    (new / "tiles").mkdir(parents=True)
    try:
        config = _write_config(new, new / "tiles", concurrency=concurrency, run_folder=run_folder)
        _run_builder(config, pbf)
        _write_config(new, folder / "tiles", concurrency=concurrency, run_folder=run_folder)
        _take_place(new, folder)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return folder / "valhalla.json"


def _executable(name: str) -> Path:
    # The folder that `python -m valhalla print_bin_path` prints, without loading 30 MB of library.
    package = find_spec("valhalla")
    path = Path(package.origin).parent / "bin" / name if package and package.origin else Path(name)
    if not path.is_file():
        raise TilesNotBuilt(f"{path} is not there", remedy="Install pyvalhalla for Python 3.12 or newer: bin/setup")
    return path


def _run_builder(config: Path, pbf: Path) -> None:
    command = [str(_executable("valhalla_build_tiles")), "-c", str(config), str(pbf.resolve())]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)  # noqa: S603
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip() or f"exit {done.returncode}").splitlines()[-1]
        raise TilesNotBuilt(f"{pbf} is no usable PBF ({said.strip()})", remedy=_GIVE_A_PBF)
    if next((config.parent / "tiles").rglob("*.gph"), None) is None:
        raise TilesNotBuilt(f"{pbf} holds no road", remedy=_GIVE_A_PBF)


def _take_place(new: Path, folder: Path) -> None:
    old = folder.with_name(f".{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    new.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def _write_config(into: Path, tiles: Path, *, concurrency: int, run_folder: Path) -> Path:
    """`run_folder` holds the service's sockets: one a checkout, or two checkouts meet in /tmp."""
    from valhalla import get_config

    run_folder = run_folder.resolve()
    if len(bytes(run_folder / max(_SOCKETS, key=len))) >= 108:
        raise TilesNotBuilt(f"{run_folder} is too long for a socket", remedy="Give a shorter run folder")
    run_folder.mkdir(parents=True, exist_ok=True)
    config = get_config(tile_extract="", tile_dir="", verbose=False)
    config["mjolnir"] |= {"tile_dir": str(tiles), "admin": "", "timezone": "", "concurrency": concurrency}
    for key in ("traffic_extract", "landmarks", "transit_dir", "transit_feeds_dir"):
        config["mjolnir"].pop(key, None)
    for part in ("loki", "thor", "odin", "meili"):
        config[part]["service"]["proxy"] = f"ipc://{run_folder}/{part}"
    config["httpd"]["service"] |= {
        "loopback": f"ipc://{run_folder}/loopback",
        "interrupt": f"ipc://{run_folder}/interrupt",
        "listen": "tcp://127.0.0.1:8002",  # whoever serves them says where
        "drain_seconds": 1,
    }
    # Meant for many pairs close by, which a county's are; 500 × 500 of them instead of 50 × 50.
    config["thor"]["source_to_target_algorithm"] = "timedistancematrix"
    config["service_limits"]["auto"]["max_matrix_location_pairs"] = 250_000
    path = into / "valhalla.json"
    path.write_text(json.dumps(config, indent=1))
    return path
