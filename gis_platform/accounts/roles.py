"""The ten roles and what each may do (docs/rules.md §8). What each may *see* stands on the querysets."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Role(StrEnum):
    DISPATCHER = "dispatcher"
    INSPECTOR = "inspector"
    UNIT_LEADER = "unit_leader"
    TOWNSHIP_LEADER = "township_leader"
    TOWNSHIP_OFFICER = "township_officer"
    SECTION_OFFICER = "section_officer"
    COUNTY_LEADER = "county_leader"
    AUDITOR = "auditor"
    ADMIN = "admin"
    ENTERPRISE = "enterprise"


ROLE_NAMES = {
    Role.DISPATCHER: _("调度员"),
    Role.INSPECTOR: _("执法员"),
    Role.UNIT_LEADER: _("成员单位"),
    Role.TOWNSHIP_LEADER: _("乡镇领导"),
    Role.TOWNSHIP_OFFICER: _("乡镇安监员"),
    Role.SECTION_OFFICER: _("股室"),
    Role.COUNTY_LEADER: _("县领导"),
    Role.AUDITOR: _("审计员"),
    Role.ADMIN: _("系统管理员"),
    Role.ENTERPRISE: _("企业用户"),
}

_D, _I, _U, _T, _O = Role.DISPATCHER, Role.INSPECTOR, Role.UNIT_LEADER, Role.TOWNSHIP_LEADER, Role.TOWNSHIP_OFFICER
_S, _L, _A, _X, _E = Role.SECTION_OFFICER, Role.COUNTY_LEADER, Role.AUDITOR, Role.ADMIN, Role.ENTERPRISE

# permission → the roles that hold it; scope narrows it further on the queryset.
PERMISSIONS: dict[str, frozenset[Role]] = {
    "page.map": frozenset({_D, _I, _U, _T, _O, _S, _L, _A}),
    "page.plans": frozenset({_D, _L}),
    "page.visits": frozenset({_D, _I, _U, _T, _O, _S, _L, _A}),
    "page.hazards": frozenset({_D, _I, _U, _T, _O, _S, _L, _A, _E}),
    "page.supervision": frozenset({_D, _U, _T, _O, _L, _A}),
    "page.township": frozenset({_T, _O}),
    "page.reports": frozenset({_D, _S, _L, _A}),
    "page.field": frozenset({_I, _U, _O}),
    "page.admin": frozenset({_X}),
    "plan.draft": frozenset({_D}),
    "plan.seal": frozenset({_D, _L}),
    "draw.witness": frozenset({_U}),
    "hazard.confirm": frozenset({_S}),
    "checkin.review": frozenset({_D}),
    "phone.use": frozenset({_I, _U, _O}),
    "report.freeze": frozenset({_D}),
}


def may(user, permission: str) -> bool:
    """Whether the user's role holds the permission. An unknown permission is an error, not a no."""
    return user.is_authenticated and user.role in PERMISSIONS[permission]
