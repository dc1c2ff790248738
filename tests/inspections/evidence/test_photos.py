from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from gis_platform import audit
from gis_platform.common.clock import now
from gis_platform.common.errors import Refused
from inspections.evidence.models import Photo
from inspections.evidence.services import store_photo
from tests.inspections.walking import picture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media", "at_nine", "plain_static")]


def with_exif():
    """Taken at 10:42:05 county time at 112.15° E, 25.35° N."""
    exif = Image.Exif()
    exif[0x010F] = "Phone\x00\x00"
    exif.get_ifd(0x8769)[0x9003] = "2019:10:16 10:42:05"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (25.0, 21.0, 0.0), "E", (112.0, 9.0, 0.0)
    return picture("green", exif=exif)


def store(content, user, photo_id=None, declared=None):
    digest = declared or sha256(content).hexdigest()
    return store_photo(BytesIO(content), by=user, photo_id=photo_id or uuid4(), sha256=digest, at=now())


def test_it_is_kept_by_its_hash_with_time_and_place_of_the_camera(world):
    content = with_exif()
    photo = store(content, world.inspector)
    digest = sha256(content).hexdigest()
    assert photo.file.name == f"photos/{digest[:2]}/{digest}.jpg"
    assert default_storage.open(photo.file.name).read() == content
    assert photo.taken_at.astimezone(UTC) == datetime(2019, 10, 16, 2, 42, 5, tzinfo=UTC)
    assert (round(photo.location.x, 6), round(photo.location.y, 6)) == (112.15, 25.35)
    assert photo.exif["Make"] == "Phone"
    assert audit.deeds_on(photo) == ["photo.stored"]


@pytest.mark.rule("I6")
def test_the_same_photo_again_is_the_same_row(world):
    content, photo_id = picture(), uuid4()
    for _ in range(2):
        store(content, world.inspector, photo_id)
    assert Photo.objects.count() == 1
    assert audit.deeds_on(Photo.objects.get()) == ["photo.stored"]


def test_another_hash_than_the_phones_is_refused_and_nothing_kept(world):
    with pytest.raises(Refused, match=r"photo.hash_differs"):
        store(picture(), world.inspector, declared="0" * 64)
    assert not Photo.objects.exists()


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 no picture", picture()[:200]])
def test_what_is_no_picture_by_its_content_is_refused(world, content):
    with pytest.raises(Refused, match=r"photo.not_a_picture"):
        store(content, world.inspector)


def test_an_id_is_not_used_for_another_photo_nor_by_another_person(world):
    photo_id, content = uuid4(), picture()
    store(content, world.inspector, photo_id)
    for user, other in ((world.inspector, picture("blue")), (world.second_inspector, content)):
        with pytest.raises(Refused, match=r"photo.id_used"):
            store(other, user, photo_id)


def test_it_is_delivered_without_exif_to_its_owner_and_to_nobody_else_before_it_is_placed(world, page_as):
    photo = store(with_exif(), world.inspector)
    answer = page_as("inspector").get(f"/photos/{photo.pk}/")
    shown = Image.open(BytesIO(answer.content))
    assert (shown.size, dict(shown.getexif())) == ((64, 48), {})
    assert b"Phone" not in answer.content
    assert answer["Cache-Control"] == "private, no-store"
    for stranger in ("dispatcher", "second_inspector", "auditor", "admin", "enterprise"):
        assert page_as(stranger).get(f"/photos/{photo.pk}/").status_code == 404
