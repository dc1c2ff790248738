import pytest
from django.db import transaction
from django.test import override_settings
from drf_spectacular.generators import SchemaGenerator

from gis_platform.common import clock
from tests.conftest import NINE_ON_A_WEDNESDAY, SetClock

from .evening import build


@pytest.fixture(scope="module")
def evening(django_db_setup, django_db_blocker, tmp_path_factory):
    hand = SetClock(NINE_ON_A_WEDNESDAY)
    plain = override_settings(
        MEDIA_ROOT=tmp_path_factory.mktemp("media"),
        VALHALLA_URL="",
        CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    )
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, plain, transaction.atomic():
        patch.setattr(clock, "_hand", hand)
        # Written anew for each reader it would take longer than everything else; who gets it is the question here.
        patch.setattr(SchemaGenerator, "get_schema", lambda *args, **options: {})
        yield build(hand)
        transaction.set_rollback(True)
