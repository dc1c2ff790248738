"""Teams of certified officers, drawn after the sites: at random under recusal, leave and certificates (S4–S6, I9)."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from gis_platform.common.verdict import Reason, Verdict

from .lottery import Stream

Period = tuple[date, date]  # first and last day, both included
DEALS = 1000  # whole pairings tried at random before one is built under constraint


@dataclass(frozen=True, slots=True)
class Officer:
    """执法人员: an officer of the register with the validity of certificates, the sites of recusal (回避) and

    `leaves`: days away, by leave or by another call; the register does not tell which.
    """

    id: str
    certificates: tuple[Period, ...]
    leaves: tuple[Period, ...] = ()
    recused_from: frozenset[str] = frozenset()

    def is_certified(self, on: date) -> bool:
        return any(first <= on <= last for first, last in self.certificates)

    def is_on_leave(self, on: date) -> bool:
        return any(first <= on <= last for first, last in self.leaves)

    def may_serve(self, on: date) -> bool:
        return self.is_certified(on) and not self.is_on_leave(on)


def may_draw_officers(
    officers: Sequence[Officer], site_sets: Sequence[AbstractSet[str]], on: date, size: int = 2
) -> Verdict:
    """Can every team get `size` officers? Reasons: too few altogether, too few for one team, or no way to share."""
    serving = [officer for officer in officers if officer.may_serve(on)]
    needed = size * len(site_sets)
    free = [sum(not officer.recused_from & sites for officer in serving) for sites in site_sets]
    reasons = [
        Reason("draw.team_lacks_officers", {"team": team, "needed": size, "eligible": number})
        for team, number in enumerate(free, start=1)
        if number < size
    ]
    if len(serving) < needed:
        counts = {
            "uncertified": sum(not officer.is_certified(on) for officer in officers),
            "on_leave": sum(officer.is_certified(on) and officer.is_on_leave(on) for officer in officers),
        }
        reasons.insert(0, Reason("draw.too_few_officers", {"needed": needed, "eligible": len(serving), **counts}))
    elif not reasons and _matched(serving, site_sets, size) is None:
        reasons.append(Reason("draw.recusals_leave_no_pairing", {"needed": needed, "eligible": len(serving)}))
    return Verdict(tuple(reasons))


def draw_officers(
    officers: Sequence[Officer], site_sets: Sequence[AbstractSet[str]], on: date, rng: Stream, size: int = 2
) -> list[list[str]]:
    """Officer ids for each team, uniform over all valid pairings. Ask `may_draw_officers` first; else ValueError.

    Whole deals are drawn until one offends no recusal: that keeps the pairing uniform. Where recusals are so many that
    none of DEALS fits, one is built from a shuffled order.
    """
    serving = sorted((officer for officer in officers if officer.may_serve(on)), key=lambda officer: officer.id)
    needed = size * len(site_sets)
    for _ in range(DEALS if len(serving) >= needed else 0):
        rng.shuffle(serving)
        dealt = [serving[k : k + size] for k in range(0, needed, size)]
        if not any(
            officer.recused_from & sites for team, sites in zip(dealt, site_sets, strict=True) for officer in team
        ):
            return [sorted(officer.id for officer in team) for team in dealt]
    built = _matched(serving, site_sets, size)
    if built is None:
        raise ValueError("no pairing of officers is possible")
    return built


def _matched(serving: Sequence[Officer], site_sets: Sequence[AbstractSet[str]], size: int) -> list[list[str]] | None:
    """Bipartite matching of officers to seats by augmenting paths; None if some seat must stay empty."""
    seats = [team for team in range(len(site_sets)) for _ in range(size)]
    taken: dict[int, int] = {}  # officer → seat

    def seat_one(seat: int, seen: set[int]) -> bool:
        for k, officer in enumerate(serving):
            if k in seen or officer.recused_from & site_sets[seats[seat]]:
                continue
            seen.add(k)
            if k not in taken or seat_one(taken[k], seen):
                taken[k] = seat
                return True
        return False

    if not all(seat_one(seat, set()) for seat in range(len(seats))):
        return None
    return [sorted(serving[k].id for k, seat in taken.items() if seats[seat] == t) for t in range(len(site_sets))]
