"""A migration after the first release runs beside working phones: on tables that grow it may not lock for long."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import models
from django.db.migrations import AddField, AddIndex
from django.db.migrations.loader import MigrationLoader

FIRST = {"accounts": 1, "audit": 2, "common": 1, "inspections": 4, "layers": 1, "mobile_api": 1, "ops": 1}
GROWS = {"event", "accesstoken", "photo", "visit", "answer", "finding", "hazardevent", "operation", "dutysession"}


def locks_long(operation) -> bool:
    """An index built in the lock, or a table written anew for a default that each row works out."""
    if getattr(operation, "model_name_lower", "") not in GROWS:
        return False
    if isinstance(operation, AddIndex):
        return not isinstance(operation, AddIndexConcurrently)
    if isinstance(operation, AddField):
        field = operation.field
        has_index = field.db_index or field.unique
        return has_index or (field.has_db_default() and not isinstance(field.db_default, models.Value))
    return False


def test_no_later_migration_locks_a_growing_table_for_long():
    migrations = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    later = {key: one for key, one in migrations.items() if int(key[1][:4]) > FIRST.get(key[0], 9999)}
    assert [key for key, one in later.items() if any(map(locks_long, one.operations))] == []


def test_what_counts_as_long():
    key = models.ForeignKey("layers.Site", null=True, on_delete=models.CASCADE)
    assert locks_long(AddField("visit", "site", key))
    assert locks_long(AddIndex("Event", models.Index(fields=["at"], name="x")))
    assert not locks_long(AddField("visit", "note", models.TextField(default="")))
    assert not locks_long(AddField("county", "site", key))
