from . import rules
from .models import DutySession


def shifts_of(user, *, since, until):
    """Duty sessions of a user that touch the time between two moments, oldest first."""
    earliest = since - DutySession.LONGEST
    return list(
        DutySession.objects.filter(user=user, started_at__gt=earliest, started_at__lte=until).order_by("started_at")
    )


def as_fixes(fixes):
    """Rows as the plain values of the rules; `fixes` is a queryset of Fix."""
    rows = fixes.order_by("at").values_list("at", "location", "accuracy_m")
    return [
        rules.Fix(at, place.x, place.y, accuracy_m or 0.0) for at, place, accuracy_m in rows.iterator(chunk_size=5000)
    ]


def drawn(fixes):
    """The runs without a gap as [[lng, lat, unix seconds] …]; a chord over a gap is never drawn."""
    good = _plausible(as_fixes(fixes))
    return [[[fix.lng, fix.lat, round(fix.at.timestamp())] for fix in run] for run in rules.segments(good)]


def _plausible(fixes):
    flagged = rules.implausible(fixes) if fixes else set()
    return [fix for place, fix in enumerate(fixes) if place not in flagged]
