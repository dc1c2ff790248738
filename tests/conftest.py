"""Database, clock and clients by role. Real PostGIS and Redis; the clock is the one thing that is set."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from rest_framework.test import APIClient

from gis_platform.common import clock
from tests import world as cast

COUNTY = ZoneInfo("Asia/Shanghai")
# A working day inside phase 2 of the 2019 campaign.
NINE_ON_A_WEDNESDAY = datetime(2019, 10, 16, 9, 0, tzinfo=COUNTY)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The test database is emptied by TRUNCATE between some tests, which the audit refuses everywhere else."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("alter table audit_event disable trigger audit_event_all")
        cursor.execute("alter table audit_batch disable trigger audit_batch_all")


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def plain_static_names(settings):
    """Pages are rendered without collecting static files first; the journeys do collect."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}


class SetClock:
    def __init__(self, at):
        self.at = at

    def __call__(self):
        return self.at

    def move(self, **by):
        self.at += timedelta(**by)

    def set(self, *parts):
        self.at = datetime(*parts, tzinfo=COUNTY)


@pytest.fixture
def at_nine(monkeypatch):
    """The clock stands at 9:00 on 2019-10-16 in the county; `at_nine.move(minutes=5)` moves it."""
    hand = SetClock(NINE_ON_A_WEDNESDAY)
    monkeypatch.setattr(clock, "_hand", hand)
    return hand


@pytest.fixture
def world(db):
    return cast.build()


@pytest.fixture
def as_(world):
    """`as_("dispatcher")`: an API client logged in as that person of the cast."""

    def client(person):
        api = APIClient()
        api.force_authenticate(world.people[person])
        return api

    return client


@pytest.fixture
def page_as(world):
    """`page_as("dispatcher")`: a browser-like client with a session."""

    def client(person):
        browser = Client()
        browser.force_login(world.people[person], backend="gis_platform.accounts.backends.LoopbackDemoBackend")
        return browser

    return client


@pytest.fixture
def as_dispatcher(as_):
    return as_("dispatcher")


@pytest.fixture
def as_other_township(as_):
    return as_("other_township_leader")


@pytest.fixture
def as_own_township(as_):
    return as_("township_leader")
