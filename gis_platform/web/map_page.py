"""/map/: the dispatcher's home. It joins the slices' queries and holds no rule."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gis_platform.accounts.pages import page_for
from gis_platform.common.clock import county_today, now
from gis_platform.common.features import feature_collection, features
from layers.maps.ground import ground
from layers.publishing.registry import published
from layers.sites.models import Site
from layers.territory.models import County, SectorLine

from . import site_card, site_marks
from .sector_icons import SECTOR_ICONS, sector_name

SITE_FIELDS = {"name": "name", "risk": "risk_level", "kind": "kind", "township": "township__name"}


@require_safe
@page_for("page.map")
def map_page(request):
    county = County.objects.visible_to(request.user).first()
    data = map_data(request.user)
    return render(
        request,
        "pages/map.html",
        {
            "data": data,
            "sectors": sectors(request.user),
            "switches": switches(),
            "marks": site_marks.names(),
            "is_approximate": data["ground"]["isApproximate"],
            "is_synthetic": county is not None and county.is_synthetic,
            "may_plan": request.user.may("plan.draft"),
            "plan_url": reverse("plans"),
            "attribution": settings.REGION.get("attribution", ""),
        },
    )


def map_data(user):
    addresses = {"sites": reverse("map-sites"), "search": "/api/v1/search/", "drawer": reverse("site-drawer", args=[0])}
    return addresses | ground(user)


def sectors(user):
    """The sector lines as filters; a site's kind is the value, the line's name the label."""
    lines = {line.key: sector_name(line) for line in SectorLine.objects.visible_to(user)}
    return [(kind, icon, lines[key]) for key, (kind, icon) in SECTOR_ICONS.items() if key in lines]


def switches():
    shown = [("townships", _("乡镇界线")), ("zones", _("风险区")), ("roads", _("道路")), ("water", _("水系"))]
    return [*shown, ("coverage", _("巡查覆盖"))] if published("coverage") else shown


@require_safe
@page_for("page.map")
def map_sites(request):
    """Every visible active site with what the legend filters by; `marks` are lists of ids."""
    sites = Site.objects.visible_to(request.user).active()
    text, count, _last = features(sites.order_by("id"), geometry="location", fields=SITE_FIELDS)
    marks = site_marks.marks(request.user, sites, on=county_today())
    body = feature_collection(text, numberReturned=count, marks=marks)
    return HttpResponse(body, content_type="application/geo+json", headers={"Cache-Control": "private, no-store"})


@require_safe
@page_for("page.map")
def site_drawer(request, site_id):
    visible = Site.objects.visible_to(request.user).with_profiles().select_related("township", "sector_line")
    site = get_object_or_404(visible, pk=site_id)
    answer = render(request, "pages/site_drawer.html", site_card.card(site, user=request.user, at=now()))
    answer["Cache-Control"] = "private, no-store"
    return answer
