"""Who is how likely today: a hazard that rises as the due day comes near, scaled to the stops of the day.

Calibration (table below): few late visits at little certainty for an onlooker, by the visit rate r of a risk class.
Integers from the hazard on, in units of 2⁻³².
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from .lottery import ONE, Stream

MOST = ONE * 95 // 100
CAP_AIM = 0.9  # a cap spent early is a safe window until its oldest visit is a year old, so the plan stays below it

# (r, h0/λ, K/D, H/λ): flat chance, share of the interval in which it rises, highest chance; λ = visits a working day.
CALIBRATION = (
    (1.28, 0.02, 0.45, 14.0),
    (1.5, 0.08, 0.65, 9.0),
    (1.75, 0.30, 0.78, 6.0),
    (2.0, 0.63, 0.80, 5.0),
    (2.85, 0.91, 0.39, 4.0),
    (3.5, 0.96, 0.30, 4.0),
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A site of the register. x_m, y_m: whole metres in the county's metric frame; interval_days: calendar days."""

    id: str
    x_m: int
    y_m: int
    risk: str
    last_visit_on: date
    visits_this_year: int
    cap: int
    interval_days: int

    @property
    def due_on(self) -> date:
        return self.last_visit_on + timedelta(days=self.interval_days)


@dataclass(frozen=True, slots=True)
class RiskClass:
    """What a class asks for: number of sites, due interval in calendar days, most visits a year to one site."""

    sites: int
    interval_days: int
    cap: int


@dataclass(frozen=True, slots=True)
class Hazard:
    """h0 until `k_days` working days are left, then 1/days left, never above `top`; chances in units of 2⁻³²."""

    h0: int
    k_days: int
    top: int


def class_rates(classes: Mapping[str, RiskClass], visits_a_year: int) -> dict[str, float]:
    """r = visits a year × interval / 365 for each class: one r for all, as far as each class's cap allows."""
    limit = {name: CAP_AIM * c.cap * c.interval_days / 365 for name, c in classes.items()}
    need = {name: c.sites * 365 / c.interval_days for name, c in classes.items()}
    rates: dict[str, float] = {}
    for name in sorted(limit, key=lambda name: limit[name]):
        spent = sum(need[done] * rate for done, rate in rates.items())
        open_need = sum(need[other] for other in need if other not in rates)
        rates[name] = min(limit[name], (visits_a_year - spent) / open_need) if open_need else limit[name]
    return rates


def calibrated(r: float, interval_days: int, working_days_a_year: int) -> Hazard:
    """The hazard of a class with visit rate r, between the rows of the table; r outside of it takes the end row."""
    interval = interval_days * working_days_a_year / 365
    rate = r / interval
    h0, k, top = (_between_rows(r, column) for column in (1, 2, 3))
    return Hazard(h0=int(min(1.0, h0 * rate) * ONE), k_days=int(k * interval), top=int(min(1.0, top * rate) * ONE))


def _between_rows(r: float, column: int) -> float:
    above = bisect_right([row[0] for row in CALIBRATION], r)
    if above in (0, len(CALIBRATION)):
        return CALIBRATION[max(0, above - 1)][column]
    a, b = CALIBRATION[above - 1], CALIBRATION[above]
    return a[column] + (b[column] - a[column]) * (r - a[0]) / (b[0] - a[0])


def working_days_left(on: date, due_on: set[date], is_working_day: Callable[[date], bool]) -> dict[date, int]:
    """Working days from `on` to each due day, both included: a due day in a holiday thus moves before it."""
    ahead = [on + timedelta(days=k) for k in range((max(due_on, default=on) - on).days + 1)]
    count = dict(zip(ahead, accumulate(map(is_working_day, ahead)), strict=True))
    return {due: count.get(due, 0) for due in due_on}


def hazard_today(hazard: Hazard, days_left: int) -> int:
    if days_left > hazard.k_days:
        return hazard.h0
    return hazard.top if days_left <= 0 else min(hazard.top, max(hazard.h0, ONE // days_left))


def hazards(
    candidates: list[Candidate], on: date, is_working_day: Callable[[date], bool], by_risk: Mapping[str, Hazard]
) -> dict[str, int]:
    """Each site's chance before scaling; a site whose cap for the year is spent has none."""
    left = working_days_left(on, {c.due_on for c in candidates}, is_working_day)
    return {
        c.id: 0 if c.visits_this_year >= c.cap else hazard_today(by_risk[c.risk], left[c.due_on]) for c in candidates
    }


def most_stops(chances: Mapping[str, int]) -> int:
    """How many stops can be drawn at most, as nobody's chance may pass 0.95."""
    return sum(chance > 0 for chance in chances.values()) * MOST // ONE


def weights(chances: Mapping[str, int], stops: int) -> dict[str, int]:
    """Scale the chances until they add up to stops · 2³² exactly, each ≤ 0.95 · 2³².

    Bisection on the scale k in units of 2⁻³²; one step of k adds at most 1 to a weight, so the rest is spread in ones.
    Raises ValueError when there are more stops than `most_stops`.
    """
    if stops > most_stops(chances):
        raise ValueError(f"{stops} stops asked, {most_stops(chances)} can be drawn")
    counted, total = Counter(chances.values()), stops * ONE

    def mass(k: int) -> int:
        return sum(number * min(MOST, chance * k >> 32) for chance, number in counted.items())

    low, high = 0, ONE
    while mass(high) < total:
        high *= 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if mass(middle) <= total else (low, middle)

    scaled = {site: min(MOST, chance * low >> 32) for site, chance in chances.items()}
    rest = total - sum(scaled.values())
    for site in sorted(site for site, weight in scaled.items() if chances[site] > 0 and weight < MOST)[:rest]:
        scaled[site] += 1
    return scaled


def entry_visit_on(entered_on: date, interval_days: int, rng: Stream) -> date:
    """A uniformly random age for a new or re-coloured site, lest all that enter together fall due together."""
    return entered_on - timedelta(days=rng.below(interval_days))
