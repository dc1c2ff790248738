"""The demo county: made once, with routing tiles; its people's log-ins work on loopback only."""

from pathlib import Path

from . import setup as steps
from .paths import ROOT

SEED = 20190909


def make_demo_region(region: Path) -> None:
    made_by = [*ROOT.glob("layers/exchange/counties/*.py"), *ROOT.glob("fixtures/lanshan/*")]
    words = ("generate_county", "--sites", 349, "--seed", SEED, "--out", region)
    steps.once_per(region.parent / "stamps" / "region", made_by, "demo county", lambda: steps.manage(*words))


def routing_tiles(region: Path, out: Path, stamp: Path) -> None:
    roads = region / "roads.osm.pbf"
    words = ("build_routing_tiles", roads, "--out", out)
    steps.once_per(stamp, [roads], "routing tiles", lambda: steps.manage(*words))
