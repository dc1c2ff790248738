"""The plan page step by step: what each step shows, costs and waits for. Over `draft_paper`; asks no database."""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from inspections.rounds.content import Paper, moment
from inspections.rounds.rules import PlanState
from layers.risk.rules import RiskLevel

from .pool import LEAST_RATE
from .rules import LUNCH_S
from .words import BECAUSE, LEFT_OUT, STEP_NAMES

STEPS = tuple(STEP_NAMES)
HUES = 4  # teams beyond it share hue and dash; the number tells them apart
# A routing task is given up by its worker after 120 s (tasks.py).
STALLED_AFTER = timedelta(seconds=150)


def stage_of(plan, paper: Paper) -> str:
    """The step that is waiting to be done; "day" once it is sealed or over."""
    if plan.state != PlanState.DRAFT:
        return "day"
    if not paper["draw"]["is_drawn"]:
        return "draw" if paper["ceremony"]["is_nonce_given"] else "pool"
    return "seal" if paper["is_routed"] else "routes"


def open_steps(plan, paper: Paper) -> list[str]:
    """The steps that there is something to see of."""
    shown = [*STEPS[:4]]
    if paper["draw"]["is_drawn"]:
        shown.append("routes")
    if paper["is_routed"]:
        shown.append("seal")
    return [*shown, "day"] if stage_of(plan, paper) == "day" else shown


def steps_of(plan, paper: Paper, here: str) -> list[Paper]:
    """Rows of components/steps.html."""
    stage, values = stage_of(plan, paper), _values(plan, paper)
    return _rows(stage, here, dict.fromkeys(open_steps(plan, paper), "?step={}"), values)


def new_steps(on: date | None) -> list[Paper]:
    """The same rows before there is a plan."""
    here = "teams" if on else "date"
    return _rows(here, here, {"date": "?"} if on else {}, {})


def _rows(stage, here, addresses, values) -> list[Paper]:
    at = STEPS.index(stage) if stage in STEPS else len(STEPS)
    return [
        {
            "title": STEP_NAMES[name],
            "state": "done" if place < at else "now" if place == at else "next",
            "current": name == here,
            "url": addresses.get(name, "").format(name),
            "value": values.get(name, ("", ""))[0],
            "note": values.get(name, ("", ""))[1],
        }
        for place, name in enumerate(STEPS)
    ]


def _values(plan, paper):
    want, totals, pool = paper["want"], paper["totals"], paper["pool"]
    away = sum(not (one["is_certified"] and not one["is_on_leave"]) for one in paper["officers"])
    drawn = paper["draw"]["is_drawn"]
    attempt = _("第 %(n)s 次") % {"n": paper["attempt"]}
    waits = "" if paper["ceremony"]["is_nonce_given"] else _("等见证数")
    routed = paper["is_routed"]
    return {
        "date": (date_format(plan.date, _("n 月 j 日")), _hours(paper)),
        "teams": (
            _("%(teams)s 队 %(stops)s 家") % {"teams": want["teams"], "stops": want["stops"]},
            _("%(n)s 人不能出勤") % {"n": away} if away else _("人人可出勤"),
        ),
        "pool": (_households(len(pool["candidates"])), _("排除 %(n)s 家") % {"n": len(pool["excluded"])}),
        "draw": (_("抽中 %(n)s 家") % {"n": _drawn(paper)} if drawn else "", attempt if drawn else waits),
        "routes": (
            f"{totals['km']} km · {hours(totals['work_s'])} h" if routed else "",
            _("空闲 %(h)s h") % {"h": hours(totals["idle_s"])} if routed else "",
        ),
        "seal": (plan.state_name if plan.state != PlanState.DRAFT else "", _seal_note(plan, routed)),
    }


def _hours(paper):
    return f"{moment(paper['departs_at']):%H:%M}–{moment(paper['shift_ends_at']):%H:%M}"


def _seal_note(plan, routed):
    if plan.state != PlanState.DRAFT:
        return plan.approver.get_full_name() if plan.approver else ""
    if plan.approver:
        return _("等 %(name)s") % {"name": plan.approver.get_full_name()}
    return _("还要另一人复核") if routed else ""


def _households(number: int) -> str:
    return _("%(n)s 家") % {"n": number}


def _drawn(paper) -> int:
    return sum(len(team["stops"]) + len(team["not_fitted"]) for team in paper["teams"])


def _moment(text: str | None) -> datetime | None:
    return moment(text) if text else None


def hours(seconds: int | None) -> str:
    return f"{(seconds or 0) / 3600:.1f}"


# 1. Pool


def pool_view(paper: Paper) -> Paper:
    """Reasons and exclusions with their counts, classes with r, and the list by chance."""
    pool = paper["pool"]
    reasons = Counter(reason for row in pool["candidates"] for reason in row["reasons"])
    excluded = Counter(row["reason"] for row in pool["excluded"])
    return {
        "number": len(pool["candidates"]),
        "most": max(reasons.values(), default=1),
        "reasons": [(BECAUSE[why], reasons[why]) for why in BECAUSE if reasons[why]],
        "excluded": [(LEFT_OUT[why], excluded[why]) for why in LEFT_OUT if excluded[why]],
        "excluded_number": len(pool["excluded"]),
        "classes": [_class(row, pool["candidates"]) for row in pool["classes"]],
        "low": [row["level"] for row in pool["classes"] if row["is_low"]],
        "least_rate": LEAST_RATE,
        "is_guard": pool["is_guard"],
        "frozen_at": moment(pool["frozen_at"]),
    }


def _class(row: Paper, candidates: list[Paper]) -> Paper:
    """`expected`: how many of this class a draw takes on average; `chance` of one of them, in percent."""
    expected = sum(one["chance"] for one in candidates if one["level"] == row["level"])
    chance = 100 * expected / row["sites"] if row["sites"] else 0
    return row | {"chance": f"{chance:.1f}", "expected": f"{expected:.1f}"}


def pool_rows(paper: Paper) -> list[Paper]:
    rows = sorted(paper["pool"]["candidates"], key=lambda row: (-row["chance"], row["due_on"]))
    named = [row | {"why": [BECAUSE[why] for why in row["reasons"]], "percent": _percent(row)} for row in rows]
    out = [row | {"why": [LEFT_OUT[row["reason"]]], "is_out": True} for row in paper["pool"]["excluded"]]
    return [_dated(row) for row in named] + out


def _percent(row):
    return f"{100 * row['chance']:.1f}"


def _dated(row):
    days = {name: row[name] and date.fromisoformat(row[name]) for name in ("due_on", "last_visit_on")}
    return row | days


# 2. Draw


def draw_view(paper: Paper) -> Paper:
    """Who was drawn, and what the order of the ceremony stands at."""
    ceremony = paper["ceremony"]
    return {
        **paper["draw"],
        "key_hash": ceremony["key_hashes"][paper["attempt"] - 1] if ceremony["key_hashes"] else "",
        **{name: _moment(ceremony[name]) for name in ("committed_at", "shown_at", "given_at")},
        "is_ours": ceremony["is_ours"],
        "is_nonce_given": ceremony["is_nonce_given"],
        "witness_page": ceremony["witness_page"],
        "drawn": _drawn(paper),
        "gained": coverage_gained(paper),
        "by_level": _levels(paper),
        "people": people(paper),
    }


def _levels(paper):
    found = Counter(one["site"]["level"] for team in paper["teams"] for one in (*team["stops"], *team["not_fitted"]))
    return [(level.value, found[level.value]) for level in sorted(RiskLevel, key=lambda level: -level.rank)]


def coverage_gained(paper: Paper) -> Paper | None:
    """Drawn sites that are past their interval that day, of all candidates: what the day is worth, if all is walked."""
    if not paper["draw"]["is_drawn"]:
        return None
    going = {stop["site"]["id"] for team in paper["teams"] for stop in team["stops"]}
    late = {row["site"]["id"] for row in paper["pool"]["candidates"] if "overdue" in row["reasons"]}
    number = len(paper["pool"]["candidates"]) or 1
    return {
        "sites": len(going & late),
        "before": f"{100 * (number - len(late)) / number:.1f}",
        "after": f"{100 * (number - len(late - going)) / number:.1f}",
    }


def people(paper: Paper) -> list[Paper]:
    """The register with, for each who was not drawn or was kept from a team, the reason in words."""
    return [row | {"why": list(_why_not(row))} for row in sorted(paper["officers"], key=lambda row: row["team"] or 99)]


def _why_not(row):
    if not row["is_certified"]:
        yield _("执法证当天无效")
    if row["is_on_leave"]:
        yield _("当天不能出勤")
    for number in row["kept_from"]:
        yield _("与第 %(n)s 队的企业有回避关系") % {"n": number}


# 3. Routes and the day


def routing(paper: Paper, *, at: datetime) -> Paper:
    """How far the routing is; a task that never answers may be asked for again."""
    asked = paper["status"]["route"]
    is_waiting = bool(asked and asked["state"] == "waiting")
    is_stalled = is_waiting and at - moment(asked["at"]) > STALLED_AFTER
    return {
        "is_waiting": is_waiting and not is_stalled,
        "is_stalled": is_stalled,
        "failures": [one["detail"] for one in asked["reasons"]] if asked and asked["state"] == "failed" else [],
    }


def team_views(paper: Paper) -> list[Paper]:
    return [
        team | {"hue": (team["number"] - 1) % HUES + 1, "work_h": hours(_work_s(team)), "idle_h": hours(team["idle_s"])}
        | {"stops": [stop | _clock(stop) for stop in team["stops"]], "back": clock(team["return_s"])}
        for team in paper["teams"]
    ]  # fmt: skip


def _work_s(team):
    return (team["return_s"] or 0) - (team["depart_s"] or 0)


def _clock(stop):
    planned = stop["planned"] or {}
    return {
        "arrives": clock(planned.get("start_s")),
        "leaves": clock(planned.get("leave_s")),
        "left_at": _moment(stop["left_at"]),
        "released_at": _moment(stop["released_at"]),
    }


def clock(seconds: int | None) -> str:
    return "" if seconds is None else f"{seconds // 3600:02}:{seconds % 3600 // 60:02}"


def cost_rows(paper: Paper) -> list[Paper]:
    """Shortest, what the random order adds, and their sum: km, hours on the road, idle hours."""
    if not paper["costs"]:
        return []
    shortest, drawn = paper["costs"]["shortest"], paper["costs"]["drawn"]
    added = {name: drawn[name] - shortest[name] for name in shortest}
    return [
        _cost(_("最短次序"), shortest),
        _cost(_("随机次序"), added, sign=True),
        _cost(_("现在"), drawn) | {"is_total": True},
    ]


def _cost(label, row, sign=False):
    plus = "+" if sign else ""
    return {
        "label": label,
        "km": f"{row['km']:{plus}.1f}",
        "drive": f"{row['drive_s'] / 3600:{plus}.1f}",
        "idle": f"{row['idle_s'] / 3600:{plus}.1f}",
    }


def lanes(paper: Paper) -> list[dict[str, Any]]:
    """Slots of the timetable in minutes of the day, for js/plan/lanes.js: {kind, from, to, stop?}."""
    return [team | {"slots": _slots(team)} for team in team_views(paper) if team["is_routed"]]


def _slots(team):
    at, slots = team["depart_s"], []
    for stop in team["stops"]:
        planned = stop["planned"]
        slots += _drive(at, planned["arrive_s"], team["lunch_s"])
        slots.append({"kind": "", "from": planned["start_s"] // 60, "to": planned["leave_s"] // 60, "stop": stop})
        at = planned["leave_s"]
    return slots + _drive(at, team["return_s"], team["lunch_s"])


def _drive(start, end, lunch_s):
    """The way from one place to the next, and lunch where the timetable put it."""
    if lunch_s is None or not start <= lunch_s <= end:
        pieces = [("drive", start, end)]
    else:
        over = lunch_s + LUNCH_S
        pieces = [("drive", start, lunch_s), ("rest", lunch_s, over), ("drive", over, end)]
    return [{"kind": kind, "from": first // 60, "to": last // 60} for kind, first, last in pieces if last > first]
