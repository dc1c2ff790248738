"""SQL of the fixes' table, for a migration: by month, with a DEFAULT for phones with mad clocks.

No foreign keys: a partitioned table that others truncate around would hold them up; duty rows are never deleted.
"""

CREATE = """
create table inspections_fix (
    at timestamptz not null,
    id uuid not null,
    user_id bigint not null,
    duty_id uuid not null,
    device_id varchar(64) not null,
    provider varchar(20) not null,
    raw jsonb not null,
    location geometry(Point, 4326) not null,
    accuracy_m double precision,
    speed_mps double precision,
    is_mock boolean,
    received_at timestamptz not null,
    primary key (at, id)
) partition by range (at);
create index inspections_fix_duty on inspections_fix (duty_id, at);
create index inspections_fix_location on inspections_fix using gist (location);
create table inspections_fix_default partition of inspections_fix default;

-- Rows of the month that already lie in DEFAULT move over, else the new partition is refused. By the owner, since the
-- application's role may not make tables.
create function inspections_fix_make_months(first date, last date) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    starts timestamp := date_trunc('month', first);
    part text;
    made integer := 0;
begin
    perform pg_advisory_xact_lock(7020);
    while starts <= last loop
        part := 'inspections_fix_' || to_char(starts, 'YYYY_MM');
        if to_regclass(part) is null then
            execute format('create table %I (like inspections_fix including all)', part);
            execute format(
                'with moved as (delete from inspections_fix_default where at >= %L and at < %L returning *)
                 insert into %I select * from moved',
                starts at time zone 'UTC', (starts + interval '1 month') at time zone 'UTC', part);
            execute format(
                'alter table inspections_fix attach partition %I for values from (%L) to (%L)',
                part, starts at time zone 'UTC', (starts + interval '1 month') at time zone 'UTC');
            made := made + 1;
        end if;
        starts := starts + interval '1 month';
    end loop;
    return made;
end $$;
revoke all on function inspections_fix_make_months(date, date) from public;
grant execute on function inspections_fix_make_months(date, date) to app;
select inspections_fix_make_months((now() - interval '13 months')::date, (now() + interval '3 months')::date);
"""

DROP = """
drop function inspections_fix_make_months(date, date);
drop table inspections_fix;
"""
