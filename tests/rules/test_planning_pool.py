from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspections.coverage.rules import Guard
from inspections.planning.pool import CAPS, Known, make_pool
from layers.risk.rules import PATROL_INTERVAL_DAYS, RiskLevel

ON = date(2019, 10, 17)
SITE = Known(
    id=1, x_m=0, y_m=0, level=RiskLevel.YELLOW, line="hazchem", status="producing",
    counts_from=ON - timedelta(days=10), is_new=False, visits_in_a_year=0,
)  # fmt: skip


def is_working_day(day):
    return day.weekday() < 5


def county(number=40, **change):
    levels = list(RiskLevel)
    return [replace(SITE, id=k, x_m=k * 900, level=levels[k % 4], **change) for k in range(number)]


def pool_of(sites, *, stops=4, guard=None):
    return make_pool(sites, on=ON, stops=stops, guard=guard, is_working_day=is_working_day)


def row_of(site, others=30, **given):
    rows = pool_of([replace(site, id=999), *county(others)], **given).paper["candidates"]
    return next(row for row in rows if row["site"] == 999)


@pytest.mark.parametrize(
    ("days_ago", "is_new", "reasons"),
    [
        (181, False, ["overdue"]),
        (175, False, ["due_soon"]),
        (1, False, ["look_back"]),
        (1, True, ["new"]),
        (181, True, ["overdue", "new"]),
    ],
)
def test_every_candidate_says_why_the_gravest_first(days_ago, is_new, reasons):
    site = replace(SITE, counts_from=ON - timedelta(days=days_ago), is_new=is_new)
    assert row_of(site)["reasons"] == reasons


@pytest.mark.rule("S6")
def test_a_site_just_visited_may_come_again():
    row = row_of(replace(SITE, counts_from=ON - timedelta(days=1)))
    assert row["chance"] > 0


@pytest.mark.rule("R45")
def test_the_special_guard_halves_the_interval_of_mines_and_of_red_sites_only():
    mine, red = replace(SITE, line="mines"), replace(SITE, level=RiskLevel.RED)
    for site, days in ((mine, 90), (red, 15), (SITE, 180)):
        row = row_of(site, guard=Guard(frozenset({"mines"}), Decimal("0.5")))
        assert row["due_on"] == (site.counts_from + timedelta(days=days)).isoformat()
        assert ("guard" in row["reasons"]) == (days != 180)


@pytest.mark.parametrize(
    ("change", "reason"),
    [({"status": "closed"}, "closed"), ({"visits_in_a_year": CAPS[RiskLevel.YELLOW]}, "cap_spent")],
)
def test_who_is_left_out_is_named_with_the_reason(change, reason):
    paper = pool_of([replace(SITE, id=999, **change), *county()]).paper
    assert paper["excluded"] == [{"site": 999, "reason": reason}]
    assert 999 not in {row["site"] for row in paper["candidates"]}


def test_a_suspended_works_stays_in_the_pool():
    assert row_of(replace(SITE, status="suspended"))["chance"] > 0


def test_classes_show_r_and_warn_where_it_is_too_low():
    classes = {row["level"]: row for row in pool_of(county(400), stops=1).paper["classes"]}
    assert [row["is_low"] for row in classes.values()] == [True] * 4
    assert (classes["red"]["cap"], classes["red"]["interval_days"]) == (24, 30)
    many = pool_of(county(40), stops=8).paper["classes"]
    assert [row["is_low"] for row in many] == [False] * 4


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(list(RiskLevel)), st.integers(0, 500), st.integers(0, 30)), min_size=12, max_size=60
    )
)
def test_chances_add_up_to_the_stops_and_no_site_is_lost(rows):
    sites = [
        replace(SITE, id=k, level=level, counts_from=ON - timedelta(days=ago), visits_in_a_year=visits)
        for k, (level, ago, visits) in enumerate(rows)
    ]
    paper = pool_of(sites, stops=2).paper
    assert len(paper["candidates"]) + len(paper["excluded"]) == len(sites)
    if paper["most_stops"] >= 2:
        assert sum(row["chance"] for row in paper["candidates"]) == pytest.approx(2, abs=0.01)
    assert all(PATROL_INTERVAL_DAYS[RiskLevel(row["level"])] for row in paper["classes"])
