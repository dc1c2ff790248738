"""Curves for a made-up landscape, in metres: roughened, smoothed and hairpin lines, and random streams."""

import math
from itertools import pairwise

import numpy as np

XY = tuple[float, float]


def stream(seed: int, *words: str) -> np.random.Generator:
    """One random stream a concern, so that a change in one part of the county leaves the others as they were."""
    return np.random.default_rng([seed, *"/".join(words).encode()])


def away(point: XY, angle: float, metres: float) -> XY:
    return point[0] + metres * math.cos(angle), point[1] + metres * math.sin(angle)


def distance(a: XY, b: XY) -> float:
    return math.hypot(a[0] - b[0], a[1] - b[1])


def rough_line(a: XY, b: XY, rng: np.random.Generator, *, roughness: float, step: float, most: float = 1e9) -> list[XY]:
    """Midpoint displacement from a to b: no piece longer than `step`, each bend at most `most` metres aside."""
    length = distance(a, b)
    if length <= step:
        return [a, b]
    aside = float(np.clip(rng.normal(0, roughness * length), -most, most))
    dx, dy = (b[0] - a[0]) / length, (b[1] - a[1]) / length
    middle = ((a[0] + b[0]) / 2 - dy * aside, (a[1] + b[1]) / 2 + dx * aside)
    first = rough_line(a, middle, rng, roughness=roughness, step=step, most=most)
    return first + rough_line(middle, b, rng, roughness=roughness, step=step, most=most)[1:]


def smooth(line: list[XY]) -> list[XY]:
    """Corners cut once (Chaikin); the ends stay."""
    cut = [line[0]]
    for (ax, ay), (bx, by) in pairwise(line):
        cut += [(0.75 * ax + 0.25 * bx, 0.75 * ay + 0.25 * by), (0.25 * ax + 0.75 * bx, 0.25 * ay + 0.75 * by)]
    return [*cut, line[-1]]


def normals(line: list[XY]) -> list[XY]:
    """The unit vector to the left of the line at each vertex."""
    array = np.asarray(line)
    along = np.gradient(array, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    return [(-float(y), float(x)) for x, y in along]


def beside(line: list[XY], metres: float) -> list[XY]:
    """The line moved to its left (negative: right)."""
    return [(x + nx * metres, y + ny * metres) for (x, y), (nx, ny) in zip(line, normals(line), strict=True)]


def densify(line: list[XY], step: float) -> list[XY]:
    dense = [line[0]]
    for a, b in pairwise(line):
        pieces = max(1, math.ceil(distance(a, b) / step))
        dense += [(a[0] + (b[0] - a[0]) * i / pieces, a[1] + (b[1] - a[1]) * i / pieces) for i in range(1, pieces + 1)]
    return dense


def hairpins(a: XY, b: XY, rng: np.random.Generator) -> list[XY]:
    """A mountain road: swings of 50 to 110 m from side to side every 60 to 90 m on the way."""
    spine = densify(rough_line(a, b, rng, roughness=0.1, step=700), 75)
    swung, side = [a], 1
    for (x, y), (nx, ny) in list(zip(spine, normals(spine), strict=True))[1:-1]:
        swing = side * float(rng.uniform(50, 110))
        swung.append((x + nx * swing, y + ny * swing))
        side = -side
    return smooth(smooth([*swung, b]))
