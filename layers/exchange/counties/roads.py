"""The made-up road network: motorway with ramps, roads between the seats, streets, village and mountain roads."""

import heapq
import itertools
import math

import numpy as np

from .lines import XY, away, beside, densify, distance, hairpins, rough_line, smooth, stream
from .network import Network
from .places import Village, random_points
from .townships import Township

# Half the distance between the carriageways' centre lines.
_CARRIAGEWAY_M = 14
_RAMP_M = 600
_PARK_M = 2_300


def make_network(seed: int, townships: list[Township], villages: list[Village]) -> Network:
    """Every road reachable from every other both ways; the caller joins the crossings when all roads are there."""
    network = Network()
    _between_seats(network, townships, stream(seed, "roads"))
    _streets_of_seats(network, townships, stream(seed, "streets"))
    _industrial_park(network, townships[0], stream(seed, "park"))
    _motorway(network, townships, stream(seed, "motorway"))
    _to_villages(network, villages, stream(seed, "village roads"))
    _between_villages(network, villages, stream(seed, "village links"))
    _into_the_hills(network, townships, stream(seed, "mountain roads"))
    return network


def park_centre(county_seat: Township) -> XY:
    """示例工业园: south-west of the county seat's streets."""
    return away(county_seat.seat, math.radians(205), _PARK_M)


def neighbours(townships: list[Township]) -> list[tuple[int, int]]:
    """Pairs of seats with no third seat inside the circle over them (Gabriel graph): connected, no crossings."""
    pairs = []
    for i, j in itertools.combinations(range(len(townships)), 2):
        a, b = townships[i].seat, townships[j].seat
        middle, radius = ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2), distance(a, b) / 2
        if all(distance(t.seat, middle) >= radius for k, t in enumerate(townships) if k not in (i, j)):
            pairs.append((i, j))
    return pairs


def _way_through(townships: list[Township], start: int, goal: int) -> set[tuple[int, int]]:
    """The pairs on the shortest way from one seat to another."""
    queue: list[tuple[float, int, tuple[int, ...]]] = [(0.0, start, (start,))]
    seen: set[int] = set()
    while queue:
        metres, at, way = heapq.heappop(queue)
        if at == goal:
            return {(min(pair), max(pair)) for pair in itertools.pairwise(way)}
        if at in seen:
            continue
        seen.add(at)
        for pair in neighbours(townships):
            if at in pair:
                other = pair[0] if pair[1] == at else pair[1]
                step = distance(townships[at].seat, townships[other].seat)
                heapq.heappush(queue, (metres + step, other, (*way, other)))
    return set()


def _between_seats(network: Network, townships: list[Township], rng: np.random.Generator) -> None:
    seats = range(len(townships))
    north, south = max(seats, key=lambda i: townships[i].seat[1]), min(seats, key=lambda i: townships[i].seat[1])
    east, west = max(seats, key=lambda i: townships[i].seat[0]), min(seats, key=lambda i: townships[i].seat[0])
    national, provincial = _way_through(townships, north, south), _way_through(townships, west, east)
    for number, (i, j) in enumerate(neighbours(townships), start=1):
        a, b = townships[i], townships[j]
        if (i, j) in national:
            kind, ref, name, speed = "primary", "G207", "示例国道", "60"
        elif (i, j) in provincial:
            kind, ref, name, speed = "secondary", "S216", "示例省道", "60"
        else:
            name = f"示例县道（{a.short_name}—{b.short_name}）"
            kind, ref, speed = "tertiary", f"X{number:03}", "40"
        hilly = a.is_mountain and b.is_mountain
        line = rough_line(a.seat, b.seat, rng, roughness=0.11 if hilly else 0.06, step=110)
        network.add(smooth(line), kind, name, ref=ref, maxspeed=speed)


def _grid(centre: XY, angle: float, columns: int, rows: int, spacing: float) -> list[list[XY]]:
    """rows × columns crossings round the centre; both counts odd, so that the centre is one of them."""
    return [
        [
            away(away(centre, angle, (c - columns // 2) * spacing), angle + math.pi / 2, (r - rows // 2) * spacing)
            for c in range(columns)
        ]
        for r in range(rows)
    ]


def _streets(network: Network, grid: list[list[XY]], place: str, *, one_way: bool, kind: str = "residential") -> None:
    """Streets both ways; with `one_way` the inner ones run one way, in turns; outer and middle streets stay two-way."""
    columns = [list(column) for column in zip(*grid, strict=True)]
    for word, streets in (("街", grid), ("路", columns)):
        for number, street in enumerate(streets):
            is_inner = 0 < number < len(streets) - 1
            is_one_way = one_way and is_inner and number != len(streets) // 2
            line = street[::-1] if number % 2 else street
            tags = {"oneway": "yes"} if is_one_way else {}
            network.add(line, kind, f"示例{place}{number + 1}{word}", maxspeed="30", **tags)


def _streets_of_seats(network: Network, townships: list[Township], rng: np.random.Generator) -> None:
    for township in townships:
        is_county_seat = township is townships[0]
        columns, rows, spacing = (9, 7, 160) if is_county_seat else (5, 3, 130)
        grid = _grid(township.seat, float(rng.uniform(0, math.pi)), columns, rows, spacing)
        _streets(network, grid, township.short_name, one_way=is_county_seat)


def _industrial_park(network: Network, county_seat: Township, rng: np.random.Generator) -> None:
    centre = park_centre(county_seat)
    _streets(network, _grid(centre, 0.3, 5, 5, 220), "园区", one_way=False, kind="unclassified")
    line = smooth(rough_line(county_seat.seat, centre, rng, roughness=0.05, step=150))
    network.add(line, "secondary", "示例园区大道", maxspeed="50")


def _motorway(network: Network, townships: list[Township], rng: np.random.Generator) -> None:
    """G55: both carriageways one way, from a junction in the north past the county seat to one in the south."""
    towns = [t for t in townships if not t.is_mountain]
    north, south = max(towns, key=lambda t: t.seat[1]), min(towns, key=lambda t: t.seat[1])
    stops = [north, townships[0], south]
    aside = [away(t.seat, 0, metres) for t, metres in zip(stops, (1_800, 2_600, 1_700), strict=True)]
    bends = [rough_line(a, b, rng, roughness=0.04, step=1_500) for a, b in itertools.pairwise(aside)]
    line = [*bends[0], *bends[1][1:]]
    for _ in range(3):
        line = smooth(line)
    line = densify(line, 120)
    # Right-hand traffic: the line runs north to south, the southbound carriageway lies to its right.
    southbound, northbound = beside(line, -_CARRIAGEWAY_M), beside(line, _CARRIAGEWAY_M)
    _carriageway(network, southbound, [aside[0], *southbound[1:-1], aside[2]])
    _carriageway(network, northbound, [aside[0], *northbound[1:-1], aside[2]][::-1])
    for township, end in ((north, aside[0]), (south, aside[2])):
        approach = smooth(rough_line(end, township.seat, rng, roughness=0.05, step=150))
        network.add(approach, "secondary", f"示例{township.short_name}连接线", maxspeed="60")
    _interchange(network, townships[0], line, southbound, northbound)


def _carriageway(network: Network, side: list[XY], line: list[XY]) -> None:
    tags = {"oneway": "yes", "ref": "G55", "maxspeed": "100", "lanes": "2"}
    network.add(line[:2], "motorway_link", oneway="yes", maxspeed="40")
    for start in range(1, len(line) - 2, 40):
        network.add(line[start : min(start + 41, len(line) - 1)], "motorway", "二广高速（示例）", **tags)
    network.add(line[-2:], "motorway_link", oneway="yes", maxspeed="40")


def _interchange(network: Network, township: Township, line: list[XY], south: list[XY], north: list[XY]) -> None:
    """A diamond: the link road passes below; each carriageway has a ramp off before and a ramp on after it."""
    at = min(range(len(line)), key=lambda i: distance(line[i], away(township.seat, 0, 2_600)))
    reach = round(_RAMP_M / distance(line[at], line[at + 1]))
    west, east = beside(line, -150)[at], beside(line, 150)[at]
    name = f"示例{township.short_name}连接线"
    network.add(
        [township.seat, *densify([township.seat, west], 150)[1:], *densify([west, east], 60)[1:]], "secondary", name
    )
    ramps = [(south[at - reach], west), (west, south[at + reach]), (north[at + reach], east), (east, north[at - reach])]
    for start, end in ramps:
        network.add([start, end], "motorway_link", oneway="yes", maxspeed="40")


def _to_villages(network: Network, villages: list[Village], rng: np.random.Generator) -> None:
    """Nearest villages first, each joined to what is there already; lanes inside, dead ends, some only tracks."""
    waiting = sorted(villages, key=lambda v: (network.nearest_vertex(v.centre)[1], v.name))
    for number, village in enumerate(waiting):
        joint, metres = network.nearest_vertex(village.centre)
        winding = village.is_mountain and metres > 1_200
        way = rough_line(village.centre, joint, rng, roughness=0.09, step=70)
        line = hairpins(village.centre, joint, rng) if winding else smooth(way)
        network.add(line, "unclassified", f"示例村道（{village.name.removeprefix('示例')}）", maxspeed="30")
        turn = float(rng.uniform(0, math.pi))
        for lane in range(3):
            end = away(village.centre, turn + lane * 2.1, float(rng.uniform(130, 240)))
            kind = "track" if lane == 2 and number % 3 == 0 else "residential"
            network.add(densify(rough_line(village.centre, end, rng, roughness=0.08, step=60), 40), kind)


def _between_villages(network: Network, villages: list[Village], rng: np.random.Generator) -> None:
    """Some neighbours are linked directly, so that there is more than one way round."""
    for village, other in itertools.combinations(villages, 2):
        if distance(village.centre, other.centre) < 3_200 and rng.random() < 0.3:
            line = rough_line(village.centre, other.centre, rng, roughness=0.09, step=70)
            network.add(smooth(line), "unclassified", "示例村道", maxspeed="30")


def _into_the_hills(network: Network, townships: list[Township], rng: np.random.Generator) -> None:
    """Mountain roads with hairpins, dead ends above the last village; quarries and mines lie on them."""
    for township in townships:
        for number in range(3 if township.is_mountain else 1):
            end = _hill(township, rng)
            joint, metres = network.nearest_vertex(end)
            if metres > 300:
                name = f"示例{township.short_name}山路{number + 1}"
                network.add(hairpins(joint, end, rng), "unclassified", name, maxspeed="20", surface="gravel")


def _hill(township: Township, rng: np.random.Generator) -> XY:
    """A point of the township far from its seat and 400 m or more inside its border."""
    inside = random_points(township.cell.buffer(-400), rng, 20)
    return sorted(inside, key=lambda point: distance(point, township.seat))[15]
