"""Audit rows can be added and read, never changed: by triggers for everybody, by missing rights for the application."""

from django.db import migrations

FORWARD = """
alter table audit_event add column xid xid8 not null default pg_current_xact_id();
create index audit_event_xid on audit_event (xid, id);

create function audit_refuse() returns trigger language plpgsql as $$
begin
  raise exception 'audit rows are append-only' using errcode = '23514';
end $$;

create trigger audit_event_rows before update or delete on audit_event for each row execute function audit_refuse();
create trigger audit_event_all before truncate on audit_event for each statement execute function audit_refuse();
create trigger audit_batch_rows before update or delete on audit_batch for each row execute function audit_refuse();
create trigger audit_batch_all before truncate on audit_batch for each statement execute function audit_refuse();
revoke update, delete, truncate on audit_event, audit_batch from app;
"""
BACKWARD = """
drop trigger audit_event_rows on audit_event;
drop trigger audit_event_all on audit_event;
drop trigger audit_batch_rows on audit_batch;
drop trigger audit_batch_all on audit_batch;
drop function audit_refuse();
alter table audit_event drop column xid;
grant update, delete on audit_event, audit_batch to app;
"""


class Migration(migrations.Migration):
    dependencies = (("audit", "0001_initial"),)
    operations = (migrations.RunSQL(FORWARD, BACKWARD),)
