"""Triggers for a migration: what a visit saw never changes, whoever writes (I14)."""

IMMUTABLE = """
create or replace function inspections_appended_only() returns trigger language plpgsql as $$
begin
    raise exception '% rows are appended, never changed', TG_TABLE_NAME using errcode = '23514';
end $$;
create or replace trigger finding_is_immutable before update or delete on inspections_finding
    for each row execute function inspections_appended_only();
create or replace trigger finding_note_is_immutable before update or delete on inspections_findingnote
    for each row execute function inspections_appended_only();
create or replace trigger hazard_event_is_immutable before update or delete on inspections_hazardevent
    for each row execute function inspections_appended_only();
"""

MUTABLE = """
drop trigger hazard_event_is_immutable on inspections_hazardevent;
drop trigger finding_note_is_immutable on inspections_findingnote;
drop trigger finding_is_immutable on inspections_finding;
drop function inspections_appended_only();
"""
