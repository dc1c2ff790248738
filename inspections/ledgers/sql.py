"""Triggers for a migration: entries and submitted reports are added, never changed or taken away (R32, I14)."""

TABLES = ("inspections_batchentry", "inspections_fivebatchreport")

APPEND_ONLY = """
CREATE OR REPLACE FUNCTION inspections_ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = '23514';
END $$;
""" + "".join(
    f"CREATE OR REPLACE TRIGGER ledger_is_append_only BEFORE UPDATE OR DELETE ON {table}"
    " FOR EACH ROW EXECUTE FUNCTION inspections_ledger_is_append_only();\n"
    for table in TABLES
)

CHANGEABLE = (
    "".join(f"DROP TRIGGER ledger_is_append_only ON {table};\n" for table in TABLES)
    + "DROP FUNCTION inspections_ledger_is_append_only();"
)
