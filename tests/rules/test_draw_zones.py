import random
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspections.draw.hazard import weights
from inspections.draw.lottery import ONE, Stream
from inspections.draw.zones import listed, zones, zones_wanted


def placed(number: int, stops: int, seed: int) -> list[tuple[str, int, int, int]]:
    rnd = random.Random(seed)
    weight = weights({f"{k:016x}": rnd.choice([0, 1, 2, 8]) * 10**6 + 10**5 for k in range(number)}, stops)
    names = {name: sha256(f"{seed}{name}".encode()).hexdigest()[:16] for name in weight}
    return [(names[k], rnd.randrange(-20_000, 20_000), rnd.randrange(40_000), w) for k, w in weight.items()]


def borders(k: int) -> Stream:
    return Stream(sha256(b"%d" % k).hexdigest(), "borders")


county = st.tuples(
    st.integers(20, 120), st.integers(1, 8), st.integers(1, 4), st.integers(1, 12), st.integers(0, 10**6)
)


@given(county)
@settings(max_examples=80, deadline=None)
def test_every_site_is_in_one_zone_and_every_zone_can_bear_a_team(drawn):
    number, stops, _, want, k = drawn
    sites = placed(number, stops, k)
    cut = zones(sites, want, stops, borders(k))
    assert sorted(t for zone in cut for t in zone) == sorted(sites)
    assert len(cut) <= max(1, want)
    if len(cut) > 1:
        for zone in cut:
            assert len(zone) > stops
            assert sum(t[3] for t in zone) >= stops * max(t[3] for t in zone)


@given(county)
@settings(max_examples=80, deadline=None)
def test_no_site_is_likelier_than_its_zone_or_the_day_is_county_wide(drawn):
    number, stops, teams, want, k = drawn
    teams = min(teams, stops)
    lst = listed(placed(number, stops, k), stops, teams, want, borders(k))
    assert [name for name, _, _ in lst] == sorted(name for name, _, _ in lst)
    assert sum(weight for _, _, weight in lst) == stops * ONE
    mass = [sum(w for _, z, w in lst if z == zone) for zone in range(1 + max(z for _, z, _ in lst))]
    if len(mass) > 1:
        assert max(mass) * teams <= sum(mass)
        assert all(weight * -(-stops // teams) <= mass[zone] for _, zone, weight in lst)


def test_zone_numbers_follow_the_list_and_tell_no_place():
    lst = listed(placed(100, 6, 3), 6, 2, 8, borders(3))
    assert list(dict.fromkeys(zone for _, zone, _ in lst)) == list(range(1 + max(zone for _, zone, _ in lst)))


@pytest.mark.rule("S7")
def test_borders_are_the_same_for_the_same_key_and_fresh_for_another():
    sites = placed(100, 6, 4)
    assert listed(sites, 6, 2, 8, borders(1)) == listed(sites[::-1], 6, 2, 8, borders(1))
    assert len({str(listed(sites, 6, 2, 8, borders(k))) for k in range(20)}) == 20


def test_a_few_dozen_sites_are_drawn_county_wide():
    assert {zone for _, zone, _ in listed(placed(12, 6, 5), 6, 3, 8, borders(5))} == {0}


@pytest.mark.parametrize(("stops", "teams", "want"), [(4, 1, 8), (8, 2, 8), (15, 5, 10), (16, 4, 1), (20, 4, 1)])
def test_from_sixteen_stops_there_are_no_zones(stops, teams, want):
    assert zones_wanted(stops, teams) == want
