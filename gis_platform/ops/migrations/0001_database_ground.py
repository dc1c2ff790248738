"""Extensions and default rights, before any table exists: web, worker and beat run as the plain role `app`."""

from django.db import migrations

GROUND = """
create extension if not exists postgis;
create extension if not exists pg_trgm;
create extension if not exists btree_gist;
do $$ begin
  if not exists (select from pg_roles where rolname = 'app') then create role app login; end if;
end $$;
grant usage on schema public to app;
alter default privileges in schema public grant select, insert, update, delete on tables to app;
alter default privileges in schema public grant usage, select, update on sequences to app;
"""


class Migration(migrations.Migration):
    initial = True
    run_before = (
        ("contenttypes", "0001_initial"),
        ("sessions", "0001_initial"),
        ("axes", "0001_initial"),
    )
    operations = (migrations.RunSQL(GROUND, migrations.RunSQL.noop),)
