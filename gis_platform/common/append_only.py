"""SQL for migrations: rows that only grow. By trigger, so that no door, no bulk update and no role gets round it."""

from collections.abc import Sequence

# Arguments of a trigger: columns that may change, and columns that may be filled while they are empty.
_FUNCTION = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may_change text[] := TG_ARGV[0];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        SELECT may_change || coalesce(array_agg(key), '{{}}') INTO may_change FROM jsonb_each(to_jsonb(OLD))
            WHERE key = ANY (TG_ARGV[1]::text[]) AND value IN ('null', '""');
        IF to_jsonb(NEW) - may_change = to_jsonb(OLD) - may_change THEN RETURN NEW; END IF;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = '23514';
END $$;
"""


def refusal(function: str) -> str:
    """The function that the triggers of one migration call."""
    return _FUNCTION.format(name=function)


def kept(
    table: str,
    function: str,
    *,
    on: str = "UPDATE OR DELETE",
    name: str = "append_only",
    when: str = "true",
    may_change: Sequence[str] = (),
    may_fill: Sequence[str] = (),
) -> str:
    """A trigger: where `when` (over OLD, and NEW if `on` is UPDATE) is true, all other columns stay as they are."""
    lists = ", ".join(f"'{{{','.join(columns)}}}'" for columns in (may_change, may_fill))
    return (
        f"CREATE TRIGGER {name} BEFORE {on} ON {table}"
        f" FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION {function}({lists});\n"
    )


def changeable_again(function: str) -> str:
    """Takes the triggers away with their function."""
    return f"DROP FUNCTION {function}() CASCADE;"
