"""What a plan shows to whom: the draft to its two people, the public record to all, the full one to the auditor."""

from django.db import transaction

from gis_platform import audit
from gis_platform.common.errors import refuse
from inspections.draw.lottery import hash_of
from inspections.planning import plan as parts
from inspections.planning.models import DrawRecord
from inspections.rounds.envelope import open_envelope
from inspections.rounds.models import Plan
from inspections.rounds.rules import PlanState, record_public_at


@transaction.atomic
def opened_draft(plan, *, by, why: str, at) -> dict:
    """The content, for a reader whom `visible_to` let through; the opening is on record."""
    return open_envelope(plan, by=by, why=why, at=at)


@transaction.atomic
def file_record(plan_id, *, at) -> DrawRecord | None:
    """The plan is completed: its public record becomes a row, to be seen by all a week later. Twice is once."""
    plan = Plan.objects.locked(plan_id)
    if plan.state != PlanState.COMPLETED or DrawRecord.objects.filter(pk=plan.pk).exists():
        return None
    record = open_envelope(plan, by=None, why="public record", at=at)["draw"]["public"]
    if record is None:
        return None
    filed = DrawRecord.objects.create(
        plan=plan, record=record, sha256=hash_of(record), public_from=record_public_at(plan.closed_at)
    )
    audit.record(None, "draw.filed", filed, at=at, data={"record_sha256": filed.sha256})
    return filed


def file_missing(*, at) -> int:
    """Records whose task was lost with a worker."""
    waiting = Plan.objects.filter(state=PlanState.COMPLETED, draw_record__isnull=True).values_list("pk", flat=True)
    return sum(file_record(plan_id, at=at) is not None for plan_id in list(waiting))


def full_record_of(plan, *, by, at) -> dict:
    """Register, salts, officers, road matrix, orders: with them the auditor checks what is only committed to."""
    content = opened_draft(plan, by=by, why="full record", at=at)
    if not content["draw"].get("full_teams"):
        raise refuse("plan.not_routed")
    return parts.full_record(content)


def plan_gap(plan, *, by, seconds: float, at) -> float:
    """`plan_gap_percent` of the day's summary: our objective against PyVRP's with so many seconds, team by team."""
    from inspections.routing.reference import plan_gap_percent

    content = opened_draft(plan, by=by, why="plan gap", at=at)
    if not content["solver"]:
        raise refuse("plan.not_routed")
    drawn, matrix = parts.solved_again(content["solver"])
    return plan_gap_percent(drawn, matrix, seconds=seconds)
