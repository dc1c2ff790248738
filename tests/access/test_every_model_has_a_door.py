"""Default deny: a model is readable only through a rule that says who may see it."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser

from gis_platform.accounts.roles import Role
from gis_platform.common.visibility import VisibleQuerySet

PACKAGES = ("gis_platform", "layers", "inspections", "mobile_api")
ROOT = Path(__file__).resolve().parents[2]


def our_models():
    return [m for m in apps.get_models(include_auto_created=False) if m.__module__.startswith(PACKAGES)]


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_every_model_says_who_may_see_it(model):
    queryset = model._default_manager.all()
    assert isinstance(queryset, VisibleQuerySet)
    assert type(queryset).visible_to is not VisibleQuerySet.visible_to


@pytest.mark.django_db
@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
@pytest.mark.parametrize("role", list(Role))
def test_a_role_without_any_scope_can_ask_and_gets_an_answer(model, role, django_user_model):
    user = django_user_model(username="nobody", role=role, pk=-1)
    assert list(model._default_manager.visible_to(user)[:1]) == []


DOORS = [
    path
    for package in PACKAGES
    for path in (ROOT / package).rglob("*.py")
    if (
        path.stem in {"api", "pages"}
        or {"web", "tiles", "ogc", "maps", "writers"} & set(path.parts)
        or package == "mobile_api"
    )
    and not {"migrations", "commands"} & set(path.parts)
    and path.stem not in {"services", "models", "apps"}
]


@pytest.mark.parametrize("path", DOORS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_door_reads_only_what_its_user_may_see(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    followed = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in {"visible_to", "none"}
    }
    wild = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"} and id(node) not in followed
    ]
    assert wild == []


def test_there_are_models_and_doors():
    assert len(our_models()) > 20
    assert len(DOORS) >= 5


def test_nobody_who_is_not_logged_in_reaches_a_page_by_permission():
    from gis_platform.accounts.roles import PERMISSIONS, may

    assert not any(may(AnonymousUser(), permission) for permission in PERMISSIONS)
