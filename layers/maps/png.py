"""A picture of an offline map, taken by the Chromium that set-up installs."""

import shutil
import subprocess
import tempfile
from pathlib import Path

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--run-all-compositor-stages-before-draw",
)  # fmt: skip
WAIT_MS = 3000  # of the page's own clock: Leaflet fits its bounds after the first frame


class NoPictureError(Exception):
    """Chromium is missing or drew nothing; the sentence says which."""


def picture(page: Path, png: Path, *, width: int = 1400, height: int = 1000, timeout_s: int = 60) -> None:
    """Write `png` from the HTML file `page`."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        raise NoPictureError("Chromium is not installed: run bin/setup.")
    with tempfile.TemporaryDirectory(prefix="zhicha-chromium-") as profile:
        argv = [browser, *FLAGS, f"--user-data-dir={profile}", f"--virtual-time-budget={WAIT_MS}"]
        argv += [f"--window-size={width},{height}", f"--screenshot={png}", page.resolve().as_uri()]
        done = subprocess.run(argv, capture_output=True, text=True, timeout=timeout_s, check=False)  # noqa: S603
    if not png.is_file():
        raise NoPictureError(f"Chromium drew no picture: {done.stderr.strip()[-300:]}")
