from uuid import uuid4

import pytest

from inspections.tracks.models import Fix
from mobile_api.fixes.models import QuarantinedFix
from tests.mobile_api.phones import Phone, fix_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone(world, at_nine, sent):
    return Phone(world.inspector)


def test_fixes_of_a_duty_are_kept_once(phone, at_nine):
    phone.do("duty.start", uuid4())
    at_nine.move(minutes=5)
    batch = [fix_at(112.15, 25.35), fix_at(112.151, 25.35, is_mock=True)]
    first, again = phone.fixes(*batch), phone.fixes(*batch)
    assert (first["stored"], again["stored"], again["duplicate"]) == (2, 0, 2)


@pytest.mark.rule("I31")
def test_an_off_duty_fix_is_answered_and_leaves_nothing(phone):
    answer = phone.fixes(fix_at(112.15, 25.35), fix_at(999, 25.35))
    assert (answer["stored"], answer["off_duty"], answer["refused"]) == (0, 2, [])
    assert not Fix.objects.exists()
    assert not QuarantinedFix.objects.exists()


def test_what_is_no_position_is_put_aside_and_stops_no_other(phone, at_nine):
    phone.do("duty.start", uuid4())
    at_nine.move(minutes=5)
    batch = [fix_at(25.35, 112.15), "noise", fix_at(112.15, 25.35), fix_at(112.15, 25.35, at="0001-01-01T00:00:00Z")]
    answer = phone.fixes(*batch)
    assert answer["stored"] == 1
    assert [one["index"] for one in answer["refused"]] == [0, 1, 3]
    phone.fixes(*batch)
    assert [one.code for one in QuarantinedFix.objects.all()] == ["track.no_place"]
    assert QuarantinedFix.objects.visible_to(phone.user).count() == 1


def test_a_flood_is_refused_whole(phone):
    answer = phone.api.post("/mobile/v1/tracks/", {"device_id": "a", "fixes": [{}] * 2001})
    assert answer.status_code == 409


def test_what_is_no_fix_takes_no_other_down(world, at_nine):
    phone = Phone(world.inspector)
    phone.do("duty.start", uuid4())
    at_nine.move(minutes=1)
    sent = {"device_id": phone.device_id, "fixes": [None, fix_at(112.15, 25.35), "fix"]}
    answer = phone.api.post("/mobile/v1/tracks/", sent)
    assert (answer.status_code, answer.json()["stored"]) == (200, 1)
    assert [one["index"] for one in answer.json()["refused"]] == [0, 2]
