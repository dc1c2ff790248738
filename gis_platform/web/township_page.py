"""/township/: one page of the own township, on screen, on one A4, and as an offline file. No other township's rows."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gis_platform.accounts.pages import page_for
from gis_platform.common.clock import county_today
from gis_platform.common.errors import word
from inspections.coverage.queries import covered_sites
from layers.maps.risk_map import risk_map
from layers.risk.queries import township_risks
from layers.sites.models import Site
from layers.territory.models import SectorLine, Township

from .sector_icons import SECTOR_ICONS, sector_name
from .township_figures import closed_this_month, level_stats, overdue_hazards, visitors
from .township_map import township_map

SHOWN_CHECKS = 4


def own_township(request):
    """The township asked for, else the first that the user reaches; a stranger's is 404."""
    townships = Township.objects.visible_to(request.user)
    if code := request.GET.get("township"):
        townships = townships.filter(code=code)
    township = townships.first()
    if township is None:
        raise Http404
    return township


@require_safe
@page_for("page.township")
def township_page(request):
    township, on = own_township(request), county_today()
    sites = Site.objects.visible_to(request.user).active().filter(township=township).order_by("id")
    late = list(covered_sites(request.user, on=on).filter(township=township, is_overdue=True).order_by("due_on", "id"))
    risk = township_risks(Township.objects.visible_to(request.user).filter(pk=township.pk), sites, on=on)[township.pk]
    context = {
        "township": township,
        "level": risk.level,
        "why": word(risk.reason),
        "others": Township.objects.visible_to(request.user).exclude(pk=township.pk),
        "on": on,
        "site_count": sites.count(),
        "is_synthetic": sites.filter(is_synthetic=True).exists(),
        "stats": level_stats(request.user, township, on=on),
        "map": township_map(township, sites, request.user, overdue={site.pk for site in late}),
        "sectors": sector_counts(request.user, sites),
        "late_checks": late[:SHOWN_CHECKS],
        "late_check_count": len(late),
        **overdue_hazards(request.user, township, on=on),
        **visitors(request.user, township, on=on),
        **closed_this_month(request.user, township, on=on),
    }
    answer = render(request, "pages/township.html", context)
    answer["Cache-Control"] = "private, no-store"
    return answer


def sector_counts(user, sites):
    """[(icon, name, active sites)] in the order of the lines, zero included."""
    lines = SectorLine.objects.visible_to(user)
    return [(SECTOR_ICONS[line.key][1], sector_name(line), sites.filter(sector_line=line).count()) for line in lines]


@require_safe
@page_for("page.township")
def township_risk_map(request):
    """The same as one HTML file that opens with the network off."""
    township, on = own_township(request), county_today()
    page = risk_map(request.user, on=on, township=township)
    name = f"risk_map_{township.code}_{on:%Y%m%d}.html"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(page, content_type="text/html; charset=utf-8", headers=headers)
