"""The eve and the evening: what dispatcher, witness and county leader do at their desks."""

import json
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from .client import Client, DayFailed

WAIT_S = 120
PAUSE_S = 1.0


@dataclass(frozen=True, slots=True)
class Logins:
    """demo_logins.json: {role: {"username", "password"}}; beside it demo_people.json: {username: {"password"}}."""

    roles: Mapping[str, Mapping[str, str]]
    people: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> "Logins":
        try:
            rows = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise DayFailed(f"no log-ins in {path}: {error}. `load_region --demo` writes them.") from None
        everybody = path.with_name("demo_people.json")
        return cls(rows, json.loads(everybody.read_text(encoding="utf-8")) if everybody.is_file() else {})

    def client(self, base_url: str, role: str) -> Client:
        if role not in self.roles:
            raise DayFailed(f"the log-ins have no {role}")
        row = self.roles[role]
        return Client(base_url, row["username"], row["password"]).log_in()

    def passwords(self, *words: str) -> dict[str, str]:
        """{username: password} of everybody, those first whose names begin with one of the words."""
        everybody = {row["username"]: row["password"] for row in self.roles.values()}
        everybody |= {name: row["password"] for name, row in self.people.items()}
        return dict(sorted(everybody.items(), key=lambda one: not one[0].startswith(words)))


def wait_for(what: str, ask, *, wait_s: float = WAIT_S) -> Any:
    """Ask once a second until the answer is something; raises DayFailed saying what did not come."""
    until = time.monotonic() + wait_s
    while not (found := ask()):
        if time.monotonic() > until:
            raise DayFailed(f"{what} did not come within {wait_s:.0f} s; is the worker running?")
        time.sleep(PAUSE_S)
    return found


class Desk:
    def __init__(self, base_url: str, logins: Logins, *, say):
        self.base_url, self.logins, self.say = base_url, logins, say
        self.dispatcher = logins.client(base_url, "dispatcher")
        self.leader = logins.client(base_url, "county_leader")
        self.plan_id = ""

    @property
    def _plan(self) -> str:
        return f"/api/v1/plans/{self.plan_id}/"

    def plan(self) -> dict[str, Any]:
        return self.dispatcher.get(self._plan).json

    def draft(self, on: date, *, teams: int, stops: int) -> None:
        plan = self.dispatcher.post("/api/v1/plans/", {"date": on.isoformat(), "teams": teams, "stops": stops})
        self.plan_id = plan["id"]
        pool = self.plan()["content"]["pool"]
        self.say(f"plan drafted, pool of {len(pool['candidates'])} sites frozen")

    def witness(self, on: date) -> None:
        """The witness looks at the values and gives a number of the own."""
        witness = self._find_witness(on)
        nonce = secrets.token_hex(32)
        witness.post("/api/v1/draws/nonces/", {"date": on.isoformat(), "nonce": nonce})
        self.say(f"witness {witness.username} gave the nonce {nonce[:8]}…")

    def _find_witness(self, on: date) -> Client:
        refused = ""
        for username, password in self.logins.passwords("witness", "unit_leader").items():
            client = Client(self.base_url, username, password).log_in()
            answer = client.send(
                "POST", "/api/v1/draws/nonces/show/", *_json({"date": on.isoformat()}), expect=range(200, 500)
            )
            if answer.status < 300:
                return client
            refused = answer.sentence
        raise DayFailed(f"nobody among the log-ins is the draw's witness: {refused}")

    def draw_and_route(self) -> None:
        self.dispatcher.post(self._plan + "draw/")
        self.dispatcher.post(self._plan + "route/")
        state = wait_for("the route", self._routed)
        if state["state"] == "failed":
            raise DayFailed("routing failed: " + "; ".join(one["detail"] for one in state["reasons"]))
        content = self.plan()["content"]
        totals = content["totals"]
        self.say(
            f"drawn and routed: {len(content['teams'])} teams, {totals['stops']} stops, {totals['km']} km, "
            f"{totals['not_fitted']} that do not fit the shift"
        )

    def _routed(self):
        state = self.plan()["content"]["status"]["route"]
        return state if state and state["state"] in ("done", "failed") else None

    def seal(self) -> None:
        """Put up to county leaders until it is the one of our log-in, who seals."""
        for person in self.plan()["content"]["approvers"]:
            if person["role"] != "county_leader":
                continue
            self.dispatcher.post(self._plan + "put_up/", {"approver": person["id"]})
            if self.leader.get(self._plan, expect=(200, 404)).status == 200:
                self.leader.post(self._plan + "seal/")
                self.say(f"sealed by {person['name']}")
                return
        raise DayFailed(f"{self.leader.username} is not among those who may seal the plan")

    def close(self) -> dict[str, Any]:
        """The shift is over: the plan closes by itself within a beat, or by hand."""
        until = time.monotonic() + 45
        while (plan := self.plan())["state"] != "completed":
            if time.monotonic() > until:
                self.dispatcher.post(self._plan + "close/", {"reason": "班次结束"})
            time.sleep(PAUSE_S)
        return plan


def _json(body) -> tuple[bytes, dict[str, str]]:
    return json.dumps(body).encode(), {"Content-Type": "application/json"}


def verify_as_stranger(base_url: str, plan_id: str) -> str:
    """Fetch the public record without a log-in and check it with the published file; returns its last line."""
    stranger = Client(base_url)
    record = wait_for("the public record", lambda: _found(stranger.get(f"/draws/{plan_id}.json", expect=(200, 404))))
    files = {
        "draw.json": record,
        "commitments.json": stranger.get("/draws/commitments.json").content,
        "lottery.py": stranger.get("/draws/lottery.py").content,
    }
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            (Path(folder) / name).write_bytes(content)
        argv = [sys.executable, "-I", "lottery.py", "draw.json", "--commitments", "commitments.json"]
        # The file came from the server that is being checked, as it would for any stranger.
        done = subprocess.run(  # noqa: S603
            argv, cwd=folder, capture_output=True, text=True, timeout=60, check=False
        )
    if done.returncode:
        raise DayFailed(f"the draw did not verify: {(done.stdout + done.stderr).strip()[-300:]}")
    return done.stdout.strip().splitlines()[-1]


def _found(answer):
    return answer.content if answer.status == 200 else None


def public_from(plan: dict[str, Any], *, days: int = 7) -> datetime:
    return datetime.fromisoformat(plan["closed_at"]) + timedelta(days=days, hours=1)
