import time

import pytest
from django.db import DatabaseError, connection, transaction

from gis_platform import audit
from gis_platform.audit import chain

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
