"""I6: what a day's batch leaves does not depend on order, cuts or repetition."""

from collections import Counter
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspections.hazards.models import Hazard
from inspections.tracks.models import DutySession
from inspections.visits.models import Answer, Finding, FindingNote, Presence, Visit
from mobile_api.sync.models import Operation
from tests.mobile_api.phones import Phone, fix_at

pytestmark = pytest.mark.django_db


def operations(phone, site, photo):
    visit, finding, duty = (UUID(int=n) for n in (1, 2, 3))
    fix = fix_at(site.location.x, site.location.y)
    answer = {"checklist": "x", "version": 1, "item": "a"}
    return [
        phone.op("duty.start", duty),
        phone.op("visit.arrive", visit, fix=fix, site_id=site.pk),
        phone.op("checklist.answer", visit, answer="yes", **answer),
        phone.op("finding.create", finding, visit_id=str(visit), text="护栏缺失", fix=fix, photos=[photo]),
        phone.op("finding.note", finding, text="已告知"),
        phone.op("visit.leave", visit),
        phone.op("duty.end", duty),
    ]


def rows():
    return {
        "operations": Counter(Operation.objects.values_list("kind", "status")),
        "visit": list(Visit.objects.values_list("pk", "state", "standing")),
        "finding": list(Finding.objects.values_list("pk", "text")),
        "hazard": list(Hazard.objects.values_list("pk", "state")),
        "note": list(FindingNote.objects.values_list("text")),
        "answer": list(Answer.objects.values_list("item_key", "answer")),
        "presence": Presence.objects.count(),
        "duty": list(DutySession.objects.values_list("pk", "ended_at")),
    }


@pytest.fixture
def phone(world, at_nine, sent, checklist):
    return Phone(world.inspector)


@pytest.mark.rule("I6")
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(data=st.data())
def test_any_order_cut_and_repetition_leaves_the_same_rows(phone, world, data):
    with transaction.atomic():
        ops = operations(phone, world.east_mine, str(uuid4()))
        photo = phone.photo(ops[3]["body"]["photos"][0])
        assert photo
        phone.send(*ops)
        straight = rows()
        transaction.set_rollback(True)
    with transaction.atomic():
        again = data.draw(st.lists(st.sampled_from(ops), max_size=6))
        shuffled = [op | {"seq": n} for n, op in enumerate(data.draw(st.permutations([*ops, *again])))]
        cuts = sorted(data.draw(st.lists(st.integers(0, len(shuffled)), max_size=3)))
        photo_after = data.draw(st.integers(0, len(cuts)))
        for number, (start, end) in enumerate(zip([0, *cuts], [*cuts, len(shuffled)], strict=True)):
            if number == photo_after:
                phone.photo(photo)
            phone.send(*shuffled[start:end])
        assert rows() == straight
        transaction.set_rollback(True)
