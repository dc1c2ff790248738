"""The whole day in its order, for `bin/run --once`: eve, T−60, the road over all teams, shift end, a week later."""

import heapq
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import uuid4

import shapely

from .client import Client, DayFailed
from .desk import Desk, Logins, public_from, verify_as_stranger
from .phone import Phone
from .team import Team

EVE_AT = time(15, 0)
LEAD = timedelta(minutes=60)


def walk_day(base_url: str, logins: Logins, *, on: date, teams: int, stops: int, clock, say) -> dict[str, Any]:
    """Returns what the evidence writer needs: {"plan_id", "date", "teams", "check_in_id", "draw", counts}."""
    rng = Random(on.isoformat())  # noqa: S311 - noise, no secret
    desk = Desk(base_url, logins, say=say)
    plan_the_eve(desk, on, teams=teams, stops=stops, clock=clock)
    plan = desk.plan()
    departs = datetime.fromisoformat(plan["content"]["departs_at"])
    clock.to(departs - LEAD + timedelta(minutes=1))
    crews = call_teams(base_url, logins, plan, rng=rng, clock=clock, say=say)
    resident = Resident(base_url, logins, rng=rng, clock=clock, say=say)
    in_time_order([*(crew.day(departs) for crew in crews), resident.day(on)], clock)
    clock.to(datetime.fromisoformat(plan["content"]["shift_ends_at"]) + timedelta(minutes=2))
    closed = desk.close()
    say("the plan is closed")
    clock.to(public_from(closed))
    verified = verify_as_stranger(base_url, desk.plan_id)
    say(f"a stranger's check of the draw: {verified}")
    return {
        "plan_id": desk.plan_id,
        "date": on.isoformat(),
        "teams": [_paper(crew) for crew in crews],
        "check_in_id": str(resident.check_in_id),
        "draw": verified,
        "tracks_points": sum(phone.fixes_kept for crew in crews for phone in crew.phones),
    }


def plan_the_eve(desk: Desk, on: date, *, teams: int, stops: int, clock) -> None:
    eve = datetime.combine(on - timedelta(days=1), EVE_AT, tzinfo=clock.zone)
    clock.to(eve)
    desk.draft(on, teams=teams, stops=stops)
    clock.to(eve + timedelta(minutes=10))
    desk.witness(on)
    clock.to(eve + timedelta(minutes=15))
    desk.draw_and_route()
    clock.to(eve + timedelta(minutes=40))
    desk.seal()


def call_teams(base_url, logins: Logins, plan, *, rng, clock, say) -> list[Team]:
    """Officers' phones ask for their packages until all who are called have learned it; these go on duty."""
    listed = [team for team in plan["content"]["teams"] if team["stops"]]
    wanted = {member["id"] for team in listed for member in team["members"]}
    called: dict[int, Phone] = {}
    for username, password in logins.passwords("inspector").items():
        if wanted <= set(called):
            break
        phone = Phone(Client(base_url, username, password).log_in(), Random(f"{rng.random()}{username}"))  # noqa: S311
        if phone.client.get("/mobile/v1/package/", expect=(200, 403)).status == 403:
            continue
        if any(call["date"] == plan["date"] for call in phone.fetch()["assemblies"]):
            called[phone.me["id"]] = phone
    say(f"{len(called)} officers are called; on duty")
    for phone in called.values():
        phone.do(phone.op("duty.start", phone.duty_id, clock.now()))
    return [_crew(team, called, rng=rng, clock=clock, say=say) for team in listed]


def _crew(team, called, *, rng, clock, say) -> Team:
    ids = [member["id"] for member in team["members"]]
    if missing := [member["name"] for member in team["members"] if member["id"] not in called]:
        raise DayFailed(f"no log-in for {', '.join(missing)} of team {team['number']}")
    lead, second = called[ids[0]], called[ids[1]]
    return Team(team["number"], lead, second, Random(rng.random()), clock.zone, say, clock)  # noqa: S311


def in_time_order(days: list[Iterator[datetime]], clock) -> None:
    """Take from all days the one whose next moment comes first, and let that moment come."""
    queue = [(next(day), number, day) for number, day in enumerate(days)]
    heapq.heapify(queue)
    while queue:
        moment, number, day = heapq.heappop(queue)
        clock.to(moment)
        if following := next(day, None):
            heapq.heappush(queue, (following, number, day))


def _paper(crew: Team) -> dict[str, Any]:
    return {"team": crew.number, "lead": crew.lead.me["username"], "second": crew.second.me["username"]} | asdict(
        crew.tally
    )


class Resident:
    """驻点: a deputy of a member unit is in a township that day."""

    def __init__(self, base_url: str, logins: Logins, *, rng, clock, say):
        self.phone = Phone(logins.client(base_url, "unit_leader"), Random(rng.random()))  # noqa: S311
        self.clock, self.say = clock, say
        self.check_in_id = uuid4()

    def day(self, on: date) -> Iterator[datetime]:
        name, spot = self._township()
        at = datetime.combine(on, time(10, 20), tzinfo=self.clock.zone)
        yield at
        self.phone.do(
            self.phone.op("supervision.check_in", self.check_in_id, at, fix=self.phone.receiver.fix(spot, at))
        )
        self.say(f"resident supervision: checked in in {name}")
        at += timedelta(hours=5)
        yield at
        self.phone.do(self.phone.op("supervision.check_out", self.check_in_id, at))

    def _township(self) -> tuple[str, tuple[float, float]]:
        """The largest township, and the spot in it that is farthest from its edges."""
        rows = self.phone.client.get("/api/v1/townships/?format=geojson&limit=100").json["features"]
        shapes = [(row["properties"]["name"], shapely.geometry.shape(row["geometry"])) for row in rows]
        if not shapes:
            raise DayFailed("there are no townships to be resident in")
        name, shape = max(shapes, key=lambda one: one[1].area)
        middle = shapely.maximum_inscribed_circle(shape).coords[0]
        return name, (middle[0], middle[1])
