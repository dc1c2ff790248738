"""红橙黄蓝 risk map of a day as one HTML file that needs no network (I17)."""

from datetime import date, datetime, timedelta

import folium
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from folium.plugins import MarkerCluster

from gis_platform.common.clock import county_moment, now
from layers.risk.models import Assessment
from layers.risk.rules import LETTERS, RiskLevel
from layers.risk.words import LEVEL_TITLES
from layers.roads.models import Road, Water
from layers.territory.models import Township

from .ground import bounds_of
from .sheet import COLOURS, ROAD, WATER, add_lines, add_townships, badge, finished, marker, new_map, safe

MAIN_ROADS = ("motorway", "trunk", "primary", "secondary", "tertiary")
# Red and orange stand alone at every zoom; the many others are counted together from afar.
CLUSTERED = {"yellow", "blue"}
ABOVE = {"red": 2000, "orange": 1000}


def risk_map(user, *, on: date, township=None) -> str:
    """The page of what the user may see on that day: the whole, or one of the user's townships."""
    townships = Township.objects.visible_to(user)
    assessments = Assessment.objects.visible_to(user).as_of(moment_of(on)).select_related("site__township")
    if township is not None:
        townships = townships.filter(pk=township.pk)
        assessments = assessments.filter(site__township=township)
    sheet = new_map(bounds_of(townships))
    add_ground(sheet, user, townships)
    assessments = assessments.order_by("site_id")
    counts = {level: add_level(sheet, level, assessments.filter(level=level)) for level in RiskLevel}
    return finished(sheet, title=title_of(township, on), note=note_of(townships), key=key_of(counts))


def moment_of(on: date) -> datetime:
    """The end of the day in the county, or now while it lasts."""
    return min(county_moment(on + timedelta(days=1)) - timedelta(seconds=1), now())


def add_ground(sheet, user, townships):
    add_townships(sheet, townships)
    area = next((township.boundary for township in townships), None) if len(townships) == 1 else None
    water, roads = Water.objects.visible_to(user), Road.objects.visible_to(user).filter(highway__in=MAIN_ROADS)
    add_lines(sheet, _("水系"), (cut(row.geometry, area) for row in water), WATER, 2)
    add_lines(sheet, _("道路"), (cut(row.geometry, area) for row in roads), ROAD, 2)


def cut(geometry, area):
    return geometry.intersection(area) if area else geometry


def add_level(sheet, level, assessments) -> int:
    group = folium.FeatureGroup(f"{LETTERS[level]} {LEVEL_TITLES[level]}").add_to(sheet)
    shelf = MarkerCluster(maxClusterRadius=48, icon_create_function=ring(level)) if level in CLUSTERED else group
    if shelf is not group:
        shelf.add_to(group)
    for row in assessments:
        site = row.site
        told = f"<b>{safe(site.name)}</b><p>{LEVEL_TITLES[level]} · {safe(site.township.name)}</p>"
        look, above = badge(LETTERS[level], level), ABOVE.get(level, 0)
        marker(site.location.x, site.location.y, look, told, site.name, above=above).add_to(shelf)
    return len(assessments)


def ring(level) -> str:
    """JavaScript of a cluster's icon: how many, in a ring of the level's colour; no other hue may stand on the map."""
    html = f'<div class="site round many" style="border-color:{COLOURS[level][0]}">\' + n + \'</div>'
    icon = f"L.divIcon({{html: '{html}', className: '', iconSize: [30, 30]}})"
    return f"function(c) {{ var n = c.getChildCount(); return {icon}; }}"


def title_of(township, on):
    where = township.name if township is not None else _("全县")
    return _("{where}安全风险图 {day}").format(where=where, day=on.isoformat())


def note_of(townships):
    is_approximate = any(township.is_approximate for township in townships)
    return _("界线为近似示意，不作面积依据。") if is_approximate else ""


def key_of(counts):
    return [
        (badge(LETTERS[level], level), f"{LEVEL_TITLES[level]} {ngettext('%d 家', '%d 家', n) % n}")
        for level, n in counts.items()
    ]
