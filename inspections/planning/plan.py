"""From a frozen pool to teams on the road, over plain values: registers, draw, officers, timetable, geometry.

What it writes are parts of the envelope's content (inspections.rounds.content). The set of a team's stops is drawn and
never changed here; only their order is, and that by the stream `order` (docs/draw.md).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cache
from secrets import token_hex
from typing import Any
from uuid import uuid4

from inspections.draw import record as papers
from inspections.draw.lottery import Stream, hash_of
from inspections.draw.officers import Officer, may_draw_officers
from inspections.draw.order import draw_order
from inspections.rounds.rules import SelectionMode, StopState
from inspections.routing.router import Leg, Matrix, Point, Router
from inspections.routing.timetable import Span, Stop, Team, Timetable, objective_s, walk
from inspections.routing.vroom import best_timetable

from .pool import Pool

Paper = dict[str, Any]
TEAM_SIZE = 2
FAR_M = 10_000_000  # stands for “no road” where the draw needs a whole number


@dataclass(frozen=True, slots=True)
class Place:
    """Where a stop is and when it may be seen; windows in seconds of the day, none: any time."""

    point: Point
    service_min: int
    windows: tuple[Span, ...]


# 1. Freeze and draw


def freeze_attempts(
    pool: Pool,
    officers: Sequence[Officer],
    *,
    on: date,
    want: Paper,
    depot: tuple[int, int],
    is_working_day: Callable[[date], bool],
    key_of: Callable[[int], str],
) -> Paper:
    """{"1": {"register", "snapshot"}, …}: all attempts of the day at once, as the witness is shown all their hashes."""
    frozen = {}
    for attempt in papers.ATTEMPTS:
        register = papers.register(
            pool.candidates,
            officers,
            on=on,
            is_working_day=is_working_day,
            by_risk=pool.by_risk,
            stops=want["stops"],
            want=want["zones"],
            depot=depot,
            salts={candidate.id: token_hex(16) for candidate in pool.candidates},
            team_size=TEAM_SIZE,
        )
        snapshot = papers.freeze(register, want["stops"], want["teams"], key_of(attempt))
        frozen[str(attempt)] = {"register": register, "snapshot": snapshot}
    return frozen


def is_routed(content: Paper) -> bool:
    return bool(content["teams"]) and all(team["route"] is not None for team in content["teams"])


def frozen_attempt(content: Paper) -> Paper:
    return content["draw"]["attempts"][str(content["attempt"])]


def public_record(content: Paper, *, key: str, nonce: str) -> Paper:
    earlier = content["draw"]["earlier"]
    return papers.public_record(
        frozen_attempt(content)["snapshot"],
        on=date.fromisoformat(content["date"]),
        attempt=content["attempt"],
        key=key,
        nonce=nonce,
        earlier_attempts=[{k: one[k] for k in ("attempt", "reason", "record_sha256")} for one in earlier],
    )


def set_earlier(content: Paper, record: Paper, reason: str) -> None:
    """Put the attempt that is given up on record, and go to the next."""
    given_up = {"attempt": content["attempt"], "reason": reason, "record_sha256": hash_of(record), "record": record}
    content["draw"]["earlier"].append(given_up)
    content["draw"] |= {"public": None, "teams": [], "county_matrix_m": None}
    content |= {"attempt": content["attempt"] + 1, "teams": [], "solver": None}


def set_drawn(
    content: Paper, record: Paper, *, user_of: Mapping[str, int], depot: Paper, county_matrix: list[list[int]] | None
):
    """Sets and officers of the record into the content; returns the verdict on the officers, and writes only if yes.

    user_of: officer id → user id. The first officer drawn leads.
    """
    register = frozen_attempt(content)["register"]
    sets, site_of = papers.team_sets(record, register, county_matrix), papers.site_ids(register)
    officers = [papers.officer_of(row) for row in register["officers"]]
    on = date.fromisoformat(content["date"])
    verdict = may_draw_officers(officers, [{site_of[name] for name in names} for names in sets], on, TEAM_SIZE)
    if not verdict.ok:
        return verdict
    drawn = papers.team_officers(record, register, sets)
    content["draw"] |= {
        "public": record,
        "teams": [{"stops": names, "officers": ids} for names, ids in zip(sets, drawn, strict=True)],
        "county_matrix_m": county_matrix,
    }
    content["teams"] = [
        _team([site_of[name] for name in names], [user_of[officer] for officer in ids], depot)
        for names, ids in zip(sets, drawn, strict=True)
    ]
    content["solver"] = None
    return verdict


def _team(sites: Sequence[str], members: list[int], depot: Paper) -> Paper:
    return {
        "round_id": str(uuid4()),
        "leader": members[0],
        "members": members,
        "depot": depot,
        "stops": [_stop(int(site)) for site in sites],
        "not_fitted": [],
        "route": None,
    }


def _stop(site: int) -> Paper:
    return {
        "stop_id": str(uuid4()),
        "site": site,
        "state": StopState.SEALED.value,
        "mode": SelectionMode.RANDOM.value,
        "service_min": None,
        "planned": None,
        "released_at": None,
        "left_at": None,
    }


def county_points(content: Paper, record: Paper) -> list[int] | None:
    """Site ids whose road matrix a county-wide draw needs, or None."""
    if not papers.is_county_wide(record):
        return None
    site_of = papers.site_ids(frozen_attempt(content)["register"])
    return [int(site_of[name]) for name in record["result"][0]]


def whole_metres(matrix: Matrix, rows: Sequence[int]) -> list[list[int]]:
    lengths = ((matrix.distance_m[a][b] for b in rows) for a in rows)
    return [[FAR_M if length is None else length for length in row] for row in lengths]


# 2. Route


def drawn_sites(content: Paper) -> list[int]:
    site_of = papers.site_ids(frozen_attempt(content)["register"])
    return [int(site_of[name]) for team in content["draw"]["teams"] for name in team["stops"]]


def route_day(content: Paper, places: Mapping[int, Place], router: Router) -> None:
    """Timetable and geometry of every team into the content. Raises RoutingError."""
    depot = content["teams"][0]["depot"]
    sites = drawn_sites(content)
    points: list[Point] = [(depot["lng"], depot["lat"]), *(places[site].point for site in sites)]
    matrix = router.matrix(points)
    row_of = {site: row for row, site in enumerate(sites, start=1)}
    rng = Stream(papers.seed_of(content["draw"]["public"]), "order")
    shift = seconds_of_day(content["departs_at"]), seconds_of_day(content["shift_ends_at"])
    site_of = papers.site_ids(frozen_attempt(content)["register"])
    best, records = [], []
    for team, drawn in zip(content["teams"], content["draw"]["teams"], strict=True):
        own = [int(site_of[name]) for name in drawn["stops"]]
        stops = [Stop(str(site), row_of[site], places[site].service_min, places[site].windows) for site in own]
        vehicle = Team(team["round_id"], 0, shift)
        solved, day, paper = _drawn_order(stops, matrix, vehicle, rng)
        names = {stop.key: name for stop, name in zip(stops, drawn["stops"], strict=True)}
        paper["not_fitted"] = [[names[key], reason] for key, reason in paper["not_fitted"]]
        records.append({"stops": drawn["stops"], "officers": drawn["officers"]} | paper)
        best.append((stops, solved))
        _set_timetable(team, day, solved, places)
        _set_lines(team, points, row_of, router)
    content["draw"]["full_teams"] = records
    content["solver"] = _solver(best, content["teams"], matrix, shift)


def _drawn_order(
    stops: Sequence[Stop], matrix: Matrix, vehicle: Team, rng: Stream
) -> tuple[Timetable, Timetable, Paper]:
    """(the solver's best day, the day in the drawn order, the auditor's paper on it)."""
    solved = best_timetable(stops, matrix, vehicle)
    out = dict(solved.not_fitted)
    fitted = [stop for stop in stops if stop.key not in out]
    matrix_m = whole_metres(matrix, [0, *(stop.at for stop in fitted)])
    at = {stop.key: k for k, stop in enumerate(fitted, start=1)}
    start = [at[planned.key] for planned in solved.stops]

    @cache
    def day_of(tour: tuple[int, ...]) -> Timetable | None:
        return walk([fitted[k - 1] for k in tour], matrix, vehicle)

    order, refused = draw_order(matrix_m, rng, lambda tour: day_of(tour) is not None, start)
    paper = {
        "not_fitted": [[key, reason.value] for key, reason in solved.not_fitted],
        "matrix_m": matrix_m,
        "start": start,
        "refused": [list(tour) for tour in refused],
        "order": list(order),
    }
    day = day_of(tuple(order))
    assert day is not None
    return solved, day, paper


def _set_timetable(team: Paper, day: Timetable, solved: Timetable, places: Mapping[int, Place]) -> None:
    rows = {stop["site"]: stop for stop in team["stops"]}
    rows |= {row["site"]: _stop(row["site"]) for row in team["not_fitted"]}  # routed once before
    team["stops"] = [rows[int(planned.key)] for planned in day.stops]
    for stop, planned in zip(team["stops"], day.stops, strict=True):
        stop["service_min"] = places[stop["site"]].service_min
        stop["planned"] = {"arrive_s": planned.arrive_s, "start_s": planned.start_s, "leave_s": planned.leave_s}
    team["not_fitted"] = [{"site": int(key), "reason": reason.value} for key, reason in solved.not_fitted]
    team |= {
        "depart_s": day.depart_s,
        "return_s": day.return_s,
        "lunch_s": day.lunch_s,
        "drive_s": day.drive_s,
        "km": day.km,
        "idle_s": day.idle_s,
    }


def _set_lines(team: Paper, points: Sequence[Point], row_of: Mapping[int, int], router: Router) -> None:
    if not team["stops"]:
        team["route"] = {"is_estimate": False, "legs": []}
        return
    there = [points[row_of[stop["site"]]] for stop in team["stops"]]
    line = router.route([points[0], *there, points[0]])
    team["route"] = {"is_estimate": line.is_estimate, "legs": [_leg(leg) for leg in line.legs]}


def _leg(leg: Leg) -> Paper:
    return {
        "geometry": [[round(lng, 6), round(lat, 6)] for lng, lat in leg.geometry],
        "duration_s": leg.duration_s,
        "distance_m": leg.distance_m,
        "steps": [asdict(maneuver) for maneuver in leg.maneuvers],
    }


def _solver(
    best: Sequence[tuple[Sequence[Stop], Timetable]], teams: Sequence[Paper], matrix: Matrix, shift: Span
) -> Paper:
    """The figures behind “what does chance cost”, and all that `plan_gap` needs to solve the day again."""
    days = [day for _, day in best]
    return {
        "is_estimate": matrix.is_estimate,
        "objective_s": objective_s(days),
        "shortest": _figures({"km": day.km, "drive_s": day.drive_s, "idle_s": day.idle_s} for day in days),
        "drawn": _figures(teams),
        "shift": list(shift),
        "duration_s": matrix.duration_s,
        "distance_m": matrix.distance_m,
        "teams": [[[stop.key, stop.at, stop.service_min, stop.windows] for stop in stops] for stops, _ in best],
    }


def _figures(days: Iterable[Paper]) -> Paper:
    rows = list(days)
    return {name: round(sum(row[name] for row in rows), 1) for name in ("km", "drive_s", "idle_s")}


def solved_again(solver: Paper) -> tuple[list[tuple[list[Stop], Team]], Matrix]:
    """The day as `routing.reference.plan_gap_percent` takes it."""
    shift = (solver["shift"][0], solver["shift"][1])
    drawn = [
        (
            [Stop(key, at, minutes, tuple((a, b) for a, b in windows)) for key, at, minutes, windows in stops],
            Team(f"T{number}", 0, shift),
        )
        for number, stops in enumerate(solver["teams"])
    ]
    return drawn, Matrix(solver["duration_s"], solver["distance_m"], solver["is_estimate"])


def full_record(content: Paper) -> Paper:
    """For the auditor: everything the public record only commits to."""
    draw = content["draw"]
    return papers.full_record(
        draw["public"], frozen_attempt(content)["register"], draw.get("full_teams", []), draw["county_matrix_m"]
    )


def seconds_of_day(text: str) -> int:
    """Of a moment kept in county time."""
    at = datetime.fromisoformat(text)
    return at.hour * 3600 + at.minute * 60 + at.second
