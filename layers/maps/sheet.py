"""What every offline map stands on: a folium map without a base map from elsewhere, our own ground, a title, a key."""

from collections.abc import Iterable
from html import escape
from typing import Any

import folium
from branca.element import Element
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .inline_assets import with_assets_inside

LAND, LINE, WATER, ROAD, INK, ACCENT, OVERDUE = (
    "#f5f6f2", "#55645f", "#c3d8e2", "#c2cac4", "#13201f", "#0b6b68", "#a8106a",
)  # fmt: skip
COLOURS = {
    "red": ("#d42a27", "#ffffff", "#9d1614"),
    "orange": ("#ee7d11", "#231100", "#a35000"),
    "yellow": ("#f7ca1d", "#241c00", "#8f6f00"),
    "blue": ("#2268d8", "#ffffff", "#164a9e"),
    "": ("#8d9896", "#13201f", "#5a6866"),
}
STEP_DEG = 0.0002
FONT = "'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif"
CSS = f"""
html,body{{margin:0;height:100%;font:14px/1.5 {FONT};color:{INK}}}body .leaflet-container{{background:#e6eae8;font:inherit}}
.paper{{position:fixed;z-index:900;background:#fff;border-radius:11px;box-shadow:0 4px 16px rgba(16,32,30,.2)}}
.paper.title{{top:12px;left:56px;padding:10px 16px;max-width:min(60vw,520px)}}
.paper h1{{margin:0;font-size:18px}}.paper p{{margin:2px 0 0;color:#43514f}}
.paper.key{{bottom:12px;left:12px;padding:10px 14px}}.paper.key>div{{display:flex;align-items:center;gap:8px;padding:2px 0}}
.site{{display:grid;place-items:center;box-sizing:border-box;width:22px;height:22px;border-radius:5px;border:1px solid;font:700 12px/1 {FONT}}}
.site.many{{width:30px;height:30px;background:#fff;color:{INK};border-width:4px}}.leaflet-popup-content b{{font-size:15px}}.leaflet-popup-content p{{margin:4px 0 0}}
body .leaflet-tooltip.name{{background:none;border:0;box-shadow:none;font-weight:700;color:#2a3836;text-shadow:0 0 3px #fff,0 0 3px #fff,0 0 3px #fff}}
body .name::before{{display:none}}
@media(max-width:720px){{.paper.title{{left:52px;right:56px;max-width:none}}}}
"""  # noqa: E501 - style rules, one a line


def new_map(bounds: tuple[float, float, float, float]) -> folium.Map:
    """An empty map of (west, south, east, north); it links Leaflet, and jQuery for folium's pop-ups."""
    west, south, east, north = bounds
    # `maxZoom`: without tiles Leaflet knows no end, and the clusters would fail.
    sheet = folium.Map(tiles=None, maxZoom=18, zoom_snap=0.25, attributionControl=False)
    sheet.default_js = [("leaflet", "leaflet.js"), ("jquery", "jquery.min.js")]
    sheet.default_css = [("leaflet_css", "leaflet.css")]
    sheet.fit_bounds([[south, west], [north, east]], padding=(24, 24))
    return sheet


def add_townships(sheet: folium.Map, townships: Iterable[Any], *, fill=lambda township: (LAND, 1.0)) -> None:
    """Townships with their names; a line that is only approximate is dashed."""
    group = folium.FeatureGroup(_("乡镇"), control=False).add_to(sheet)
    for township in townships:
        colour, opacity = fill(township)
        style = {"fillColor": colour, "fillOpacity": opacity, "color": LINE, "weight": 1.2}
        style |= {"dashArray": "8 4"} if township.is_approximate else {}
        outline = township.boundary.simplify(STEP_DEG, preserve_topology=True).geojson
        shape = folium.GeoJson(outline, style_function=lambda _feature, style=style: style)
        name = folium.Tooltip(safe(township.name), permanent=True, direction="center", class_name="name", sticky=False)
        shape.add_child(name).add_to(group)


def add_lines(sheet: folium.Map, name: str, lines: Iterable[Any], colour: str, weight: float) -> None:
    """Geometries of the ground as one layer nobody can press."""
    parts = [f'{{"type":"Feature","properties":{{}},"geometry":{line.simplify(STEP_DEG).geojson}}}' for line in lines]
    style = {"color": colour, "weight": weight, "fillColor": colour, "fillOpacity": 1}
    collection = f'{{"type":"FeatureCollection","features":[{",".join(parts)}]}}'
    if parts:
        shapes = folium.GeoJson(collection, name=name, style_function=lambda _feature: style, interactive=False)
        shapes.add_to(sheet)


def safe(text: str) -> str:
    """Text for HTML inside folium's pop-ups, which stand in JavaScript template literals: `${…}` would be run there."""
    return escape(text).replace("$", "&#36;").replace("`", "&#96;").replace("\\", "&#92;")


def badge(letter: str, level: str) -> str:
    fill, on, border = COLOURS[level]
    return f'<div class="site" style="background:{fill};color:{on};border-color:{border}">{letter}</div>'


def marker(lng: float, lat: float, html: str, popup: str, title: str, *, above: int = 0) -> folium.Marker:
    """`above`: pixels further south that it pretends to stand, so that it covers the others."""
    icon = folium.DivIcon(html=html, icon_size=(22, 22), icon_anchor=(11, 11), class_name="")
    shown = folium.Popup(popup, max_width=320)
    return folium.Marker((lat, lng), icon=icon, popup=shown, title=title, alt=title, z_index_offset=above)


def finished(sheet: folium.Map, *, title: str, note: str, key: list[tuple[str, str]]) -> str:
    """The page as one text: title, key of (badge, label), language, and every asset inside."""
    rows = "".join(f"<div>{mark}<span>{escape(label)}</span></div>" for mark, label in key)
    root: Any = sheet.get_root()
    root.title = escape(title)
    root.header.add_child(Element(f"<style>{CSS}</style>"))
    root.html.add_child(
        Element(
            f'<header class="paper title"><h1>{escape(title)}</h1><p>{escape(note)}</p></header>'
            f'<section class="paper key" aria-label="{_("图例")}">{rows}</section>'
        )
    )
    scale = f"L.control.scale({{imperial: false, position: 'bottomright'}}).addTo({sheet.get_name()})"
    root.script.add_child(Element(f"addEventListener('load', () => {scale});"))  # the map comes later in the page
    folium.LayerControl(collapsed=True).add_to(sheet)
    page = root.render().replace("<html>", f'<html lang="{get_language() or "zh-hans"}">', 1)
    return with_assets_inside(page)
