from base64 import b64encode
from hashlib import sha256
from uuid import uuid4

import pytest

from inspections.evidence.models import Photo
from mobile_api.uploads import services
from mobile_api.uploads.models import Upload
from tests.mobile_api.phones import Phone, creation, picture

pytestmark = pytest.mark.django_db
URL = "/mobile/v1/uploads/"
TUS = {"Tus-Resumable": "1.0.0"}
OCTETS = "application/offset+octet-stream"


@pytest.fixture
def api(world, at_nine, sent):
    return Phone(world.inspector).api


@pytest.fixture
def content():
    return picture()


def create(api, content, **change):
    answer = api.post(URL, headers=creation(uuid4(), content, **change))
    assert answer.status_code == 201, answer.content
    return answer["Location"]


def patch(api, url, chunk, offset, **headers):
    return api.patch(url, chunk, content_type=OCTETS, headers=TUS | {"Upload-Offset": str(offset)} | headers)


def offset(api, url):
    return int(api.head(url, headers=TUS)["Upload-Offset"])


def test_a_photo_comes_in_pieces_and_is_kept(api, content, world):
    url = create(api, content)
    assert patch(api, url, content[:300], 0)["Upload-Offset"] == "300"
    assert offset(api, url) == 300
    assert patch(api, url, content[300:], 300).status_code == 204
    photo = Photo.objects.get()
    assert (photo.sha256, photo.owner) == (sha256(content).hexdigest(), world.inspector)
    assert offset(api, url) == len(content)


def test_the_first_bytes_may_come_with_the_creation(api, content):
    answer = api.post(URL, content[:100], content_type=OCTETS, headers=creation(uuid4(), content))
    assert (answer.status_code, answer["Upload-Offset"]) == (201, "100")
    assert offset(api, answer["Location"]) == 100


def test_a_cut_line_keeps_what_came(api, content, monkeypatch):
    from django.core.handlers.wsgi import WSGIRequest
    from django.http import UnreadablePostError

    url, whole = create(api, content), WSGIRequest.read
    served = []

    def cut(request, size):
        if served:
            raise UnreadablePostError
        served.append(True)
        return whole(request, 200)

    monkeypatch.setattr(WSGIRequest, "read", cut)
    patch(api, url, content, 0)
    monkeypatch.undo()
    assert offset(api, url) == 200
    assert patch(api, url, content[200:], 200).status_code == 204
    assert Photo.objects.count() == 1


def test_a_wrong_offset_is_409_and_writes_nothing(api, content):
    url = create(api, content)
    patch(api, url, content[:100], 0)
    for wrong in (0, 50, 101):
        assert patch(api, url, content[:100], wrong).status_code == 409
    assert offset(api, url) == 100


def test_a_chunk_that_was_changed_on_the_way_is_460_and_taken_back(api, content):
    url = create(api, content)
    said = b64encode(sha256(content[:100]).digest()).decode()
    assert patch(api, url, content[1:101], 0, **{"Upload-Checksum": f"sha256 {said}"}).status_code == 460
    assert offset(api, url) == 0
    assert patch(api, url, content[:100], 0, **{"Upload-Checksum": f"sha256 {said}"}).status_code == 204
    assert patch(api, url, b"", 100, **{"Upload-Checksum": "md5 aaaa"}).status_code == 400


def test_more_than_announced_is_413_and_taken_back(api, content):
    url = create(api, content)
    assert patch(api, url, content + b"more", 0).status_code == 413
    assert offset(api, url) == 0


def test_too_large_is_413_before_a_byte_is_sent(api):
    headers = creation(uuid4(), b"x") | {"Upload-Length": str(21 * 1024 * 1024)}
    assert api.post(URL, headers=headers).status_code == 413


def test_a_second_writer_is_told_to_wait(api, content):
    url = create(api, content)
    with services._locked(services.part_of(Upload.objects.get())):
        assert patch(api, url, content, 0).status_code == 423


def test_another_file_than_announced_is_refused_for_good(api, content):
    url = create(api, content, sha256="0" * 64)
    answer = patch(api, url, content, 0)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "photo.hash_differs")
    assert api.head(url, headers=TUS).status_code == 404
    assert list(services.folder().iterdir()) == []


def test_nobody_elses_upload_is_there(api, content, world):
    url = create(api, content)
    stranger = Phone(world.second_inspector).api
    foreign, absent = (stranger.head(one, headers=TUS) for one in (url, f"{URL}{uuid4()}"))
    assert (foreign.status_code, foreign.headers) == (absent.status_code, absent.headers)
    assert foreign.status_code == 404


def test_an_upload_that_was_whole_when_the_server_fell_is_kept_when_asked(api, content):
    url = create(api, content)
    services.part_of(Upload.objects.get()).write_bytes(content)
    assert offset(api, url) == len(content)
    assert Photo.objects.count() == 1


def test_it_can_be_ended_and_expires(api, content, at_nine):
    assert api.delete(create(api, content), headers=TUS).status_code == 204
    create(api, content)
    at_nine.move(days=8)
    from gis_platform.common.clock import now

    assert services.purge_expired(at=now()) == 1
    assert not Upload.objects.exists()
    assert list(services.folder().iterdir()) == []


def test_the_protocol_is_named(api, content):
    answer = api.options(URL)
    assert answer["Tus-Extension"] == "creation,creation-with-upload,termination,checksum,expiration"
    assert api.post(URL, headers={"Upload-Length": "5"}).status_code == 412
    assert api.post(URL, headers=TUS | {"Upload-Length": "5"}).status_code == 400


@pytest.mark.parametrize("sha256", ["\0" * 64, "g" * 64, "é" * 64, "0" * 63], ids=repr)
def test_a_hash_that_is_none_is_refused_in_words(api, content, sha256):
    answer = api.post(URL, headers=creation(uuid4(), content, sha256=sha256))
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert "sha256" in answer.json()["detail"]


def test_the_protocol_s_refusals_are_told_in_words(api, content):
    url = create(api, content)
    wrong, more = patch(api, url, content[:10], 5), patch(api, url, content + b"x", 0)
    assert (wrong.status_code, wrong.json()["type"]) == (409, "about:wrong_offset")
    assert (more.status_code, more.json()["type"]) == (413, "about:more_than_announced")
    for answer in (wrong, more):
        assert not answer.json()["detail"].isascii()
