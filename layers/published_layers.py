"""The ground's own layers. Everything about how one looks outside stands in its entry."""

from django.utils.translation import gettext_lazy as _

from gis_platform.common.clock import county_today
from layers.publishing.registry import LayerKind, PublishedLayer, publish
from layers.roads.models import Road, Settlement, Water
from layers.sites.models import Site
from layers.territory.models import County, Township
from layers.zones.models import RiskZone

# The OSM class from which on a road is drawn at a zoom.
MAIN_ROADS = ("motorway", "trunk", "primary", "secondary")
MIDDLE_ROADS = (*MAIN_ROADS, "motorway_link", "trunk_link", "primary_link", "tertiary")


def roads_at(roads, zoom):
    if zoom < 9:
        return roads.filter(highway__in=MAIN_ROADS)
    return roads.filter(highway__in=MIDDLE_ROADS) if zoom < 12 else roads


def water_at(water, zoom):
    return water.exclude(kind="stream") if zoom < 10 else water


publish(
    PublishedLayer(
        "county", _("县界"), lambda user: County.objects.visible_to(user),
        "outline", LayerKind.POLYGON, {"code": "code", "name": "name"},
    ),
    PublishedLayer(
        "townships", _("乡镇"), lambda user: Township.objects.visible_to(user),
        "boundary", LayerKind.POLYGON,
        {"code": "code", "name": "name", "is_approximate": "is_approximate"},
        label_at="seat",
    ),
    PublishedLayer(
        "sites", _("监管对象"), lambda user: Site.objects.visible_to(user).active().with_risk(user),
        "location", LayerKind.POINT,
        {"code": "code", "name": "name", "kind": "kind", "risk": "risk", "status": "status",
         "township": "township__code", "sector": "sector_line__key"},
        clusters_below=9,
    ),
    PublishedLayer(
        "risk_zones", _("风险区"), lambda user: RiskZone.objects.visible_to(user).valid(on=county_today()),
        "area", LayerKind.POLYGON,
        {"name": "name", "hazard_class": "hazard_class", "level": "level", "township": "township__code"},
    ),
    PublishedLayer(
        "roads", _("道路"), lambda user: Road.objects.visible_to(user),
        "geometry", LayerKind.LINE,
        {"name": "name", "ref": "ref", "highway": "highway", "is_oneway": "is_oneway"},
        at_zoom=roads_at,
    ),
    PublishedLayer(
        "water", _("水系"), lambda user: Water.objects.visible_to(user),
        "geometry", LayerKind.LINE, {"name": "name", "kind": "kind"}, at_zoom=water_at,
    ),
    PublishedLayer(
        "settlements", _("村镇"), lambda user: Settlement.objects.visible_to(user),
        "location", LayerKind.POINT, {"name": "name", "kind": "kind"}, zooms=(11, 16),
    ),
)  # fmt: skip
