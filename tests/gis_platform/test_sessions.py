"""Signing out when idle (§9): a session lives in Redis, each request renews it, and the end of an account ends it."""

import pytest
from django.conf import settings
from django.contrib.sessions.backends.cache import KEY_PREFIX
from django.contrib.sessions.models import Session
from django.core.cache import cache

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(page_as):
    return page_as("dispatcher")


def kept_as(browser):
    return KEY_PREFIX + browser.cookies[settings.SESSION_COOKIE_NAME].value


def is_in(browser):
    """Whether the next page is a page, not the way to the log-in."""
    answer = browser.get("/")
    return not answer.url.startswith("/login/")


def seconds_left(browser):
    return cache._cache.get_client().ttl(cache.make_key(kept_as(browser)))


def test_a_request_renews_the_quarter_of_an_hour_and_writes_no_row(browser):
    cache.touch(kept_as(browser), 60)
    assert is_in(browser)
    assert seconds_left(browser) > settings.SESSION_COOKIE_AGE - 30
    assert not Session.objects.exists()


def test_after_a_quarter_of_an_hour_without_one_the_log_in_is_asked_for(browser):
    assert 0 < seconds_left(browser) <= settings.SESSION_COOKIE_AGE == 15 * 60
    cache.delete(kept_as(browser))
    assert not is_in(browser)


def test_an_account_that_ends_or_whose_password_changes_is_out_at_once(browser, page_as, world):
    world.dispatcher.is_active = False
    world.dispatcher.save()
    assert not is_in(browser)
    other = page_as("second_dispatcher")
    world.second_dispatcher.set_password("Another-horse-8")
    world.second_dispatcher.save()
    assert not is_in(other)


def test_logging_out_leaves_nothing_in_redis(browser):
    key = kept_as(browser)
    browser.post("/logout/")
    assert cache.get(key) is None
