"""Deeds of planning: `ceremony` (season key, values, nonce), `drafting` (plan to seal), `publishing` (records)."""

from .ceremony import commitments, day_key_of, give_nonce, new_season_key, show_values
from .drafting import (
    ask_route,
    cancel,
    draw,
    draw_day,
    freeze_pool,
    new_plan,
    put_up,
    redraw,
    route,
    route_in_background,
    seal,
    shift,
)
from .publishing import file_missing, file_record, full_record_of, opened_draft, plan_gap

__all__ = [
    "ask_route",
    "cancel",
    "commitments",
    "day_key_of",
    "draw",
    "draw_day",
    "file_missing",
    "file_record",
    "freeze_pool",
    "full_record_of",
    "give_nonce",
    "new_plan",
    "new_season_key",
    "opened_draft",
    "plan_gap",
    "put_up",
    "redraw",
    "route",
    "route_in_background",
    "seal",
    "shift",
    "show_values",
]
