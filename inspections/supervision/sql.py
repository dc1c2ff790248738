"""Trigger for a migration: a check-in gets its review and its check-out once each, and never changes otherwise (I4)."""

APPEND_ONLY = """
CREATE OR REPLACE FUNCTION inspections_checkin_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may_change text[] := '{}';
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.checked_out_at IS NULL THEN may_change := may_change || ARRAY['checked_out_at']; END IF;
        IF OLD.decision = 'none' THEN
            may_change := may_change
                || ARRAY['decision', 'decided_by_id', 'decided_at', 'decided_because', 'standing', 'reasons'];
        END IF;
        IF to_jsonb(NEW) - may_change = to_jsonb(OLD) - may_change THEN RETURN NEW; END IF;
    END IF;
    RAISE EXCEPTION 'a check-in is append-only: %', OLD.id USING ERRCODE = '23514';
END $$;
CREATE OR REPLACE TRIGGER checkin_is_append_only BEFORE UPDATE OR DELETE ON inspections_checkin
    FOR EACH ROW EXECUTE FUNCTION inspections_checkin_is_append_only();
"""

CHANGEABLE = """
DROP TRIGGER checkin_is_append_only ON inspections_checkin;
DROP FUNCTION inspections_checkin_is_append_only();
"""
