"""The papers of a draw as plain dicts: register, snapshot, public record (names nobody), full record (the auditor's).

Order of the day: `register` → `freeze` → the snapshot hash is shown → nonce → `public_record` → `team_sets`, officers,
orders → `full_record`. Who can prove what with which paper: docs/draw.md.
"""

import hmac
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from .hazard import Candidate, Hazard, hazards, weights
from .lottery import Stream, canonical, hash_of, lottery
from .officers import Officer, draw_officers
from .order import Matrix, draw_order, sweep
from .zones import Placed, listed

Paper = dict[str, Any]
ATTEMPTS = (1, 2, 3)


def day_key(season_secret: bytes, on: date, attempt: int) -> str:
    return hmac.new(season_secret, f"{on.isoformat()}/{attempt}".encode(), sha256).hexdigest()


def pseudonym(salt: str, site_id: str) -> str:
    """salt: 16 random bytes as hex, new for each attempt, never derived from the season's secret."""
    return sha256(bytes.fromhex(salt) + site_id.encode()).hexdigest()[:16]


def register(
    candidates: Sequence[Candidate],
    officers: Sequence[Officer],
    *,
    on: date,
    is_working_day: Callable[[date], bool],
    by_risk: Mapping[str, Hazard],
    stops: int,
    want: int,
    depot: tuple[int, int],
    salts: Mapping[str, str],
    team_size: int = 2,
) -> Paper:
    """Both registers as they stand at the freeze, with all that the weights and borders follow from.

    salts: site id → 32 hex digits; depot: x_m, y_m; want: zones wanted. ValueError when the stops are too many.
    """
    weight = weights(hazards(list(candidates), on, is_working_day, by_risk), stops)
    last = max((c.due_on for c in candidates), default=on)
    days = [on + timedelta(days=k) for k in range((last - on).days + 1)]
    return {
        "date": on.isoformat(),
        "depot": list(depot),
        "hazards": {risk: [h.h0, h.k_days, h.top] for risk, h in by_risk.items()},
        "officers": [_officer_row(officer) for officer in sorted(officers, key=lambda officer: officer.id)],
        "sites": [_site_row(c, salts[c.id], weight[c.id]) for c in sorted(candidates, key=lambda c: c.id)],
        "team_size": team_size,
        "want": want,
        "working_days": [day.isoformat() for day in days if is_working_day(day)],
    }


def freeze(frozen_register: Paper, stops: int, teams: int, key: str) -> Paper:
    """The snapshot of one attempt: the list with its zones, and the hash to show the witness. ValueError on a float."""
    json.loads(canonical(frozen_register), parse_float=int, parse_constant=int)  # int("0.5") refuses
    register_hash = hash_of(frozen_register)
    candidates = _candidates(frozen_register, stops, teams, key, register_hash)
    chosen = hash_of({"candidates": candidates, "stops": stops, "teams": teams})
    return {
        "register_hash": register_hash,
        "candidates": candidates,
        "stops": stops,
        "teams": teams,
        "snapshot_hash": hash_of(register_hash, chosen),
    }


def public_record(
    snapshot: Paper, *, on: date, attempt: int, key: str, nonce: str, earlier_attempts: Sequence[Paper] = ()
) -> Paper:
    """Draw, once the witness's nonce (64 hex digits) is there. earlier_attempts: [{attempt, reason, record_sha256}]."""
    seed = hash_of(key, snapshot["snapshot_hash"], nonce)
    return {
        "algorithm": "pivotal-1",
        "date": on.isoformat(),
        "attempt": attempt,
        "day_key": key,
        "witness_nonce": nonce,
        "earlier_attempts": list(earlier_attempts),
        "result": lottery(snapshot["candidates"], snapshot["stops"], snapshot["teams"], seed),
        **snapshot,
    }


def seed_of(record: Paper) -> str:
    return hash_of(record["day_key"], record["snapshot_hash"], record["witness_nonce"])


def site_ids(frozen_register: Paper) -> dict[str, str]:
    """Pseudonym → site id."""
    return {pseudonym(row["salt"], row["id"]): row["id"] for row in frozen_register["sites"]}


def is_county_wide(record: Paper) -> bool:
    """One set for several teams, still to be swept into routes."""
    return bool(len(record["result"]) < record["teams"])


def team_sets(record: Paper, frozen_register: Paper, county_matrix_m: Matrix | None = None) -> list[list[str]]:
    """Pseudonyms of each team's stops. A county-wide day needs the road matrix of depot + result[0], in that order."""
    if not is_county_wide(record):
        return list(record["result"])
    if county_matrix_m is None:
        raise ValueError("a county-wide draw needs its road matrix")
    places = {pseudonym(row["salt"], row["id"]): (row["x_m"], row["y_m"]) for row in frozen_register["sites"]}
    points = [(name, *places[name]) for name in record["result"][0]]
    x0, y0 = frozen_register["depot"]
    return sweep(points, (x0, y0), record["teams"], county_matrix_m)


def team_officers(record: Paper, frozen_register: Paper, sets: Sequence[Sequence[str]]) -> list[list[str]]:
    """Officer ids of each team, by the stream `officers`; ValueError when `may_draw_officers` says no."""
    site_of = site_ids(frozen_register)
    return draw_officers(
        [officer_of(row) for row in frozen_register["officers"]],
        [{site_of[name] for name in names} for names in sets],
        date.fromisoformat(record["date"]),
        Stream(seed_of(record), "officers"),
        frozen_register["team_size"],
    )


def full_record(record: Paper, frozen_register: Paper, teams: Sequence[Paper], county_matrix_m: Matrix | None) -> Paper:
    """For the auditor. One of `teams`: {stops, officers, not_fitted [[pseudonym, reason]], matrix_m (depot + the fitted
    stops, as `stops` has them), start, refused, order (rows of matrix_m, from `draw_order` on the one stream `order`)}.
    """
    return {
        "record_sha256": hash_of(record),
        "register": frozen_register,
        "county_matrix_m": county_matrix_m,
        "teams": list(teams),
    }


def full_claims(full: Paper, record: Paper) -> Iterator[tuple[str, bool]]:
    """What only the auditor can see; the public record has been checked before."""
    sites, teams = full["register"]["sites"], full["teams"]
    yield "全记录属于本次抽查 the full record is of this draw", full["record_sha256"] == hash_of(record)
    yield "名录库哈希相符 the register is the frozen one", hash_of(full["register"]) == record["register_hash"]
    yield "登记日期相符 the register is of this day", full["register"]["date"] == record["date"]
    yield (
        "机会按规则算出 the chances follow from the register",
        _weights_again(full["register"], record["stops"]) == {row["id"]: row["weight"] for row in sites},
    )
    frozen = freeze(full["register"], record["stops"], record["teams"], record["day_key"])
    yield "代号、分区相符 pseudonyms and borders made again are the same", frozen["candidates"] == record["candidates"]

    sets = team_sets(record, full["register"], full["county_matrix_m"])
    yield "各组站点相符 each team's stops", [team["stops"] for team in teams] == sets
    officers = team_officers(record, full["register"], sets)
    yield "人员复算一致 the officers drawn again are the same", [team["officers"] for team in teams] == officers
    rng = Stream(seed_of(record), "order")
    yield "次序复算一致 the orders drawn again are the same", all(_order_again(team, rng) for team in teams)


def _candidates(frozen_register: Paper, stops: int, teams: int, key: str, register_hash: str) -> list[list[str | int]]:
    placed: list[Placed] = [
        (pseudonym(row["salt"], row["id"]), row["x_m"], row["y_m"], row["weight"]) for row in frozen_register["sites"]
    ]
    return listed(placed, stops, teams, frozen_register["want"], Stream(key + register_hash, "borders"))


def _weights_again(frozen_register: Paper, stops: int) -> dict[str, int]:
    working = set(frozen_register["working_days"])
    by_risk = {risk: Hazard(*numbers) for risk, numbers in frozen_register["hazards"].items()}
    candidates = [_candidate(row) for row in frozen_register["sites"]]
    on = date.fromisoformat(frozen_register["date"])
    return weights(hazards(candidates, on, lambda day: day.isoformat() in working, by_risk), stops)


def _order_again(team: Paper, rng: Stream) -> bool:
    refused = {tuple(order) for order in team["refused"]}
    order, _ = draw_order(team["matrix_m"], rng, lambda tour: tour not in refused, team["start"])
    fitted = len(team["stops"]) - len(team["not_fitted"])
    return list(order) == list(team["order"]) and len(team["matrix_m"]) == fitted + 1


def _site_row(candidate: Candidate, salt: str, weight: int) -> Paper:
    row = asdict(candidate) | {"last_visit_on": candidate.last_visit_on.isoformat()}
    return row | {"salt": salt, "weight": weight}


def _candidate(row: Paper) -> Candidate:
    fields = {name: value for name, value in row.items() if name not in ("salt", "weight")}
    return Candidate(**fields | {"last_visit_on": date.fromisoformat(row["last_visit_on"])})


def _officer_row(officer: Officer) -> Paper:
    return {
        "id": officer.id,
        "certificates": [[day.isoformat() for day in period] for period in officer.certificates],
        "leaves": [[day.isoformat() for day in period] for period in officer.leaves],
        "recused_from": sorted(officer.recused_from),
    }


def officer_of(row: Paper) -> Officer:
    certificates, leaves = (
        tuple((date.fromisoformat(first), date.fromisoformat(last)) for first, last in row[name])
        for name in ("certificates", "leaves")
    )
    return Officer(row["id"], certificates, leaves, frozenset(row["recused_from"]))
