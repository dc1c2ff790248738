import pytest

from gis_platform import audit
from gis_platform.common.clock import now
from inspections.rounds.envelope import BUCKET, EnvelopeBroken, open_envelope, write_envelope
from inspections.rounds.models import Plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(world, at_nine):
    plan = Plan(date=now().date(), author=world.dispatcher, created_at=now())
    write_envelope(plan, {"teams": [], "word": "示例石场甲"})
    return plan


def opened(plan, by=None):
    return open_envelope(Plan.objects.get(pk=plan.pk), by=by, why="test", at=now())


def test_what_was_written_comes_back_and_the_opening_names_who_and_why(plan, world):
    assert opened(plan, by=world.dispatcher) == {"teams": [], "word": "示例石场甲", "version": 1}
    event = audit.models.Event.objects.on(plan).get(deed="plan.opened")
    assert (event.actor, event.data) == (world.dispatcher, {"why": "test", "version": 1})


def test_size_tells_nothing_and_the_same_content_never_looks_the_same(plan):
    first = bytes(plan.envelope)
    write_envelope(plan, {"teams": ["x" * 5000] * 20})
    assert len(plan.envelope) == len(first) > BUCKET
    content = opened(plan)
    write_envelope(plan, content)
    assert "示例石场甲".encode() not in first
    assert first[:12] != bytes(plan.envelope)[:12]


@pytest.mark.parametrize("place", [0, 20, -1])
def test_one_changed_byte_is_noticed(plan, place):
    box = bytearray(plan.envelope)
    box[place] ^= 1
    Plan.objects.filter(pk=plan.pk).update(envelope=bytes(box))
    with pytest.raises(EnvelopeBroken):
        opened(plan)


def test_an_older_envelope_cannot_be_put_back(plan):
    older = bytes(plan.envelope)
    write_envelope(plan, {"teams": []})
    Plan.objects.filter(pk=plan.pk).update(envelope=older)
    with pytest.raises(EnvelopeBroken):
        opened(plan)


def test_the_envelope_of_one_plan_does_not_open_in_another(plan, world):
    other = Plan(date=plan.date, author=world.second_dispatcher, created_at=now())
    write_envelope(other, {"teams": []})
    Plan.objects.filter(pk=other.pk).update(envelope=bytes(plan.envelope))
    with pytest.raises(EnvelopeBroken):
        opened(other)


def test_another_key_opens_nothing(plan, settings):
    settings.ENVELOPE_KEY = "ab" * 32
    with pytest.raises(EnvelopeBroken):
        opened(plan)
