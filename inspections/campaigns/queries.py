"""The running campaign as the plain value that rules work on."""

from datetime import date
from typing import Any

from . import rules
from .models import Campaign

DAYS = ("starts_on", "ends_on")


def running_campaign() -> rules.Campaign | None:
    """The campaign loaded last, moved as its row says; None where the county runs none."""
    row = Campaign.objects.order_by("-pk").first()
    if row is None:
        return None
    plain = rules.campaign(_with_days(row.document))
    return rules.shift(plain, row.shifted_months) if row.shifted_months else plain


def _with_days(value: Any) -> Any:
    """JSON has no dates: read the two day fields back."""
    if isinstance(value, dict):
        return {
            k: date.fromisoformat(v) if k in DAYS and isinstance(v, str) else _with_days(v) for k, v in value.items()
        }
    return [_with_days(one) for one in value] if isinstance(value, list) else value
