import json
from pathlib import Path

import pytest

from gis_platform.ops.vendor import COPIES, VENDOR, copy_vendor

ROOT = Path(__file__).parents[2]


@pytest.fixture
def checkout(tmp_path):
    """A checkout whose node_modules hold a small file for each that is copied."""
    for source in COPIES.values():
        path = tmp_path / "node_modules" / source
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"/* {source} */\n//# sourceMappingURL={path.name}.map\n")
    return tmp_path


def test_each_named_file_is_copied_without_its_source_map(checkout):
    copy_vendor(checkout)

    copied = {p.relative_to(checkout / VENDOR).as_posix(): p for p in (checkout / VENDOR).rglob("*") if p.is_file()}
    assert set(copied) == set(COPIES)
    assert b"sourceMappingURL" not in b"".join(p.read_bytes() for p in copied.values() if p.suffix in {".js", ".mjs"})


def test_a_second_copy_changes_nothing(checkout):
    assert len(copy_vendor(checkout)) == len(COPIES)
    assert copy_vendor(checkout) == []


def test_what_an_older_version_left_is_removed(checkout):
    stray = checkout / VENDOR / "maplibre/maplibre-gl-csp.js"
    stray.parent.mkdir(parents=True)
    stray.write_text("old")

    assert stray in copy_vendor(checkout)
    assert not stray.exists()


def test_a_missing_package_is_named_with_the_way_out(checkout):
    (checkout / "node_modules/htmx.org/dist/htmx.min.js").unlink()

    with pytest.raises(FileNotFoundError, match=r"htmx\.min\.js is missing: run `npm ci"):
        copy_vendor(checkout)


def test_every_browser_package_is_pinned_and_the_lock_names_no_download_host():
    package = json.loads((ROOT / "package.json").read_text())
    versions = package["dependencies"] | package["devDependencies"]
    assert all(version[0].isdigit() for version in versions.values())

    lock = json.loads((ROOT / "package-lock.json").read_text())
    installed = {name: entry for name, entry in lock["packages"].items() if name}
    assert all(entry["integrity"].startswith("sha512-") for entry in installed.values())
    assert not any("resolved" in entry for entry in installed.values())


def test_the_sprite_holds_each_icon_once():
    import re

    ids = re.findall(r'<symbol id="([a-z0-9-]+)"', (ROOT / "gis_platform/web/static/icons/sprite.svg").read_text())
    assert len(ids) == len(set(ids)) > 40
