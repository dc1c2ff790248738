from collections import Counter, defaultdict

import pytest
import shapely
from shapely.geometry import Point

from layers.exchange.counties.townships import to_metric
from tests.rules.made_county import features, point, rows, sites

ROLES = {
    *("dispatcher", "inspector", "unit_leader", "township_leader", "township_officer"),
    *("section_officer", "county_leader", "auditor", "admin", "enterprise"),
}


def officers_on(row):
    return row["officers"].split(";")


def test_every_role_has_a_user_named_after_it():
    by_name = {user["username"]: user for user in rows("users.csv")}
    assert {user["role"] for user in by_name.values()} == ROLES
    assert all(by_name[role]["role"] == role for role in ROLES)
    assert by_name["township_leader"]["township"] != by_name["township_leader_2"]["township"]
    assert len(by_name) == len(rows("users.csv"))


def test_the_witness_is_a_member_of_the_police_who_leads_nobody():
    witnesses = [user for user in rows("users.csv") if user["is_witness"] == "true"]
    assert [(u["username"], u["unit"], u["is_deputy"]) for u in witnesses] == [("witness", "public_security", "false")]


@pytest.mark.rule("R7")
def test_scopes_point_at_rows_that_exist():
    known = {
        "unit": {row["code"] for row in rows("units.csv")},
        "office": {row["code"] for row in rows("offices.csv")},
        "township": {t["code"] for _, t in features("townships.geojson")},
        "site": {site["code"] for site in sites()},
        "officer": {row["code"] for row in rows("officers.csv")},
    }
    for user in rows("users.csv"):
        assert all(user[column] in codes | {""} for column, codes in known.items())
    assert len(known["office"]) == 7
    assert len(known["unit"]) == 12


@pytest.mark.rule("R7", "R22")
def test_an_office_has_one_head_and_each_inspecting_one_has_an_officer_beside_the_head():
    heads = [user for user in rows("users.csv") if user["is_head"] == "true"]
    assert len({user["office"] for user in heads}) == len(heads)
    sections = [user for user in rows("users.csv") if user["role"] == "section_officer"]
    for office in (row["code"] for row in rows("offices.csv") if row["sector_lines"]):
        own = Counter(user["is_head"] for user in sections if user["office"] == office)
        assert own == {"true": 1, "false": 1}


def test_some_officers_can_not_be_drawn():
    officers = rows("officers.csv")
    assert sum(o["certificate_valid_to"] < "2019-10-01" for o in officers) == 2
    assert sum(o["leave_from_days"] != "" for o in officers) == 2
    codes = {site["code"] for site in sites()}
    recused = [code for o in officers if o["recused_sites"] for code in o["recused_sites"].split(";")]
    assert recused
    assert set(recused) <= codes


def test_every_past_visit_had_two_certified_officers_and_nobody_was_in_two_places():
    certified = {
        o["code"] for o in rows("officers.csv") if o["certificate_valid_from"] < "2019" < o["certificate_valid_to"]
    }
    busy = Counter()
    for visit in rows("history.csv"):
        assert len(set(officers_on(visit)) & certified) == 2
        busy.update((visit["day_offset"], visit["started_at"], officer) for officer in officers_on(visit))
    assert max(busy.values()) == 1


def test_most_sites_are_on_time_some_late_some_never_visited():
    last = defaultdict(lambda: -10_000)
    for visit in rows("history.csv"):
        assert -600 < int(visit["day_offset"]) < 0
        last[visit["site"]] = max(last[visit["site"]], int(visit["day_offset"]))
    never = [site for site in sites() if site["code"] not in last]
    long_ago = [code for code, day in last.items() if day < -365]
    assert 3 <= len(never) <= 30
    assert 5 <= len(long_ago) <= 60
    assert len(last) > 310


def test_findings_agree_with_their_visits_and_stand_in_several_states():
    counts = Counter(finding["visit"] for finding in rows("history_findings.csv"))
    assert {v["visit"]: int(v["finding_count"]) for v in rows("history.csv") if v["finding_count"] != "0"} == counts
    states = Counter(finding["state"] for finding in rows("history_findings.csv"))
    assert {"reported", "confirmed", "rectifying", "closed"} <= set(states)
    assert sum(finding["grade"] == "major" for finding in rows("history_findings.csv")) == 2


@pytest.mark.rule("S5")
def test_nobody_visited_a_site_they_are_recused_from():
    recused = {o["code"]: o["recused_sites"].split(";") for o in rows("officers.csv") if o["recused_sites"]}
    for visit in rows("history.csv"):
        assert not any(visit["site"] in recused.get(officer, []) for officer in officers_on(visit))


@pytest.mark.rule("R43", "I5")
def test_some_units_are_on_pace_and_some_below_five_days():
    days = defaultdict(set)
    for row in rows("supervision.csv"):
        days[row["unit"], row["month_offset"]].add(row["day"])
    last_month = [len(days[unit["code"], "-1"]) for unit in rows("units.csv")]
    assert sum(count < 5 for count in last_month) == 2
    assert sum(len(days[unit["code"], "0"]) < 5 for unit in rows("units.csv")) == 3


@pytest.mark.rule("R43")
def test_check_ins_lie_in_their_township_and_all_but_one_clear_of_its_line():
    areas = {t["code"]: to_metric(area) for area, t in features("townships.geojson")}
    near = 0
    for row in rows("supervision.csv"):
        at = to_metric(Point(point(row)))
        assert shapely.contains(areas[row["township"]], at)
        near += areas[row["township"]].boundary.distance(at) < 500
    assert near == 1
    assert sum(row["is_led_by_deputy"] == "false" for row in rows("supervision.csv")) == 1
