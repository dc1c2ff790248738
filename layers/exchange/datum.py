"""坐标系: WGS-84 ↔ GCJ-02 ↔ BD-09, CGCS2000 relabelled, and any EPSG code to WGS-84.

Convert once, from the raw pair and the datum its source names: numbers do not tell their datum (§7, I23).
GCJ-02 leaves points outside China where they are; a county lies inside, so that the formula here shifts every point.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from math import atan2, cos, hypot, isfinite, pi, radians, sin, sqrt
from typing import Any

from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

# Krasovsky 1940, as the public GCJ-02 implementations have it.
_A = 6_378_245.0
_EE = 0.00669342162296594323
_BD = pi * 3000 / 180
_ROUNDS = 8

type Pair = tuple[float, float]


class Datum(StrEnum):
    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"
    CGCS2000 = "cgcs2000"


def wgs84_to_gcj02(lng: float, lat: float) -> Pair:
    x, y = lng - 105, lat - 35
    wave = (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + wave
    east += (20 * sin(x * pi) + 40 * sin(x / 3 * pi)) * 2 / 3
    east += (150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + wave
    north += (20 * sin(y * pi) + 40 * sin(y / 3 * pi)) * 2 / 3
    north += (160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30)) * 2 / 3
    phi = radians(lat)
    w = 1 - _EE * sin(phi) ** 2
    d_lng = east * 180 / (_A / sqrt(w) * cos(phi) * pi)
    d_lat = north * 180 / (_A * (1 - _EE) / (w * sqrt(w)) * pi)
    return lng + d_lng, lat + d_lat


def gcj02_to_bd09(lng: float, lat: float) -> Pair:
    radius = hypot(lng, lat) + 0.00002 * sin(lat * _BD)
    angle = atan2(lat, lng) + 0.000003 * cos(lng * _BD)
    return radius * cos(angle) + 0.0065, radius * sin(angle) + 0.006


def wgs84_to_bd09(lng: float, lat: float) -> Pair:
    return gcj02_to_bd09(*wgs84_to_gcj02(lng, lat))


_FROM_WGS84 = {Datum.GCJ02: wgs84_to_gcj02, Datum.BD09: wgs84_to_bd09}


def to_wgs84(x: float, y: float, datum: str) -> Pair:
    """WGS84 (lng, lat) of a raw pair; `datum` is a `Datum` or `EPSG:n`, then x is easting or longitude.

    Raises ValueError for a datum that is not known or a pair that is no place in it.
    """
    if datum.upper().startswith("EPSG:"):
        lng, lat = _epsg_to_wgs84(datum.upper()).transform(x, y)
    else:
        lng, lat = _inverse(x, y, parse_datum(datum))
    if not (isfinite(lng) and isfinite(lat)):
        raise ValueError(f"{x}, {y} is no place in {datum}")
    return lng, lat


def place_of(fix: Mapping[str, Any]) -> Pair | None:
    """WGS84 (lng, lat) of a fix as received, or None: a swapped or impossible pair is never guessed (§7)."""
    lng, lat = number_of(fix.get("lng")), number_of(fix.get("lat"))
    if lng is None or lat is None or abs(lng) > 180 or abs(lat) > 90:
        return None
    try:
        return to_wgs84(lng, lat, str(fix.get("datum") or Datum.WGS84))
    except ValueError:
        return None


def number_of(value: Any) -> float | None:
    """A number as received, or None for what no device measures: words, truth values, NaN, the boundless."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e9:
        return None
    return float(value)


def parse_datum(text: str) -> Datum:
    """`GCJ-02`, `gcj02`, `CGCS2000`, `EPSG:4490` … Raises ValueError for any other word."""
    word = text.strip().lower().replace("-", "").replace("_", "")
    word = {"epsg:4326": "wgs84", "epsg:4490": "cgcs2000"}.get(word, word)
    if word not in Datum:
        raise ValueError(f"datum {text!r}: one of {', '.join(Datum)} or EPSG:n is needed")
    return Datum(word)


def _inverse(lng: float, lat: float, datum: Datum) -> Pair:
    """The WGS84 pair whose forward image is the given one: closed inverses are up to 2.6 m wrong here, this is not."""
    # CGCS2000 differs from WGS84 by less than any fix we take: the label changes, the numbers do not.
    if datum not in _FROM_WGS84:
        return lng, lat
    forward, (guess_lng, guess_lat) = _FROM_WGS84[datum], (lng, lat)
    for _ in range(_ROUNDS):
        image_lng, image_lat = forward(guess_lng, guess_lat)
        guess_lng, guess_lat = guess_lng + lng - image_lng, guess_lat + lat - image_lat
    return guess_lng, guess_lat


@lru_cache(maxsize=16)
def _epsg_to_wgs84(code: str) -> Transformer:
    try:
        # 4546 and 4547 are registered northing first: x before y is forced.
        return Transformer.from_crs(CRS.from_user_input(code), 4326, always_xy=True)
    except CRSError:
        raise ValueError(f"datum {code!r} is not in the EPSG register") from None
