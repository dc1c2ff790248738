from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspections.draw.lottery import Stream
from inspections.draw.officers import Officer, draw_officers, may_draw_officers

from .draw_day import ON, YEAR, officers

LAST_YEAR = (date(2018, 1, 1), date(2018, 12, 31))
SITES = ["quarry", "pond", "depot", "works"]


def rng(k: int = 0) -> Stream:
    return Stream(sha256(b"%d" % k).hexdigest(), "officers")


def codes(*args, **kwargs) -> list[str]:
    return [reason.code for reason in may_draw_officers(*args, **kwargs).reasons]


people = st.builds(
    Officer,
    id=st.uuids().map(str),
    certificates=st.sampled_from([(YEAR,), (YEAR,), (LAST_YEAR,), ()]),
    leaves=st.sampled_from([(), (), ((ON, ON + timedelta(days=3)),)]),
    recused_from=st.frozensets(st.sampled_from(SITES), max_size=2),
)


@pytest.mark.rule("I9", "S4", "S5")
@given(st.lists(people, max_size=8), st.lists(st.sets(st.sampled_from(SITES), max_size=2), min_size=1, max_size=3))
@settings(max_examples=100, deadline=None)
def test_no_recused_uncertified_or_absent_officer_is_ever_drawn(staff, site_sets):
    by_id = {officer.id: officer for officer in staff}
    if not may_draw_officers(staff, site_sets, ON).ok:
        with pytest.raises(ValueError, match="no pairing"):
            draw_officers(staff, site_sets, ON, rng())
        return
    teams = draw_officers(staff, site_sets, ON, rng())
    assert [len(team) for team in teams] == [2] * len(site_sets)
    assert len({name for team in teams for name in team}) == 2 * len(site_sets)
    for team, sites in zip(teams, site_sets, strict=True):
        for officer in (by_id[name] for name in team):
            assert officer.is_certified(ON)
            assert not officer.is_on_leave(ON)
            assert not officer.recused_from & sites


@pytest.mark.rule("I9")
@given(st.lists(st.frozensets(st.sampled_from(SITES), max_size=3), min_size=4, max_size=5))
@settings(max_examples=60, deadline=None)
def test_a_pairing_is_refused_only_where_none_exists(recusals):
    site_sets = [{"quarry", "pond"}, {"depot"}]
    staff = [replace(officer, recused_from=r) for officer, r in zip(officers(len(recusals)), recusals, strict=True)]
    possible = any(
        not (a.recused_from | b.recused_from) & site_sets[0] and not (c.recused_from | d.recused_from) & site_sets[1]
        for a, b, c, d in permutations(staff, 4)
    )
    assert may_draw_officers(staff, site_sets, ON).ok == possible


@pytest.mark.rule("S6")
def test_every_pairing_is_equally_likely_under_recusal():
    staff = [replace(officers(1)[0], id=name) for name in "abcd"]
    staff[0] = replace(staff[0], recused_from=frozenset({"quarry"}))
    drawn = Counter(str(draw_officers(staff, [{"quarry"}, {"pond"}], ON, rng(k))) for k in range(1500))
    assert len(drawn) == 3  # a can't go to the quarry: bc, bd or cd goes
    assert all(abs(times - 500) < 4 * (1500 * 2 / 9) ** 0.5 for times in drawn.values())


@pytest.mark.rule("I9")
def test_the_order_of_the_register_does_not_matter():
    assert draw_officers(officers(), [set(), set()], ON, rng()) == draw_officers(
        officers()[::-1], [set(), set()], ON, rng()
    )


def test_too_few_officers_says_how_many_and_why():
    staff = officers(5)
    staff[0] = replace(staff[0], certificates=(LAST_YEAR,))
    staff[1] = replace(staff[1], leaves=((ON, ON),))
    (reason,) = may_draw_officers(staff, [set(), set()], ON).reasons
    assert reason.code == "draw.too_few_officers"
    assert reason.values == {"needed": 4, "eligible": 3, "uncertified": 1, "on_leave": 1}


def test_a_team_whose_sites_recuse_everybody_is_named():
    staff = [replace(officer, recused_from=frozenset({"pond"})) for officer in officers()]
    (reason,) = may_draw_officers(staff, [{"quarry"}, {"pond"}], ON).reasons
    assert (reason.code, reason.values["team"]) == ("draw.team_lacks_officers", 2)


def test_enough_for_each_team_but_not_for_both_is_told_apart():
    staff = officers(4)
    staff[2:] = [replace(officer, recused_from=frozenset({"quarry", "pond"})) for officer in staff[2:]]
    assert codes(staff, [{"quarry"}, {"pond"}], ON) == ["draw.recusals_leave_no_pairing"]


def test_where_random_deals_hardly_ever_fit_one_is_built():
    """Each of twelve officers may go with one team only: one deal in 7,484,400 fits."""
    sites = [f"s{k}" for k in range(6)]
    staff = [
        replace(officer, recused_from=frozenset(sites) - {sites[k // 2]}) for k, officer in enumerate(officers(12))
    ]
    teams = draw_officers(staff, [{site} for site in sites], ON, rng())
    assert teams == [sorted([f"officer-{2 * k}", f"officer-{2 * k + 1}"]) for k in range(6)]
