import random
from collections import Counter
from hashlib import sha256
from itertools import chain, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspections.draw.lottery import Stream
from inspections.draw.order import TABLE, draw_order, soft_weight, sweep, tour_length_m

from .draw_day import straight_matrix


def rng(k: int = 0) -> Stream:
    return Stream(sha256(b"%d" % k).hexdigest(), "order")


def matrix(stops: int, seed: int = 1) -> list[list[int]]:
    rnd = random.Random(seed)
    return straight_matrix([(rnd.randrange(20_000), rnd.randrange(20_000)) for _ in range(stops + 1)])


def always(tour) -> bool:
    return True


def test_the_table_is_the_one_records_were_made_with():
    assert TABLE[:3] == [1099511627776, 1045887812921, 994879262377]
    assert (len(TABLE), TABLE[-1]) == (555, 1)
    assert sha256(str(TABLE).encode()).hexdigest().startswith("0399902816615ae4")
    assert soft_weight(499) == TABLE[0]
    assert soft_weight(500) == TABLE[1]
    assert soft_weight(10**6) == 0


def test_orders_come_as_often_as_their_length_allows():
    m = matrix(3)
    drawn = Counter(draw_order(m, rng(k), always, [1, 2, 3])[0] for k in range(3000))
    tours = list(permutations([1, 2, 3]))
    shortest = min(tour_length_m(m, tour) for tour in tours)
    chance = {tour: soft_weight(tour_length_m(m, tour) - shortest) for tour in tours}
    for tour in tours:
        p = chance[tour] / sum(chance.values())
        assert abs(drawn[tour] - 3000 * p) < 4 * (3000 * p * (1 - p)) ** 0.5


@given(st.integers(1, 8), st.integers(0, 1000))
@settings(max_examples=60, deadline=None)
def test_an_order_holds_every_stop_once_and_fits_the_day(stops, k):
    def first_before_last(tour) -> bool:
        return tour.index(1) <= tour.index(stops)

    m = matrix(stops, k)
    order, refused = draw_order(m, rng(k), first_before_last, range(1, stops + 1))
    assert sorted(order) == list(range(1, stops + 1))
    assert first_before_last(order)
    assert not any(map(first_before_last, refused))

    again, _ = draw_order(m, rng(k), lambda tour: tour not in set(refused), range(1, stops + 1))
    assert again == order  # what the auditor does without the timetable


def test_long_rounds_keep_near_the_solvers_order_but_not_at_it():
    m = matrix(9)
    start = min(
        (random.Random(k).sample(range(1, 10), 9) for k in range(3000)), key=lambda tour: tour_length_m(m, tour)
    )
    orders = [draw_order(m, rng(k), always, start)[0] for k in range(30)]
    assert len(set(orders)) > 20
    by_chance = sum(tour_length_m(m, random.Random(k).sample(range(1, 10), 9)) for k in range(300)) / 300
    assert sum(tour_length_m(m, order) for order in orders) / 30 < by_chance


@pytest.mark.parametrize("start", [[1, 2], [1, 2, 2], [0, 1, 2], [1, 2, 4]])
def test_a_start_that_is_no_order_of_the_stops_is_refused(start):
    with pytest.raises(ValueError, match="every stop once"):
        draw_order(matrix(3), rng(), always, start)


@given(st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=1, max_size=14), st.integers(1, 4))
@settings(max_examples=50, deadline=None)
def test_a_sweep_gives_every_stop_to_one_team_in_even_shares(places, teams):
    teams = min(teams, len(places))
    points = [(f"{k:016x}", x, y) for k, (x, y) in enumerate(places)]
    runs = sweep(points, (0, 0), teams, straight_matrix([(0, 0), *places]))
    assert sorted(chain(*runs)) == sorted(name for name, _, _ in points)
    assert sorted(map(len, runs)) == sorted(len(places) // teams + (k < len(places) % teams) for k in range(teams))


def test_a_sweep_cuts_between_clusters():
    clusters = {"north": (0, 10_000), "east": (10_000, 0), "south": (0, -10_000), "west": (-10_000, 0)}
    places = {f"{name}{k}": (x + 300 * k, y + 200 * k) for name, (x, y) in clusters.items() for k in range(3)}
    points = [(name, *place) for name, place in places.items()]
    runs = sweep(points, (0, 0), 4, straight_matrix([(0, 0), *places.values()]))
    assert {frozenset(name[:-1] for name in run) for run in runs} == {frozenset({name}) for name in clusters}
