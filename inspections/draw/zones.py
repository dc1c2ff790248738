"""Compact zones with fresh random borders each day, and the list that the lottery draws from.

The borders come from day_key and register_hash, so nobody can cut them again after the nonce (docs/draw.md).
"""

from .lottery import Stream

Placed = tuple[str, int, int, int]  # (pseudonym, x_m, y_m, weight)
COUNTY_WIDE_FROM = 16  # stops a day from which sweeping the county is as short as zones and tells less


def zones(q: list[Placed], want: int, s: int, rng: Stream) -> list[list[Placed]]:
    """Cut q by random straight lines into up to `want` zones, each fit for s stops."""
    for k in range(8 if want > 1 else 0):  # first halves, then any uneven cut
        u, v = rng.below(2001) - 1000, rng.below(2001) - 1000
        total, acc, cut = _mass(q), 0, 0
        q = sorted(q, key=lambda t: (t[1] * u + t[2] * v, t[0]))
        left = 1 + rng.below(want - 1) if k else want // 2
        while cut < len(q) and (2 * acc + q[cut][3]) * want <= 2 * total * left:
            acc += q[cut][3]
            cut += 1
        # That test keeps every P(site) ≤ P(its zone is visited).
        if all(len(z) > s and _mass(z) >= s * max(t[3] for t in z) for z in (q[:cut], q[cut:])):
            return zones(q[:cut], left, s, rng) + zones(q[cut:], want - left, s, rng)
    return [q]


def listed(q: list[Placed], n: int, teams: int, want: int, rng: Stream) -> list[list[str | int]]:
    """[[pseudonym, zone, weight]] by pseudonym. One zone = county-wide: when a zone's mass exceeds its share."""
    cut = zones(q, want, -(-n // teams), rng)
    mass = [_mass(zone) for zone in cut]
    if len(cut) < teams or max(mass) * teams > sum(mass):
        cut = [q]
    cut.sort(key=lambda zone: min(t[0] for t in zone))  # so that a zone's number tells no place
    return [list(row) for row in sorted((t[0], k, t[3]) for k, zone in enumerate(cut) for t in zone)]


def zones_wanted(stops: int, teams: int) -> int:
    return 1 if stops >= COUNTY_WIDE_FROM else max(8, 2 * teams)


def _mass(q: list[Placed]) -> int:
    return sum(t[3] for t in q)
