"""Wrong passwords (§9): five lock for a quarter of an hour, by account and by address, at the page and at the API."""

import pytest
from django.test import Client
from rest_framework.test import APIClient

from gis_platform.accounts.models import User
from tests.world import PASSWORD

pytestmark = pytest.mark.django_db
HOME, CAFE = "10.0.0.7", "10.0.0.8"
QUARTER_S = 15 * 60


def log_in(username, password=PASSWORD, *, address=HOME, **headers):
    form = {"username": username, "password": password}
    return Client(REMOTE_ADDR=address).post("/login/", form, headers=headers)


def phone_log_in(username, password=PASSWORD, *, address=HOME):
    body = {"username": username, "password": password, "device_id": "phone-a"}
    return APIClient(REMOTE_ADDR=address).post("/api/v1/auth/token/", body)


def test_one_password_tried_on_many_accounts_locks_the_address(world):
    tried = [log_in(name, "Wrong-horse-7").status_code for name in list(world.people)[:6]]
    assert tried == [200, 200, 200, 200, 429, 429]
    assert log_in("auditor").status_code == 429
    assert log_in("auditor", address=CAFE).status_code == 302


def test_many_addresses_on_one_account_lock_the_account(world):
    for number in range(5):
        answer = log_in("auditor", "Wrong-horse-7", address=f"10.0.1.{number}")
    assert answer.status_code == 429
    assert log_in("auditor", address=CAFE).status_code == 429
    assert log_in("dispatcher", address=CAFE).status_code == 302


@pytest.mark.parametrize("enter", [log_in, phone_log_in])
def test_an_own_log_in_between_does_not_open_the_address_again(world, enter):
    for name in list(world.people)[:4]:
        log_in(name, "Wrong-horse-7")
    assert enter("auditor").status_code in (200, 302)
    assert log_in("inspector", "Wrong-horse-7").status_code == 429


@pytest.mark.parametrize("enter", [log_in, phone_log_in])
def test_the_right_password_ends_the_count_of_the_own_wrong_ones(world, enter):
    for _ in range(2):
        for _ in range(4):
            enter("auditor", "Wrong-horse-7")
        assert enter("auditor").status_code in (200, 302)


def test_behind_the_proxy_the_address_is_the_one_it_wrote_and_elsewhere_nobody_picks_one(world, settings):
    def spray(name, **headers):
        return log_in(name, "Wrong-horse-7", **headers).status_code

    names = list(world.people)[:5]
    settings.BEHIND_PROXY = True
    for number, name in enumerate(names):
        assert spray(name, **{"X-Forwarded-For": f"1.1.1.{number}, 9.9.9.{number}"}) == 200
    assert log_in("auditor", **{"X-Forwarded-For": "9.9.9.9"}).status_code == 302
    settings.BEHIND_PROXY = False
    tried = [spray(name, **{"X-Forwarded-For": f"1.1.1.{number}"}) for number, name in enumerate(names)]
    assert tried[-1] == 429


def test_a_locked_phone_is_told_in_problem_details_how_long(world):
    for _ in range(5):
        answer = phone_log_in("inspector", "Wrong-horse-7")
    assert (answer.status_code, answer["Content-Type"]) == (429, "application/problem+json")
    assert answer["Retry-After"] == str(QUARTER_S)
    assert (answer.json()["type"], answer.json()["status"]) == ("about:locked_out", 429)
    page = log_in("inspector")
    assert (page.status_code, page["Retry-After"]) == (429, str(QUARTER_S))
    assert page["Content-Type"].startswith("text/html")


def test_a_wrong_password_at_the_api_says_name_or_password(world):
    assert phone_log_in("inspector", "Wrong-horse-7").json()["detail"] == "账号或密码不对。"


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "Via"])
def test_a_demo_log_in_does_not_pass_a_proxy(world, settings, header):
    settings.DEMO = True
    User.objects.filter(username="dispatcher").update(is_demo=True)
    assert log_in("dispatcher", address="127.0.0.1", Host="localhost").status_code == 302
    handed_on = {"Host": "localhost", header: "for=10.0.0.9"}
    assert log_in("dispatcher", address="127.0.0.1", **handed_on).status_code == 200
