"""What the content security policy and the sprite ask of every template, checked without a browser."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("gis_platform", "layers", "inspections", "mobile_api")
TEMPLATES = [path for package in PACKAGES for path in (ROOT / package).glob("**/templates/**/*.html")]
STATIC = ROOT / "gis_platform/web/static"


# Printed forms are rendered to PDF, never sent to a browser.
PAGES = [path for path in TEMPLATES if "documents" not in path.parts]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_template_carries_an_inline_style_handler_or_script(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"", text)
    scripts = re.findall(r"<script([^>]*)>", text)
    assert all("src=" in script or 'type="application/json"' in script or "nonce=" in script for script in scripts)


def test_every_icon_that_is_asked_for_is_in_the_sprite():
    sprite = set(re.findall(r'<symbol id="([a-z0-9-]+)"', (STATIC / "icons/sprite.svg").read_text()))
    asked = set()
    for path in TEMPLATES:
        asked |= set(re.findall(r'components/icon\.html" with name="([a-z0-9-]+)"', path.read_text(encoding="utf-8")))
    for path in (STATIC / "js").rglob("*.js"):
        asked |= set(re.findall(r'\bicon\("([a-z0-9-]+)"\)', path.read_text(encoding="utf-8")))
    assert asked
    assert asked <= sprite


def test_only_the_api_module_calls_fetch():
    callers = [p.name for p in (STATIC / "js").rglob("*.js") if re.search(r"\bfetch\(", p.read_text(encoding="utf-8"))]
    assert callers == ["api.js"]
