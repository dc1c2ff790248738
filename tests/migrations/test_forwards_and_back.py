"""Every migration on a full database: back and forward again, and the schema is what it was."""

import os

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection

from tests.access.evening import build

# Their triggers must come off while rows are there.
GUARDED = {
    "audit_event",
    "inspections_answer",
    "inspections_batchentry",
    "inspections_checkin",
    "inspections_commitment",
    "inspections_document",
    "inspections_drawrecord",
    "inspections_finding",
    "inspections_fivebatchreport",
    "inspections_hazard",
    "inspections_hazardevent",
    "inspections_nonce",
    "inspections_photo",
    "inspections_plan",
    "inspections_presence",
    "inspections_seasonkey",
    "inspections_signature",
    "inspections_visit",
    "layers_assessment",
}
POSTGIS = {"spatial_ref_sys", "geometry_columns", "geography_columns"}
SCHEMA = """
select 'column', table_name || '.' || column_name, data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '')
  from information_schema.columns where table_schema = 'public'
union all select 'index', indexname, indexdef from pg_indexes where schemaname = 'public'
union all select 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid) from pg_constraint
  where connamespace = 'public'::regnamespace and conrelid <> 0
union all select 'trigger', tgrelid::regclass || '.' || tgname, pg_get_triggerdef(oid) from pg_trigger
  where not tgisinternal
union all select 'function', oid::regprocedure::text, prosrc from pg_proc p where pronamespace = 'public'::regnamespace
  and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
union all select 'right', c.oid::regclass::text, grantee::regrole || ' ' || privilege_type
  from pg_class c, aclexplode(relacl) where relnamespace = 'public'::regnamespace and grantee <> 0
"""


@pytest.fixture
def full(django_db_blocker, tmp_path, settings, at_nine):
    """A database of its own, migrated from zero, with one thing of every kind in it."""
    settings.MEDIA_ROOT, settings.VALHALLA_URL = tmp_path, ""
    own, name = connection.settings_dict, connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        connection.close()
        own["NAME"] = f"migrations_{os.environ.get('PYTEST_XDIST_WORKER', name)}"
        recreate(own["NAME"])
        try:
            migrate()
            build(at_nine)
            yield
        finally:
            connection.close()
            recreate(own["NAME"], make=False)
            own["NAME"] = name
            ContentType.objects.clear_cache()


def recreate(name, *, make=True):
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'drop database if exists "{name}" with (force)')
        if make:
            cursor.execute(f'create database "{name}"')


def migrate(*words):
    call_command("migrate", *words, verbosity=0)


def rows(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return set(cursor.fetchall())


def counts():
    """Rows of every table of the domain, partitions and Django's own book-keeping aside."""
    tables = connection.introspection.table_names()
    ours = [t for t in tables if t.startswith(("layers_", "inspections_", "mobile_api_", "audit_", "accounts_"))]
    return {t: rows(f'select count(*) from "{t}"').pop()[0] for t in ours if not t.startswith("inspections_fix")}  # noqa: S608


def test_every_migration_goes_back_and_forward_again_on_a_full_database(full):
    schema, full_counts = rows(SCHEMA), counts()
    assert [table for table in GUARDED if not full_counts[table]] == []
    assert rows("select count(*) > 0 from inspections_fix") == {(True,)}

    # Written by hand in SQL: what Django cannot turn round by itself.
    for app in ("inspections", "layers", "audit"):
        migrate(app, "0001")
    assert not {name for kind, name, _ in rows(SCHEMA) if kind in {"trigger", "function"}}
    assert counts() == full_counts
    migrate()
    assert (rows(SCHEMA), counts()) == (schema, full_counts)

    migrate("ops", "zero")
    assert set(connection.introspection.table_names()) - POSTGIS == {"django_migrations"}
    migrate()
    assert rows(SCHEMA) == schema
