"""At the door: wrong passwords, the lock, the page where each role's day begins, the language."""

import re

import pytest
from axes.models import AccessAttempt
from playwright.sync_api import expect

from gis_platform.accounts.roles import Role
from tests.world import PASSWORD

BEGINNINGS = {
    "dispatcher": "/map/",
    "inspector": "/field/",
    "unit_leader": "/supervision/",
    "township_leader": "/township/",
    "county_leader": "/map/",
    "admin": "/admin/",
    "enterprise": "/hazards/",
}

pytestmark = pytest.mark.usefixtures("county")


def log_in(page, username, password=PASSWORD):
    page.get_by_label("账号").fill(username)
    page.get_by_label("密码", exact=True).fill(password)
    page.get_by_role("button", name="登录").click()


def test_a_wrong_password_says_so_and_the_right_one_then_opens(see):
    page = see(None, "/login/")
    log_in(page, "dispatcher", "Wrong-horse-7")
    expect(page.get_by_role("alert")).to_contain_text("账号或密码不对")
    expect(page.get_by_label("账号")).to_have_value("dispatcher")
    expect(page.get_by_label("密码", exact=True)).to_be_focused()
    log_in(page, "dispatcher")
    page.wait_for_url("**/map/**")


def test_five_wrong_passwords_lock_account_and_address_for_a_quarter_of_an_hour(see, settings):
    settings.BEHIND_PROXY = True
    page = see(None, "/login/")
    for _ in range(5):
        log_in(page, "dispatcher", "Wrong-horse-7")
        expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("15 分钟后再试")
    page.get_by_role("link", name="回登录页").click()
    log_in(page, "dispatcher")
    expect(page.get_by_role("alert")).to_contain_text("账号暂时锁定")
    page.context.set_extra_http_headers({"X-Forwarded-For": "10.0.0.9"})  # somebody else, at another desk
    page.goto("/login/")
    log_in(page, "county_leader")
    page.wait_for_url("**/map/**")


def test_the_lock_opens_by_itself(see, settings):
    page = see(None, "/login/")
    for _ in range(5):
        log_in(page, "dispatcher", "Wrong-horse-7")
        expect(page.get_by_role("alert")).to_be_visible()
    AccessAttempt.objects.update(attempt_time=AccessAttempt.objects.get().attempt_time - settings.AXES_COOLOFF_TIME)
    page.goto("/login/")
    log_in(page, "dispatcher")
    page.wait_for_url("**/map/**")


def test_each_role_lands_where_its_day_begins(see, world):
    for person, beginning in BEGINNINGS.items():
        page = see(None, "/login/")
        log_in(page, person)
        page.wait_for_url(re.compile(beginning), wait_until="commit")
        page.context.close()
    assert {world.people[person].role for person in BEGINNINGS} <= set(Role)


def test_who_asked_for_a_page_gets_it_after_logging_in(see):
    page = see(None, "/hazards/?show=all")
    log_in(page, "dispatcher")
    page.wait_for_url("**/hazards/?show=all")


def test_the_language_changes_and_the_page_stays(see, world):
    page = see(world.dispatcher, "/hazards/?show=all")
    expect(page.get_by_role("heading", level=1)).to_have_text("隐患台账")
    speak(page, "账号", "English")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hazard ledger")
    assert page.url.endswith("/hazards/?show=all")
    assert page.locator("html").get_attribute("lang") == "en"
    speak(page, "Account", "简体中文")
    expect(page.get_by_role("heading", level=1)).to_have_text("隐患台账")
    assert page.url.endswith("/hazards/?show=all")


def speak(page, account, language):
    page.get_by_label(re.compile(account)).click()
    page.get_by_role("button", name=language).click()


def test_the_door_speaks_english_before_anybody_has_entered(see):
    page = see(None, "/login/?next=/plans/", locale="en-GB")
    expect(page.get_by_role("button", name="Log in")).to_be_visible()
    page.get_by_role("button", name="简体中文").click()
    expect(page.get_by_role("button", name="登录")).to_be_visible()
    assert page.url.endswith("/login/?next=/plans/")


def test_leaving_closes_the_door_behind(see, world):
    page = see(world.dispatcher, "/hazards/")
    page.get_by_label(re.compile("账号")).click()
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/login/")
    page.go_back()
    page.goto("/hazards/")
    page.wait_for_url("**/login/?next=/hazards/")
