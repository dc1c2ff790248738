"""/admin/: accounts and where they reach. An administrator sees no business data (§8)."""

import pytest

from gis_platform.accounts.models import User
from gis_platform.audit import deeds_on
from layers.territory.models import Scope
from tests.world import PASSWORD

SECRET = "Long-enough-9x"
NEW = {
    "username": "new_leader",
    "name": "示例季",
    "role": "township_leader",
    "password1": SECRET,
    "password2": SECRET,
}


@pytest.fixture
def as_admin(world, page_as):
    User.objects.filter(pk=world.admin.pk).update(is_staff=True)
    world.admin.refresh_from_db()
    return page_as("admin")


def test_an_administrator_makes_an_account_that_logs_in(world, as_admin, client):
    assert as_admin.post("/admin/accounts/user/add/", NEW).status_code == 302
    user = User.objects.get(username="new_leader")
    assert (user.role, user.is_staff) == ("township_leader", False)
    assert "user.added" in deeds_on(user)
    assert client.post("/login/", {"username": "new_leader", "password": SECRET}).status_code == 302


def test_an_easy_password_is_refused(world, as_admin):
    answer = as_admin.post("/admin/accounts/user/add/", NEW | {"password1": "12345678", "password2": "12345678"})
    assert answer.status_code == 200
    assert not User.objects.filter(username="new_leader").exists()


def test_a_stopped_account_is_out_at_once(world, as_admin, page_as):
    other = page_as("township_leader")
    assert other.get("/township/").status_code == 200
    leader = world.township_leader
    unticked = {"username": leader.username, "name": leader.name, "role": leader.role}
    as_admin.post(f"/admin/accounts/user/{leader.pk}/change/", unticked)
    assert other.get("/township/").status_code == 302
    assert other.post("/login/", {"username": leader.username, "password": PASSWORD}).status_code == 200


def test_a_moved_leader_loses_the_old_township_at_once(world, as_admin, page_as):
    """I19 after a move: the scope is taken away and another given."""
    leader, browser = world.township_leader, page_as("township_leader")
    scope = Scope.objects.get(user=leader)
    as_admin.post(f"/admin/layers/scope/{scope.pk}/delete/", {"post": "yes"})
    as_admin.post("/admin/layers/scope/add/", {"user": leader.pk, "township": world.west.pk})
    page = browser.get("/township/").content.decode()
    assert world.west.name in page
    assert world.east.name not in page


def test_an_enterprise_is_tied_to_its_site_by_code(world, as_admin):
    as_admin.post("/admin/layers/scope/add/", {"user": world.enterprise.pk, "site": "WEST_POND"})
    assert Scope.objects.filter(user=world.enterprise, site=world.west_pond).exists()


def test_accounts_are_stopped_never_deleted(world, as_admin):
    answer = as_admin.post(f"/admin/accounts/user/{world.enterprise.pk}/delete/", {"post": "yes"})
    assert answer.status_code == 403
    assert User.objects.filter(pk=world.enterprise.pk).exists()


@pytest.mark.parametrize("person", ["dispatcher", "auditor", "township_leader"])
def test_nobody_else_gets_in(world, page_as, person):
    browser = page_as(person)
    for address in ("/admin/", "/admin/accounts/user/", "/admin/layers/scope/add/"):
        answer = browser.get(address)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/admin/login/")
