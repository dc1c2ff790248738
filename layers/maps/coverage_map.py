"""巡查覆盖: where one has been within the interval and where not, as one HTML file. The figures are handed in."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import folium
from django.utils.translation import gettext as _

from .ground import bounds_of
from .sheet import ACCENT, COLOURS, LAND, OVERDUE, add_townships, finished, marker, new_map, safe

# Five steps of the accent, never a risk hue.
STEPS = 5


def coverage_map(townships, points: Iterable[Any], *, shares: Mapping[str, float | None], on: date) -> str:
    """`points` are CoveragePoints; `shares` gives percent covered by township name (None: nothing to cover)."""
    points = list(points)
    sheet = new_map(bounds_of(townships))
    add_townships(sheet, townships, fill=lambda township: fill_of(shares.get(township.name)))
    names = state_names()
    for state, name in names.items():
        group = folium.FeatureGroup(name).add_to(sheet)
        for point in (one for one in points if one.state == state):
            marker(point.lng, point.lat, spot(state), told(point, name), point.name).add_to(group)
    covered = sum(point.state == "covered" for point in points)
    percent = f"{100 * covered / len(points):.1f}%" if points else "–"
    note = _("在间隔内查过 {covered} / {all} 家，{percent}。颜色越深覆盖越高。").format(
        covered=covered, all=len(points), percent=percent
    )
    counts = {state: sum(point.state == state for point in points) for state in names}
    key = [(spot(state), f"{name} {counts[state]}") for state, name in names.items()]
    return finished(sheet, title=_("巡查覆盖 {day}").format(day=on.isoformat()), note=note, key=key)


def state_names():
    return {"covered": _("在间隔内查过"), "waiting": _("还没查、未到期"), "overdue": _("检查逾期")}


def fill_of(percent):
    """Land tinted by the accent from 0 to 40 % in five steps."""
    if percent is None:
        return LAND, 1.0
    return ACCENT, 0.08 * min(STEPS, int(float(percent) // (100 / STEPS)) + 1)


def spot(state: str) -> str:
    looks = {
        "covered": f"background:{ACCENT};color:#fff;border-color:{ACCENT}",
        "waiting": f"background:#fff;color:{COLOURS[''][2]};border-color:{COLOURS[''][2]}",
        "overdue": f"background:#fff;color:{OVERDUE};border:2px dashed {OVERDUE}",
    }
    letters = {"covered": "✓", "waiting": "·", "overdue": "!"}
    return f'<div class="site round" style="{looks[state]}">{letters[state]}</div>'


def told(point, name) -> str:
    last = _("上次 {day}").format(day=point.last_visit_on) if point.last_visit_on else _("没有查过")
    due = _("应查 {day}").format(day=point.due_on)
    return f"<b>{safe(point.name)}</b><p>{safe(point.township)} · {name}</p><p>{last} · {due}</p>"
