import json
from hashlib import sha256

from django.db import transaction

from inspections.tracks.services import MAX_FIX_CHARS, Received, ingest

from .models import QuarantinedFix

PROVIDER = "phone"
# Without a moment nobody knows whether the phone was on duty, so what it said is not kept (§9).
UNREAD = {"track.no_moment"}


@transaction.atomic
def receive(fixes, *, by, device, at) -> Received:
    """Hand a batch to `inspections.tracks`; put aside what is no fix. Raises Refused for a batch too large."""
    asked = [fix if _has_year(fix) else {} for fix in fixes]
    received = ingest(by=by, device_id=device.device_id, provider=PROVIDER, fixes=asked, at=at)
    aside = [_aside(asked[place], code, by, device, at) for place, code in received.refused or [] if code not in UNREAD]
    QuarantinedFix.objects.bulk_create(aside, ignore_conflicts=True)
    return received


def _has_year(fix) -> bool:
    """Something with a moment that can be reckoned with; a dead clock says year 1."""
    return isinstance(fix, dict) and "2000" <= str(fix.get("at"))[:4] <= "2100"


def _aside(fix, code, by, device, at):
    text = json.dumps(fix, sort_keys=True)
    digest = sha256(text.encode()).hexdigest()
    return QuarantinedFix(user=by, device=device, sha256=digest, raw=text[:MAX_FIX_CHARS], code=code, received_at=at)
