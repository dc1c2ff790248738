"""Who goes where in which order: county-wide sets swept into routes, and the softly random order of a round.

Lengths are whole metres on the road matrix, row 0 the depot, row k the k-th stop. Specification: docs/draw.md.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from decimal import Context
from functools import cmp_to_key
from itertools import accumulate, pairwise, permutations

from .lottery import Stream

Matrix = Sequence[Sequence[int]]
Tour = tuple[int, ...]

STEP_M = 500
# TABLE[j] = ⌊2⁴⁰·e^(−j/20)⌋: softness ℓ = 10 km. Decimal's exp is correctly rounded, so it is the same everywhere.
_DECIMAL = Context(prec=40)
TABLE = [int(_DECIMAL.multiply(_DECIMAL.exp(_DECIMAL.divide(-j, 20)), 1 << 40)) for j in range(555)]
ALL_ORDERS_UP_TO = 5
SWAPS = 400


def tour_length_m(matrix_m: Matrix, tour: Sequence[int]) -> int:
    """Depot → stops in this order → depot."""
    return sum(matrix_m[a][b] for a, b in pairwise((0, *tour, 0)))


def soft_weight(longer_by_m: int) -> int:
    """2⁴⁰ for the shortest; e times less for each 10 km more; 0 beyond 277 km."""
    step = longer_by_m // STEP_M
    return TABLE[step] if step < len(TABLE) else 0


def draw_order(
    matrix_m: Matrix, rng: Stream, fits: Callable[[Tour], bool], start: Sequence[int]
) -> tuple[Tour, list[Tour]]:
    """Draw among the orders that fit the day. Returns (order, the orders that were refused as not fitting).

    `start` is the solver's order and must fit (ValueError otherwise): it begins the swaps when there are more than
    five stops. With the refused orders on record an auditor repeats the draw without the timetable.
    """
    start = tuple(start)
    if sorted(start) != list(range(1, len(matrix_m))) or not fits(start):
        raise ValueError("the solver's order must hold every stop once and fit")
    draw = _among_all if len(start) <= ALL_ORDERS_UP_TO else _by_swaps
    return draw(matrix_m, rng, fits, start)


def _among_all(matrix_m: Matrix, rng: Stream, fits: Callable[[Tour], bool], start: Tour) -> tuple[Tour, list[Tour]]:
    tours = list(permutations(sorted(start)))
    fitting = [tour for tour in tours if fits(tour)]
    lengths = [tour_length_m(matrix_m, tour) for tour in fitting]
    chances = [soft_weight(length - min(lengths)) for length in lengths]
    drawn = rng.below(sum(chances))
    order = fitting[bisect_right(list(accumulate(chances)), drawn)]
    return order, [tour for tour in tours if tour not in set(fitting)]


def _by_swaps(matrix_m: Matrix, rng: Stream, fits: Callable[[Tour], bool], start: Tour) -> tuple[Tour, list[Tour]]:
    """Metropolis: a fixed number of swaps of two stops, each taken with the ratio of the soft weights."""
    tour, length, refused = start, tour_length_m(matrix_m, start), set()
    for _ in range(SWAPS):
        a, b = rng.below(len(tour)), rng.below(len(tour))
        swapped = list(tour)
        swapped[a], swapped[b] = tour[b], tour[a]
        other, other_length = tuple(swapped), tour_length_m(matrix_m, swapped)
        chance = soft_weight(max(0, other_length - length))
        if rng.below(TABLE[0]) >= chance:
            continue
        if fits(other):
            tour, length = other, other_length
        else:
            refused.add(other)
    return tour, sorted(refused)


def sweep(
    points: Sequence[tuple[str, int, int]], depot: tuple[int, int], teams: int, matrix_m: Matrix
) -> list[list[str]]:
    """Cut a county-wide set [(pseudonym, x_m, y_m)] by angle round the depot: a run a team, at the shortest offset.

    matrix_m: row k belongs to points[k − 1]. A run's length is that of its shortest tour (up to five stops) or of the
    sweep itself.
    """
    x0, y0 = depot
    spokes = [(x - x0, y - y0, name, k) for k, (name, x, y) in enumerate(points, start=1)]
    ring = [spoke[3] for spoke in sorted(spokes, key=cmp_to_key(_by_angle))]
    n = len(ring)
    sizes = [n // teams + (k < n % teams) for k in range(teams)]

    def runs(offset: int) -> list[list[int]]:
        turned = ring[offset:] + ring[:offset]
        ends = [sum(sizes[: k + 1]) for k in range(teams)]
        return [turned[end - size : end] for end, size in zip(ends, sizes, strict=True)]

    def length_m(run: list[int]) -> int:
        orders = permutations(run) if len(run) <= ALL_ORDERS_UP_TO else [tuple(run)]
        return min(tour_length_m(matrix_m, order) for order in orders)

    best = min(range(n), key=lambda offset: (sum(map(length_m, runs(offset))), offset))
    return [[points[k - 1][0] for k in run] for run in runs(best)]


def _by_angle(a: tuple[int, int, str, int], b: tuple[int, int, str, int]) -> int:
    """Counter-clockwise from east, nearer first, then by name: on integers, as atan2 may differ between machines."""
    (ax, ay, a_name, _), (bx, by, b_name, _) = a, b
    lower_a, lower_b = ay < 0 or (ay == 0 and ax < 0), by < 0 or (by == 0 and bx < 0)
    if lower_a != lower_b:
        return 1 if lower_a else -1
    cross = ax * by - ay * bx
    if cross:
        return -1 if cross > 0 else 1
    key_a, key_b = (ax * ax + ay * ay, a_name), (bx * bx + by * by, b_name)
    return (key_a > key_b) - (key_a < key_b)
