"""Made-up people of a region: officers with certificates, leave and recusals, depots, users of every role (§8)."""

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from layers.sites.rules import SiteKind

from .columns import SITE_COLUMNS
from .lines import stream
from .townships import LANSHAN
from .write import write_csv

Row = dict[str, Any]

UNIT_COLUMNS = ("code", "name", "is_main")
OFFICE_COLUMNS = ("code", "name", "sector_lines")
OFFICER_COLUMNS = (
    *("code", "name", "office", "sector_lines", "is_head"),
    *("certificate_no", "certificate_valid_from", "certificate_valid_to"),
    *("leave_from_days", "leave_to_days", "recused_sites", "recused_because", "is_synthetic"),
)
DEPOT_COLUMNS = ("code", "name", "township", "lng", "lat", "vehicles", "is_synthetic")
USER_COLUMNS = (
    *("username", "display_name", "role", "unit", "office", "township", "sector_lines", "site", "officer"),
    *("is_deputy", "is_head", "is_witness", "is_synthetic"),
)

_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
# Officers by office; the two inspecting offices have most.
_STAFF = {"fireworks_hazchem": 8, "industry_mines": 8, "regulations": 4, "coordination": 4}
_EXPIRED, _NOT_YET = ("2014-03-31", "2019-03-31"), ("2031-01-01", "2036-12-31")
_VALID = ("2018-06-01", "2030-12-31")


def person(word: str, number: int) -> str:
    """示例员甲, 示例员乙, … 示例员甲子, …: nobody's name; `number` from 0 to 129."""
    branch = _BRANCHES[number // 10 - 1] if number >= 10 else ""
    return f"示例{word}{_STEMS[number % 10]}{branch}"


def fixture_rows(name: str) -> list[Row]:
    with (LANSHAN / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def write_people(region: Path, out: Path, *, seed: int) -> list[Row]:
    """Units, offices, officers, depots and users for the region folder `region`, as CSV in `out`.

    All people are synthetic and flagged; for the demo and `--once` where a region brings none. Returns the officers.
    """
    townships = [f["properties"] for f in json.loads((region / "townships.geojson").read_text("utf-8"))["features"]]
    with (region / "sites.csv").open(encoding="utf-8-sig") as file:
        sites = list(csv.DictReader(file))
    codes = [row[SITE_COLUMNS["code"]] for row in sites]
    busy = Counter(row[SITE_COLUMNS["township"]] for row in sites)
    bases = sorted(townships, key=lambda t: (-busy[t["name"]], t["code"]))[:2]
    officers = make_officers(seed, codes)
    for name, columns in (("units", UNIT_COLUMNS), ("offices", OFFICE_COLUMNS)):
        write_csv(out / f"{name}.csv", columns, fixture_rows(f"{name}.csv"))
    write_csv(out / "officers.csv", OFFICER_COLUMNS, officers)
    depots = make_depots([(t["code"], t["name"], t["seat_lng"], t["seat_lat"]) for t in bases])
    write_csv(out / "depots.csv", DEPOT_COLUMNS, depots)
    users = make_users([(t["code"], t["name"]) for t in townships], officers, codes)
    write_csv(out / "users.csv", USER_COLUMNS, users)
    return officers


def make_officers(seed: int, site_codes: list[str]) -> list[Row]:
    """24: two certificates expired, one not valid yet, two on leave (days from today), three recused from sites."""
    rng = stream(seed, "officers")
    sectors = {row["code"]: row["sector_lines"] for row in fixture_rows("offices.csv")}
    everything = ";".join(SiteKind)
    # A 股室 has one head: the inspecting ones are headed by a section user (`_section_users`), not by an officer.
    offices = [(office, n == 0 and not sectors[office]) for office, staff in _STAFF.items() for n in range(staff)]
    officers = [
        {
            "code": f"ZF{number + 1:02}",
            "name": person("员", number),
            "office": office,
            "sector_lines": sectors[office] or everything,
            "is_head": is_head,
            "certificate_no": f"示例证{number + 1:05}",
            **dict(zip(("certificate_valid_from", "certificate_valid_to"), _VALID, strict=True)),
            "is_synthetic": True,
        }
        for number, (office, is_head) in enumerate(offices)
    ]
    for number, period in ((6, _EXPIRED), (18, _EXPIRED), (23, _NOT_YET)):
        officers[number] |= dict(zip(("certificate_valid_from", "certificate_valid_to"), period, strict=True))
    for number, days in ((3, (-4, 10)), (13, (-1, 5))):
        officers[number] |= dict(zip(("leave_from_days", "leave_to_days"), days, strict=True))
    for number, because in ((1, "kin"), (9, "share"), (11, "former_employer")):
        officers[number] |= {"recused_sites": _some(site_codes, rng), "recused_because": because}
    return officers


def _some(site_codes: list[str], rng: np.random.Generator) -> str:
    count = min(2, len(site_codes))
    return ";".join(sorted(str(code) for code in rng.choice(site_codes, count, replace=False)))


def make_depots(places: list[tuple[str, str, float, float]]) -> list[Row]:
    """A depot at each (township code, township name, lng, lat)."""
    return [
        {
            "code": f"DEPOT{number}",
            "name": f"示例车场（{name}）",
            "township": code,
            "lng": f"{lng:.7f}",
            "lat": f"{lat:.7f}",
            "vehicles": 8 if number == 1 else 2,
            "is_synthetic": True,
        }
        for number, (code, name, lng, lat) in enumerate(places, start=1)
    ]


def make_users(townships: list[tuple[str, str]], officers: list[Row], site_codes: list[str]) -> list[Row]:
    """At least one a role, named as the role; further ones are numbered. No passwords: set-up makes them."""
    users = [
        _user("dispatcher", "dispatcher", "示例调度员甲", office="coordination"),
        _user("dispatcher_2", "dispatcher", "示例调度员乙", office="coordination"),
        _user("county_leader", "county_leader", "示例县领导"),
        _user("auditor", "auditor", "示例审计员"),
        _user("admin", "admin", "示例管理员"),
        _user("enterprise", "enterprise", "示例企业用户", site=site_codes[0] if site_codes else None),
    ]
    users += [
        _user(
            _numbered("inspector", n), "inspector", o["name"], office=o["office"], officer=o["code"],
            sector_lines=o["sector_lines"], is_head=o["is_head"],
        )
        for n, o in enumerate(officers)
    ]  # fmt: skip
    return users + _section_users() + _unit_users() + _township_users(townships)


def _section_users() -> list[Row]:
    """For each inspecting office an officer and its head: a major hazard needs both (T2)."""
    users = []
    offices = [row for row in fixture_rows("offices.csv") if row["sector_lines"]]
    for number, office in enumerate(offices):
        scope = {"office": office["code"], "sector_lines": office["sector_lines"]}
        name = f"示例{office['name']}"
        users.append(_user(_numbered("section_officer", number), "section_officer", f"{name}员", **scope))
        users.append(_user(_numbered("section_head", number), "section_officer", f"{name}长", **scope, is_head=True))
    return users


def _unit_users() -> list[Row]:
    """A deputy head and one more member for each main unit; the witness of the draw is a third one of 公安局."""
    users = []
    for number, unit in enumerate(fixture_rows("units.csv")):
        deputy, member = _numbered("unit_leader", number), _numbered("unit_member", number)
        users.append(_user(deputy, "unit_leader", f"示例{unit['name']}副职", unit=unit["code"], is_deputy=True))
        users.append(_user(member, "unit_leader", f"示例{unit['name']}队员", unit=unit["code"]))
    witness = _user("witness", "unit_leader", "示例公安局见证人", unit="public_security", is_witness=True)
    return [*users, witness]


def _township_users(townships: list[tuple[str, str]]) -> list[Row]:
    users = []
    for number, (code, name) in enumerate(townships):
        users.append(_user(_numbered("township_leader", number), "township_leader", f"示例{name}领导", township=code))
        users.append(
            _user(_numbered("township_officer", number), "township_officer", f"示例{name}安监员", township=code)
        )
    return users


def _numbered(role: str, number: int) -> str:
    """The first has the role's own name, the next are role_2, role_3, …"""
    return role if number == 0 else f"{role}_{number + 1}"


def _user(username: str, role: str, display_name: str, **scope: Any) -> Row:
    flags = {"is_deputy": False, "is_head": False, "is_witness": False}
    return {"username": username, "role": role, "display_name": display_name, **flags, **scope, "is_synthetic": True}
