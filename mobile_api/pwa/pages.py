from django.conf import settings
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from gis_platform.accounts.pages import page_for
from gis_platform.accounts.roles import Role

from .words import WORDS

# What a role comes here for; who has nothing to do here is told so.
HOMES = {Role.INSPECTOR: "today", Role.UNIT_LEADER: "residence"}


@never_cache
@ensure_csrf_cookie
@require_safe
@page_for("page.field")
def field(request):
    """The one page of the field app; its screens are drawn on the phone from the package."""
    user = request.user
    me = {
        "id": user.pk,
        "name": user.get_full_name(),
        "role": str(user.role_name),
        "home": HOMES.get(user.role, "none"),
        "timezone": settings.TIME_ZONE,
    }
    return render(request, "field/app.html", {"me": me, "words": WORDS, "is_demo": settings.DEMO})
