"""Triggers for a migration: what an issued paper says never changes, whoever writes (I14)."""

# A paper may only be opened, get its files, and become void, each once; all else raises 23514.
IMMUTABLE = """
CREATE OR REPLACE FUNCTION inspections_document_is_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may_change text[] := '{}';
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.opened_at IS NULL THEN may_change := may_change || ARRAY['opened_at']; END IF;
        IF OLD.pdf_sha256 = '' THEN may_change := may_change || ARRAY['pdf', 'pdf_sha256']; END IF;
        IF OLD.state = 'issued' THEN
            may_change := may_change || ARRAY['state', 'void_reason', 'voided_at', 'voided_by_id'];
        ELSIF OLD.void_pdf = '' THEN
            may_change := may_change || ARRAY['void_pdf'];
        END IF;
        IF to_jsonb(NEW) - may_change = to_jsonb(OLD) - may_change THEN RETURN NEW; END IF;
    END IF;
    RAISE EXCEPTION 'an issued document is immutable: %', OLD.serial USING ERRCODE = '23514';
END $$;
CREATE OR REPLACE TRIGGER document_is_immutable BEFORE UPDATE OR DELETE ON inspections_document
    FOR EACH ROW EXECUTE FUNCTION inspections_document_is_immutable();
"""

MUTABLE = """
DROP TRIGGER document_is_immutable ON inspections_document;
DROP FUNCTION inspections_document_is_immutable();
"""
