"""A judgement of risk stays as it was made; only the period of the one in force is ended, once (I17)."""

from django.db import migrations

from gis_platform.common.append_only import changeable_again, kept, refusal

FUNCTION, TABLE = "layers_row_is_append_only", "layers_assessment"
# Two judgements of one moment: the first was in force for no time, its period is empty.
ENDS = (
    "upper_inf(OLD.period) AND NOT upper_inf(NEW.period)"
    " AND (isempty(NEW.period) OR lower(NEW.period) IS NOT DISTINCT FROM lower(OLD.period))"
)
FORWARD = (
    refusal(FUNCTION)
    + kept(TABLE, FUNCTION, name="append_only", on="DELETE")
    + kept(TABLE, FUNCTION, name="append_only_but_its_end", on="UPDATE", when=ENDS, may_change=["period"])
    + kept(TABLE, FUNCTION, name="append_only_in_all_else", on="UPDATE", when=f"({ENDS}) IS NOT TRUE")
)


class Migration(migrations.Migration):
    dependencies = (("layers", "0001_initial"),)
    operations = (migrations.RunSQL(FORWARD, changeable_again(FUNCTION)),)
