"""What proves a draw, what was seen at a site, and what is over stays as it is, whoever writes (S7, I14)."""

from django.db import migrations

from gis_platform.common.append_only import changeable_again, kept, refusal

FUNCTION = "inspections_row_is_append_only"


def only(table, **words):
    return kept(f"inspections_{table}", FUNCTION, **words)


def never(columns):
    """Where one of these is to change. By name, so that a big row (an envelope) need not be compared whole."""
    return " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)


# Who may read it follows its visit; whose evidence it is never changes.
PLACE = ["subject", "township_id", "sector_line_id", "site_id", "author_id", "approver_id", "opened_at"]

# Until a fix verifies or somebody answers for it by name.
ARRIVAL = ["arrival_fix", "arrival_location", "accuracy_m", "is_mock", "verdict", "standing"]
ARRIVAL += ["accepted_by_id", "accepted_because", "site_id", "township_id", "sector_line_id", "stop_id"]
ARRIVAL += ["selection_mode", "opened_at"]
COURSE = ["left_at", "recorded_at", "voided_because"]

ENDED = "OLD.state IN ('voided', 'closed', 'transferred')"
# A hazard may end before its visit is opened; its scope comes with that.
SCOPE = ["site_id", "township_id", "sector_line_id", "opened_at"]

FORWARD = "".join(
    [
        refusal(FUNCTION),
        *(only(table) for table in ("seasonkey", "commitment", "drawrecord", "presence", "answer")),
        only("nonce", name="append_only", on="DELETE"),
        only("nonce", name="append_only_once_given", on="UPDATE", when="OLD.nonce <> ''"),
        only(
            "nonce",
            name="append_only_but_its_number",
            on="UPDATE",
            when="OLD.nonce = ''",
            may_change=["nonce", "witness_id", "given_at"],
        ),
        only("plan", name="append_only", on="DELETE"),
        only("plan", name="append_only_author", on="UPDATE", when=never(["author_id", "date", "created_at"])),
        *(only(table, may_change=["officer_ids"], may_fill=PLACE) for table in ("photo", "signature")),
        only("visit", name="append_only", on="DELETE"),
        only(
            "visit",
            name="append_only_until_opened",
            on="UPDATE",
            when="OLD.opened_at IS NULL",
            may_change=["state", *ARRIVAL],
            may_fill=COURSE,
        ),
        only(
            "visit",
            name="append_only_once_opened",
            on="UPDATE",
            when="OLD.opened_at IS NOT NULL",
            may_change=["state"],
            may_fill=COURSE,
        ),
        only(
            "visit",
            name="append_only_state",
            on="UPDATE",
            when="OLD.state <> 'arrived' AND NEW.state NOT IN (OLD.state, 'voided')",
        ),
        only("hazard", name="append_only", on="DELETE"),
        only(
            "hazard",
            name="append_only_once_ended",
            on="UPDATE",
            when=f"{ENDED} AND OLD.opened_at IS NOT NULL",
        ),
        only(
            "hazard",
            name="append_only_but_its_scope",
            on="UPDATE",
            when=f"{ENDED} AND OLD.opened_at IS NULL",
            may_change=["updated_at"],
            may_fill=SCOPE,
        ),
    ]
)


class Migration(migrations.Migration):
    dependencies = (("inspections", "0005_heads_of_offices"),)
    operations = (migrations.RunSQL(FORWARD, changeable_again(FUNCTION)),)
