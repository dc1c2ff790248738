"""What stands in an envelope, as plain JSON, and the questions one asks of it.

{"version", "date", "departs_at", "shift_ends_at", "want", "attempt", "pool", "draw", "teams": [{"round_id", "leader",
"members" (user ids, the leader first), "depot", "stops": [{"stop_id", "site", "state", "mode", "service_min",
"planned": {"arrive_s", "start_s", "leave_s"}, "released_at", "left_at"}], "route": {"is_estimate", "legs"},
"not_fitted": [{"site", "reason"}]}], "solver", "status"}; moments in ISO 8601, planned times in seconds of the day.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from .rules import StopStanding, StopState

Paper = dict[str, Any]
SLOTS = 8  # a phone shows “stop 2 of at most 8”, whatever the round holds


@dataclass(frozen=True, slots=True)
class ReleasedStop:
    """The one stop a team leader may see. `place` counts from 1; `of_padded` tells no number of stops.

    `planned`: seconds of the county's day; `leg`: the way to it from the stop before
    {"geometry": [[lng, lat]], "duration_s", "distance_m", "steps"}, or None.
    """

    stop_id: UUID
    round_id: UUID
    plan_id: UUID
    site_id: int
    state: str
    released_at: datetime
    place: int
    of_padded: int
    mode: str
    service_min: int
    planned: Paper
    leg: Paper | None


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def standings(team: Paper) -> list[StopStanding]:
    return [
        StopStanding(StopState(stop["state"]), stop["left_at"] and moment(stop["left_at"])) for stop in team["stops"]
    ]


def planned_at(content: Paper, stop: Paper) -> datetime | None:
    """When the team is planned to stand at the gate; None before the routing."""
    if not stop["planned"]:
        return None
    midnight = moment(content["departs_at"]).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(seconds=stop["planned"]["start_s"])


def stops_of(content: Paper) -> Iterator[tuple[Paper, int, Paper]]:
    """(team, place, stop) through all teams."""
    for team in content["teams"]:
        for place, stop in enumerate(team["stops"]):
            yield team, place, stop


def find_stop(content: Paper, stop_id: Any) -> tuple[Paper, int, Paper] | None:
    return next((found for found in stops_of(content) if found[2]["stop_id"] == str(stop_id)), None)


def team_of(content: Paper, user_id: int) -> Paper | None:
    return next((team for team in content["teams"] if user_id in team["members"]), None)


def open_place(team: Paper) -> int | None:
    """Place of the stop that the leader sees now: released or unsealed, not yet behind; of two, the newest."""
    open_now = [
        place
        for place, standing in enumerate(standings(team))
        if standing.state in (StopState.RELEASED, StopState.UNSEALED) and not standing.is_behind
    ]
    return max(open_now, key=lambda place: team["stops"][place]["released_at"], default=None)


def as_released(plan_id: UUID, team: Paper, place: int) -> ReleasedStop:
    stop, route = team["stops"][place], team.get("route") or {"legs": []}
    return ReleasedStop(
        stop_id=UUID(stop["stop_id"]),
        round_id=UUID(team["round_id"]),
        plan_id=plan_id,
        site_id=stop["site"],
        state=stop["state"],
        released_at=moment(stop["released_at"]),
        place=place + 1,
        of_padded=SLOTS,
        mode=stop["mode"],
        service_min=stop["service_min"],
        planned=stop["planned"],
        leg=route["legs"][place] if place < len(route["legs"]) else None,
    )
