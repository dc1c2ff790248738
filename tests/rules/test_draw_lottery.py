"""The lottery itself: exact sizes, exact chances, the same on every machine."""

import random
from hashlib import sha256
from itertools import chain
from statistics import pstdev

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspections.draw.hazard import weights
from inspections.draw.lottery import ONE, Stream, canonical, hash_of, lottery, pivotal
from inspections.draw.zones import listed

DRAWS = 2500


def seed(k: int) -> str:
    return sha256(b"%d" % k).hexdigest()


def day_list(number: int, stops: int, teams: int, want: int) -> list:
    rnd = random.Random(number * stops)
    weight = weights({f"{k:016x}": rnd.choice([1, 2, 4, 8]) * 10**6 for k in range(number)}, stops)
    placed = [(name, rnd.randrange(40_000), rnd.randrange(40_000), w) for name, w in weight.items()]
    return listed(placed, stops, teams, want, Stream(seed(0), "borders"))


def z_scores(drawn: dict, weight: dict) -> list[float]:
    chance = {name: w / ONE for name, w in weight.items()}
    return [(drawn.get(n, 0) - DRAWS * p) / (DRAWS * p * (1 - p)) ** 0.5 for n, p in chance.items()]


@pytest.mark.rule("S6", "S7")
@pytest.mark.parametrize(("stops", "teams", "want"), [(7, 2, 8), (6, 1, 1)], ids=["zones", "county-wide"])
def test_each_site_is_drawn_as_often_as_its_weight_says(stops, teams, want):
    lst = day_list(60, stops, teams, want)
    assert (len({zone for _, zone, _ in lst}) > 1) == (want > 1)

    drawn: dict[str, int] = {}
    for k in range(DRAWS):
        for name in chain(*lottery(lst, stops, teams, seed(k))):
            drawn[name] = drawn.get(name, 0) + 1

    scores = z_scores(drawn, {name: weight for name, _, weight in lst})
    assert 0.8 < pstdev(scores) < 1.2
    assert max(map(abs, scores)) < 4


@given(st.lists(st.integers(0, 100), min_size=1, max_size=40), st.integers(0, 2**32))
@settings(max_examples=100)
def test_pivotal_draws_exactly_as_many_as_the_weights_add_up_to(parts, k):
    one, fine = 100, 1 << 40  # a part that is the whole is passed over in one of `one · fine` draws: never seen here
    parts.append(-sum(parts) % one)
    won = pivotal([(i, part * fine) for i, part in enumerate(parts)], one * fine, Stream(seed(k), "sites"))
    assert len(won) == len(set(won)) == sum(parts) // one
    assert all(parts[i] > 0 for i in won)
    assert set(won) >= {i for i, part in enumerate(parts) if part == one}


@given(st.integers(1, 12), st.integers(1, 4), st.integers(0, 2**32))
@settings(max_examples=60, deadline=None)
def test_every_team_gets_its_share_and_nobody_is_drawn_twice(stops, teams, k):
    teams = min(teams, stops)
    lst = day_list(60, stops, teams, 8)
    result = lottery(lst, stops, teams, seed(k))
    drawn = list(chain(*result))
    assert len(drawn) == len(set(drawn)) == stops
    if len({zone for _, zone, _ in lst}) > 1:
        assert sorted(map(len, result)) == sorted(stops // teams + (t < stops % teams) for t in range(teams))


@pytest.mark.rule("I9")
def test_the_same_seed_draws_the_same_and_another_seed_does_not():
    lst = day_list(60, 7, 2, 8)
    assert lottery(lst, 7, 2, seed(5)) == lottery(lst, 7, 2, seed(5))
    assert len({str(lottery(lst, 7, 2, seed(k))) for k in range(20)}) == 20


def test_known_answers_stay_as_they_were_first_computed():
    """From the specification's own code: a record once published must verify for ever."""
    rng = Stream("00" * 32, "zones")
    assert [rng.below(1000) for _ in range(5)] == GOLDEN_STREAM
    even = [[f"{k:016x}", k // 5, ONE // 5] for k in range(20)]
    even = [[name, zone, weight + (zone * 5 == int(name, 16))] for name, zone, weight in even]  # 5 · ⌊2³²/5⌋ = 2³² − 1
    assert [[int(name, 16) for name in team] for team in lottery(even, 4, 2, "11" * 32)] == GOLDEN_TEAMS


GOLDEN_STREAM = [541, 541, 36, 242, 884]
GOLDEN_TEAMS = [[9, 6], [2, 1]]


def test_canonical_json_has_one_spelling():
    assert canonical({"b": [1, "县"], "a": {}}) == '{"a":{},"b":[1,"县"]}'
    assert hash_of({"b": 1, "a": 2}) == hash_of({"a": 2, "b": 1}) == sha256(b'{"a":2,"b":1}').hexdigest()
    assert hash_of("00ff", "10") == sha256(b"\x00\xff\x10").hexdigest()
