"""The same batch over several connections at once, as a phone does that changes networks."""

from threading import Thread
from uuid import uuid4

import pytest
from django.db import connection

from gis_platform.common.clock import now
from inspections.tracks.models import DutySession
from mobile_api.sync import services
from mobile_api.sync.models import Operation
from tests.mobile_api.phones import Phone


@pytest.mark.rule("I6")
@pytest.mark.django_db(transaction=True)
def test_a_batch_sent_six_times_at_once_is_applied_once(world, at_nine, sent):
    phone = Phone(world.inspector)
    device = services.device_of(phone.user, phone.device_id, at=now())
    ops = [phone.op("duty.start", uuid4()), phone.op("duty.end", uuid4())]
    answers = []

    def send():
        answers.append(services.receive(ops, by=phone.user, device=device, at=now())[0]["status"])
        connection.close()

    threads = [Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["applied", *["duplicate"] * 5]
    assert (DutySession.objects.count(), Operation.objects.count()) == (1, 2)
