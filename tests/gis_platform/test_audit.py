import time

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from gis_platform import audit
from gis_platform.audit import chain
from gis_platform.audit.models import Batch
from gis_platform.common.clock import now

pytestmark = pytest.mark.django_db


@pytest.mark.rule("I32")
@pytest.mark.parametrize(
    "change", ["update audit_event set deed = 'x'", "delete from audit_event", "update audit_batch set events = 0"]
)
def test_the_application_role_cannot_change_what_was_recorded(world, change):
    audit.record(world.dispatcher, "test.deed", world.east_mine)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local role app")
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            cursor.execute(change)


@pytest.mark.rule("I32")
def test_not_even_the_owner_changes_a_row_unnoticed(world):
    event = audit.record(world.dispatcher, "test.deed", world.east_mine, data={"reason": "测试"})
    assert chain.verify() == []
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table audit_event disable trigger audit_event_rows")
        cursor.execute("update audit_event set data = '{}' where id = %s", [event.pk])
    assert len(chain.verify()) == 1
    assert f"event {event.pk}" in chain.verify()[0]


INSERT = """insert into audit_event (at, deed, subject_type, subject_id, data, row_sha256, xid)
values (now(), 'test.late', '', '', '{}', '', %s::text::xid8) returning xid = pg_current_xact_id()"""


@pytest.mark.rule("I32")
def test_an_event_belongs_to_the_transaction_that_writes_it_whatever_is_sent(world):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local role app")
        cursor.execute(INSERT, ["3"])
        assert cursor.fetchone() == (True,)


@pytest.mark.rule("I32")
@pytest.mark.parametrize(
    ("begins", "ends"),
    [(0, 2**40), (5, 10), (-1, 1)],
    ids=["over transactions to come", "past one that was left out", "before the first"],
)
def test_no_batch_is_sealed_but_the_next_one_over_what_is_finished(world, begins, ends):
    assert not Batch.objects.exists()
    values = {"events": 0, "sealed_at": now(), "previous_sha256": "0" * 64, "sha256": "1" * 64}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local role app")
        with pytest.raises(IntegrityError, match="follows the last one"), transaction.atomic():
            Batch.objects.create(from_xid=begins, to_xid=ends, **values)


def seal_when_others_are_done(wanted):
    """A transaction anywhere in the cluster, another test's too, holds sealing back until it is over."""
    sealed, tries = 0, 0
    while sealed < wanted and tries < 600:
        sealed, tries = sealed + chain.seal(), tries + 1
        time.sleep(0.05)
    return sealed


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("I32")
def test_a_removed_event_breaks_the_chain():
    for number in range(3):
        audit.record(None, f"test.deed_{number}")
    assert seal_when_others_are_done(3) == 3
    assert chain.seal() == 0
    assert chain.verify() == []
    with connection.cursor() as cursor:
        cursor.execute("alter table audit_event disable trigger audit_event_rows")
        cursor.execute("delete from audit_event where deed = 'test.deed_1'")
        cursor.execute("alter table audit_event enable trigger audit_event_rows")
    assert "removed" in chain.verify()[0]
