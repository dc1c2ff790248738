"""An event belongs to the transaction that writes it, whatever is sent; a batch follows the last one and ends before

every transaction that may still write. So no row gets into a batch that is sealed (I32).
"""

from django.db import migrations

FORWARD = """
create function audit_own_transaction() returns trigger language plpgsql as $$
begin
  new.xid := pg_current_xact_id();
  return new;
end $$;
create trigger audit_event_xid before insert on audit_event for each row execute function audit_own_transaction();

create function audit_finished_batch() returns trigger language plpgsql as $$
begin
  if new.from_xid <> (select coalesce(max(to_xid), 0) from audit_batch)
     or new.to_xid > pg_snapshot_xmin(pg_current_snapshot())::text::bigint then
    raise exception 'a batch follows the last one and covers finished transactions only' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger audit_batch_finished before insert on audit_batch for each row execute function audit_finished_batch();
"""
BACKWARD = """
drop function audit_finished_batch() cascade;
drop function audit_own_transaction() cascade;
"""


class Migration(migrations.Migration):
    dependencies = (("audit", "0002_append_only"),)
    operations = (migrations.RunSQL(FORWARD, BACKWARD),)
