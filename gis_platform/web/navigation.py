"""Where each role lands, and what stands in its rail."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from gis_platform.accounts.roles import Role
from inspections.planning.queries import is_witness

HOME = {
    Role.DISPATCHER: "map",
    Role.INSPECTOR: "field",
    Role.UNIT_LEADER: "supervision",
    Role.TOWNSHIP_LEADER: "township",
    Role.TOWNSHIP_OFFICER: "township",
    Role.SECTION_OFFICER: "map",
    Role.COUNTY_LEADER: "map",
    Role.AUDITOR: "map",
    Role.ADMIN: "admin:index",
    Role.ENTERPRISE: "hazards",
}


def entries():
    """(url name, icon, label, permission), at most seven of them shown to a role."""
    return (
        ("map", "map", _("地图"), "page.map"),
        ("plans", "calendar-range", _("计划"), "page.plans"),
        ("nonce", "eye", _("见证"), "draw.witness"),
        ("field", "smartphone", _("外勤"), "page.field"),
        ("township", "landmark", _("本乡镇"), "page.township"),
        ("visits", "clipboard-check", _("检查"), "page.visits"),
        ("hazards", "triangle-alert", _("隐患"), "page.hazards"),
        ("supervision", "building-2", _("驻点"), "page.supervision"),
        ("reports", "chart-no-axes-column", _("报表"), "page.reports"),
        ("admin:index", "settings", _("管理"), "page.admin"),
    )


def context(request):
    """Context of every page: the county's name and the rail's entries."""
    user = getattr(request, "user", None)
    place = {"county_name": settings.COUNTY_NAME, "idle_minutes": settings.SESSION_COOKIE_AGE // 60}
    if user is None or not user.is_authenticated:
        return place | {"nav": []}
    return place | {
        "nav": [
            {"url": (url := reverse(name)), "icon": icon, "label": label, "current": request.path.startswith(url)}
            for name, icon, label, permission in entries()
            if user.may(permission) and (name != "nonce" or is_witness(user))
        ]
    }
