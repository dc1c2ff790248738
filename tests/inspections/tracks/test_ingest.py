from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection

from gis_platform.audit.models import Event
from gis_platform.common.clock import now
from gis_platform.common.errors import Refused
from inspections.tracks.models import DutySession, Fix
from inspections.tracks.services import end_duty, ingest, make_months, start_duty
from tests.conftest import COUNTY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_nine")]


def fixes(start, number=10, step_s=5, **change):
    return [
        {
            "at": (start + timedelta(seconds=step_s * k)).isoformat(), "lng": 112.15 + k * 1e-4, "lat": 25.35,
            "datum": "wgs84", "accuracy_m": 6.5, "speed_mps": 2.0, "is_mock": False, "battery": 0.71,
        } | change
        for k in range(number)
    ]  # fmt: skip


def send(user, batch):
    return ingest(by=user, device_id="phone-1", provider="field", fixes=batch, at=now())


@pytest.fixture
def on_duty(world):
    """Inspector Tan, on duty since nine."""
    return start_duty(by=world.inspector, duty_id=uuid4(), device_at=now(), at=now())


def test_fixes_are_kept_as_they_came_with_their_place_beside(world, on_duty):
    batch = fixes(now(), 1, datum="gcj02")
    assert send(world.inspector, batch).stored == 1
    fix = Fix.objects.get()
    assert fix.raw == batch[0]
    assert (fix.duty, fix.accuracy_m, fix.is_mock) == (on_duty, 6.5, False)
    assert 500 < abs(fix.location.x - 112.15) * 100_600 < 600  # GCJ-02 lies about 540 m east here


@pytest.mark.rule("I6")
def test_any_batch_twice_or_shuffled_leaves_the_same_rows(world, on_duty):
    batch = fixes(now())
    first, again = send(world.inspector, batch), send(world.inspector, [*reversed(batch), *batch[:3]])
    assert (first.stored, first.duplicate) == (10, 0)
    assert (again.stored, again.duplicate) == (0, 13)
    assert Fix.objects.count() == 10


@pytest.mark.rule("I31")
def test_off_duty_fixes_are_answered_and_dropped_before_anything_is_stored(world, on_duty):
    end_duty(by=world.inspector, duty_id=on_duty.pk, device_at=now() + timedelta(hours=1), at=now())
    before, after = fixes(now() - timedelta(hours=1), 3), fixes(now() + timedelta(hours=2), 4)
    received = send(world.inspector, before + fixes(now(), 2) + after)
    assert (received.stored, received.off_duty, received.refused) == (2, 7, [])
    assert send(world.second_inspector, fixes(now())).off_duty == 10
    assert Fix.objects.count() == 2


@pytest.mark.rule("I31")
def test_nobody_is_on_duty_for_longer_than_a_shift(world, on_duty):
    assert send(world.inspector, fixes(now() + timedelta(hours=13))).off_duty == 10


def test_a_fix_that_is_no_place_is_refused_alone(world, on_duty):
    batch = fixes(now(), 7)
    batch[0] |= {"lng": 25.35, "lat": 112.15}
    batch[1] |= {"lat": None}
    batch[2] |= {"datum": "mars"}
    batch[3] |= {"at": "yesterday"}
    batch[4] |= {"note": "a\u0000b"}
    received = send(world.inspector, batch)
    assert received.stored == 2
    assert received.refused == [
        (0, "track.no_place"), (1, "track.no_place"), (2, "track.no_place"), (3, "track.no_moment"),
        (4, "track.no_place"),
    ]  # fmt: skip
    with pytest.raises(Refused, match=r"track.batch_too_large"):
        send(world.inspector, fixes(now(), 2001))


def test_a_phone_with_a_mad_clock_lands_in_default_until_its_month_is_made(world):
    mad = datetime(2031, 5, 6, 9, tzinfo=COUNTY)
    start_duty(by=world.inspector, duty_id=uuid4(), device_at=mad, at=now())
    assert send(world.inspector, fixes(mad)).stored == 10
    assert tables() == ["inspections_fix_default"]
    assert make_months(mad.date(), mad.date()) == 1
    assert tables() == ["inspections_fix_2031_05"]
    assert make_months(mad.date(), mad.date()) == 0
    assert Fix.objects.count() == 10


def tables():
    with connection.cursor() as cursor:
        cursor.execute("select distinct tableoid::regclass::text from inspections_fix")
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.rule("I31")
def test_each_read_of_a_track_is_on_record_and_gaps_are_gaps(world, on_duty, as_):
    send(world.inspector, fixes(now(), 5) + fixes(now() + timedelta(minutes=10), 4))
    answer = as_("inspector").get(f"/api/v1/tracks/{on_duty.pk}/")
    assert [len(run) for run in answer.json()["runs"]] == [5, 4]
    read = Event.objects.get(deed="track.read")
    assert (read.actor_id, read.data) == (world.inspector.pk, {"user": world.inspector.pk, "fixes": 9})


@pytest.mark.rule("I7")
def test_a_track_is_its_persons_alone_until_the_duty_is_over(world, on_duty, as_):
    address = f"/api/v1/tracks/{on_duty.pk}/"
    others = ("dispatcher", "second_inspector", "auditor", "township_leader", "county_leader", "unit_leader", "admin")
    assert {as_(name).get(address).status_code for name in others} == {404}
    end_duty(by=world.inspector, duty_id=on_duty.pk, device_at=now() + timedelta(hours=1), at=now())
    assert {name for name in others if as_(name).get(address).status_code == 200} == {"dispatcher", "auditor"}


def test_duty_twice_is_once_and_anothers_is_none(world, on_duty):
    start_duty(by=world.inspector, duty_id=on_duty.pk, device_at=now(), at=now())
    assert DutySession.objects.count() == 1
    with pytest.raises(Refused, match=r"duty.unknown"):
        end_duty(by=world.second_inspector, duty_id=on_duty.pk, device_at=now(), at=now())
