"""The rule that most rows share: they lie in a township and a sector line, and a user reaches them by scope."""

from django.db.models import Q

from gis_platform.accounts.roles import Role

from .models import COUNTY_WIDE, TOWNSHIP

NOBODY = Q(pk__in=[])


def reach(user, *, township="township", sector_line="sector_line", site="site", county_wide=COUNTY_WIDE) -> Q:
    """Filter of what the user's role and scopes reach (§8). Names are look-up paths; `site=None` where a row has none.

    Several scopes add up; the filled columns of one scope all hold. A role without scopes sees nothing.
    """
    if user.role in county_wide:
        return Q()
    wanted: tuple[str, ...] = {
        **dict.fromkeys(TOWNSHIP, ("township",)),
        Role.SECTION_OFFICER: ("sector_line", "township"),
        Role.ENTERPRISE: ("site",) if site else (),
    }.get(user.role, ())
    paths = {"township": township, "sector_line": sector_line, "site": site}
    found = NOBODY
    for scope in user.scopes.all():
        filled = {part: getattr(scope, f"{part}_id") for part in wanted if getattr(scope, f"{part}_id")}
        if wanted and wanted[0] in filled:
            found |= Q(**{paths[part]: value for part, value in filled.items()})
    return found
