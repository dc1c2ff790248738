"""Layers of what people do on the ground."""

from django.utils.translation import gettext_lazy as _

from gis_platform.accounts.roles import Role
from gis_platform.common.clock import county_moment, county_today
from inspections.coverage.queries import with_coverage
from inspections.hazards.models import Hazard
from inspections.rounds.models import Stop
from inspections.tracks.models import Fix
from layers.publishing.registry import LayerKind, PublishedLayer, publish
from layers.sites.models import Site


def covered_sites(user):
    """No enterprise: when its site is due is a hint of the next visit."""
    sites = Site.objects.none() if user.role == Role.ENTERPRISE else Site.objects.visible_to(user).active()
    return with_coverage(sites, on=county_today())


def fixes_of_today(user):
    """Older tracks are evidence and are asked for one by one."""
    return Fix.objects.visible_to(user).filter(at__gte=county_moment(county_today()))


publish(
    PublishedLayer(
        "hazards", _("隐患"), lambda user: Hazard.objects.visible_to(user).open(), "location", LayerKind.POINT,
        {"hazard": "id", "state": "state", "grade": "grade", "due_on": "due_on", "township": "township__code"},
    ),
    PublishedLayer(
        "plan", _("已启封的检查点"), lambda user: Stop.objects.visible_to(user), "site__location", LayerKind.POINT,
        {"stop": "id", "name": "site__name", "state": "state", "unsealed_at": "unsealed_at"},
    ),
    PublishedLayer(
        "tracks", _("今日轨迹"), fixes_of_today, "location", LayerKind.POINT, {"duty": "duty_id", "at": "at"},
    ),
    PublishedLayer(
        "coverage", _("巡查覆盖"), covered_sites, "location", LayerKind.POINT,
        {"code": "code", "name": "name", "risk": "risk_level", "township": "township__code",
         "sector": "sector_line__key", "is_covered": "is_covered", "is_overdue": "is_overdue", "due_on": "due_on"},
    ),
)  # fmt: skip
