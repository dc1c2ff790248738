"""What every map page lays its own things on: the vector layers of the ground, the county's line, how sure we are."""

import json

from django.contrib.gis.db.models import Extent
from django.contrib.gis.geos import MultiPolygon
from django.urls import reverse
from django.utils.translation import gettext as _

from layers.publishing.registry import published
from layers.territory.models import County, Township

# Half the width of a screen's pixel when the whole county is in view.
OUTLINE_STEP_DEG = 0.0004
BASE_LAYERS = ("townships", "water", "roads", "risk_zones", "settlements", "coverage")
CHINA = (73, 18, 135, 54)


def ground(user) -> dict:
    """{"bbox", "ground"} as js/map/base.js takes them: the user's townships, or the county; the country before any."""
    county = County.objects.visible_to(user).first()
    outline = _simplified(county.outline) if county else None
    own = Township.objects.visible_to(user).aggregate(box=Extent("boundary"))["box"]
    return {
        "bbox": own or (county.outline.extent if county else CHINA),
        "ground": {
            "tiles": {name: reverse("tile-json", args=[name]) for name in BASE_LAYERS if published(name)},
            "county": json.loads(outline.geojson) if outline else None,
            "watermark": _("示意界线") + (f" · {_('示例数据')}" if county and county.is_synthetic else ""),
            "isApproximate": Township.objects.visible_to(user).filter(is_approximate=True).exists(),
        },
    }


def bounds_of(townships):
    """(west, south, east, north) of the townships; the country where there are none."""
    boxes = [township.boundary.extent for township in townships] or [CHINA]
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)


def _simplified(outline):
    """Still a MultiPolygon, whatever GEOS makes of a single part."""
    thin = outline.simplify(OUTLINE_STEP_DEG, preserve_topology=True)
    return thin if thin.geom_type == "MultiPolygon" else MultiPolygon(thin)
