"""A made-up day of the draw, frozen, drawn and routed: 60 sites on 40 × 40 km, six officers, two teams, eight stops."""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from inspections.draw import record as papers
from inspections.draw.hazard import Candidate, calibrated
from inspections.draw.lottery import Stream, hash_of
from inspections.draw.officers import Officer
from inspections.draw.order import draw_order, tour_length_m
from inspections.draw.zones import zones_wanted

ON = date(2019, 10, 16)
SECRET = b"a season's secret of thirty-two b"
NONCE = sha256(b"the witness").hexdigest()
INTERVALS = {"red": 30, "orange": 90, "yellow": 180, "blue": 365}
DEPOT = (20_000, 20_000)
YEAR = (date(2019, 1, 1), date(2019, 12, 31))


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and not date(2019, 10, 1) <= day <= date(2019, 10, 7)


def candidates(number: int = 60, *, seed: int = 1) -> list[Candidate]:
    rnd = random.Random(seed)
    classes = [rnd.choice(list(INTERVALS)) for _ in range(number)]
    return [
        Candidate(
            id=f"site-{k}",
            x_m=rnd.randrange(40_000),
            y_m=rnd.randrange(40_000),
            risk=risk,
            last_visit_on=ON - timedelta(days=1 + rnd.randrange(INTERVALS[risk])),
            visits_this_year=0,
            cap=24,
            interval_days=INTERVALS[risk],
        )
        for k, risk in enumerate(classes)
    ]


def officers(number: int = 6) -> list[Officer]:
    return [Officer(f"officer-{k}", certificates=(YEAR,)) for k in range(number)]


def straight_matrix(points: list[tuple[int, int]]) -> list[list[int]]:
    return [[round(1.35 * ((a - c) ** 2 + (b - d) ** 2) ** 0.5) for c, d in points] for a, b in points]


@dataclass
class Day:
    register: dict
    snapshot: dict
    record: dict
    commitments: dict
    full: dict


def make_day(*, stops: int = 8, teams: int = 2, attempt: int = 1, number: int = 60, want: int | None = None) -> Day:
    sites = candidates(number)
    register = papers.register(
        sites,
        officers(),
        on=ON,
        is_working_day=is_working_day,
        by_risk={risk: calibrated(2.85, days, 245) for risk, days in INTERVALS.items()},
        stops=stops,
        want=want or zones_wanted(stops, teams),
        depot=DEPOT,
        salts={site.id: sha256(site.id.encode()).hexdigest()[:32] for site in sites},
    )
    keys = [papers.day_key(SECRET, ON, k) for k in papers.ATTEMPTS]
    snapshot = papers.freeze(register, stops, teams, keys[attempt - 1])
    record = papers.public_record(
        snapshot,
        on=ON,
        attempt=attempt,
        key=keys[attempt - 1],
        nonce=NONCE,
        earlier_attempts=[
            {"attempt": k, "reason": "一组车辆故障", "record_sha256": sha256(bytes([k])).hexdigest()}
            for k in range(1, attempt)
        ],
    )
    shown = [sha256(bytes([k])).hexdigest() for k in papers.ATTEMPTS]
    shown[attempt - 1] = snapshot["snapshot_hash"]
    entry = {"key_hashes": [hash_of(key) for key in keys], "shown": shown, "witness_nonce": NONCE}
    return Day(register, snapshot, record, {"days": {ON.isoformat(): entry}}, route(record, register))


def route(record: dict, register: dict) -> dict:
    """What planning does after the draw: sets, officers, orders. The nearest neighbour plays the solver."""
    places = {papers.pseudonym(row["salt"], row["id"]): (row["x_m"], row["y_m"]) for row in register["sites"]}
    county = None
    if papers.is_county_wide(record):
        county = straight_matrix([DEPOT, *(places[name] for name in record["result"][0])])
    sets = papers.team_sets(record, register, county)
    rng, teams = Stream(papers.seed_of(record), "order"), []
    for names, ids in zip(sets, papers.team_officers(record, register, sets), strict=True):
        matrix = straight_matrix([DEPOT, *(places[name] for name in names)])
        start = list(range(1, len(matrix)))
        longest = 2 * tour_length_m(matrix, start)
        order, refused = draw_order(
            matrix, rng, lambda tour, m=matrix, most=longest: tour_length_m(m, tour) < most, start
        )
        teams.append(
            {"stops": names, "officers": ids, "not_fitted": [], "matrix_m": matrix, "start": start}
            | {"refused": [list(tour) for tour in refused], "order": list(order)}
        )
    return papers.full_record(record, register, teams, county)
