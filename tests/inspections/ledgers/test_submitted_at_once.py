"""The first report of a half-month has no row yet that could be locked."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from rest_framework.test import APIClient

from inspections.ledgers.models import FiveBatchReport

pytestmark = pytest.mark.django_db(transaction=True)
BODY = {"starts_on": "2019-09-16", "text": "本期无。"}


def together(*deeds):
    gate = Barrier(len(deeds))

    def one(deed):
        try:
            gate.wait()
            return deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(one, deeds))


def sent_by(user, **headers):
    api = APIClient()
    api.force_authenticate(user)
    return lambda: api.post("/api/v1/reports/submit/", BODY, headers=headers)


@pytest.mark.rule("R32")
def test_two_dispatchers_at_once_make_one_version_and_the_second_is_told_why(offices, world):
    answers = together(sent_by(world.dispatcher), sent_by(world.second_dispatcher))
    first, second = sorted(answers, key=lambda answer: answer.status_code)
    assert (first.status_code, second.status_code) == (201, 409)
    assert [one["code"] for one in second.json()["errors"]] == ["ledger.nothing_changed", "ledger.reason_needed"]
    assert FiveBatchReport.objects.count() == 1


def test_the_same_request_twice_at_once_has_one_answer(offices, world):
    same = {"Idempotency-Key": "k"}
    first, second = together(sent_by(world.dispatcher, **same), sent_by(world.dispatcher, **same))
    assert first.json() == second.json()
    assert (first.status_code, second.status_code) == (201, 201)
    assert FiveBatchReport.objects.count() == 1
