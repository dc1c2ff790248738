"""Browser packages that we serve ourselves: exactly the files a page asks for, copied from node_modules at set-up."""

import re
from pathlib import Path

VENDOR = Path("gis_platform/web/static/vendor")

# {file under vendor/: file under node_modules/}. `folium/` is inlined into offline maps and never linked by a page.
COPIES = {
    "maplibre/maplibre-gl.mjs": "maplibre-gl/dist/maplibre-gl.mjs",
    "maplibre/maplibre-gl-worker.mjs": "maplibre-gl/dist/maplibre-gl-worker.mjs",
    "maplibre/maplibre-gl.css": "maplibre-gl/dist/maplibre-gl.css",
    "htmx/htmx.min.js": "htmx.org/dist/htmx.min.js",
    "folium/leaflet.js": "leaflet/dist/leaflet.js",
    "folium/leaflet.css": "leaflet/dist/leaflet.css",
    "folium/images/layers.png": "leaflet/dist/images/layers.png",
    "folium/images/layers-2x.png": "leaflet/dist/images/layers-2x.png",
    "folium/images/marker-icon.png": "leaflet/dist/images/marker-icon.png",
    "folium/images/marker-icon-2x.png": "leaflet/dist/images/marker-icon-2x.png",
    "folium/images/marker-shadow.png": "leaflet/dist/images/marker-shadow.png",
    "folium/leaflet.markercluster.js": "leaflet.markercluster/dist/leaflet.markercluster.js",
    "folium/MarkerCluster.css": "leaflet.markercluster/dist/MarkerCluster.css",
    "folium/MarkerCluster.Default.css": "leaflet.markercluster/dist/MarkerCluster.Default.css",
    "folium/leaflet.awesome-markers.js": "leaflet.awesome-markers/dist/leaflet.awesome-markers.js",
    "folium/leaflet.awesome-markers.css": "leaflet.awesome-markers/dist/leaflet.awesome-markers.css",
    "folium/images/markers-soft.png": "leaflet.awesome-markers/dist/images/markers-soft.png",
    "folium/images/markers-soft@2x.png": "leaflet.awesome-markers/dist/images/markers-soft@2x.png",
    "folium/images/markers-shadow.png": "leaflet.awesome-markers/dist/images/markers-shadow.png",
    "folium/images/markers-shadow@2x.png": "leaflet.awesome-markers/dist/images/markers-shadow@2x.png",
    "folium/Control.FullScreen.js": "leaflet.fullscreen/Control.FullScreen.js",
    "folium/Control.FullScreen.css": "leaflet.fullscreen/Control.FullScreen.css",
    "folium/icon-fullscreen.svg": "leaflet.fullscreen/icon-fullscreen.svg",
    "folium/bootstrap.bundle.min.js": "bootstrap/dist/js/bootstrap.bundle.min.js",
    "folium/bootstrap.min.css": "bootstrap/dist/css/bootstrap.min.css",
    "folium/jquery.min.js": "jquery/dist/jquery.min.js",
}


def copy_vendor(root: Path) -> list[Path]:
    """Make vendor/ under `root` hold exactly COPIES; return the files that changed. FileNotFoundError names a gap."""
    vendor = root / VENDOR
    changed = []
    for name, source in COPIES.items():
        content = browser_content(root / "node_modules" / source)
        target = vendor / name
        if not target.is_file() or target.read_bytes() != content:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            changed.append(target)
    for path in vendor.rglob("*"):
        if path.is_file() and path.relative_to(vendor).as_posix() not in COPIES:
            path.unlink()
            changed.append(path)
    return changed


def browser_content(source: Path) -> bytes:
    """The file without its pointer to a source map: collectstatic stops at a map that is not there."""
    if not source.is_file():
        raise FileNotFoundError(f"{source} is missing: run `npm ci --ignore-scripts`, then bin/setup again")
    content = source.read_bytes()
    if source.suffix in {".js", ".mjs", ".css"}:
        content = re.sub(rb"\n?(//# sourceMappingURL=[^\n]*|/\*# sourceMappingURL=[^\n]*?\*/)", b"", content)
    return content
