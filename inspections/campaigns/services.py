"""Loading a campaign; a demo runs a clone of the one of 2019, moved so that its October is this month."""

import json
from datetime import date
from pathlib import Path

import yaml
from django.conf import settings
from django.db import transaction

from gis_platform.common.clock import county_today
from layers.exchange.readers import UnreadableFile

from .models import Campaign
from .rules import months_between

PEAK = date(2019, 10, 1)


@transaction.atomic
def load_campaigns(region: Path) -> Campaign:
    """The region's own `campaign.yaml`, else (demo) the 2019 campaign moved to this month."""
    own = region / "campaign.yaml"
    path = own if own.is_file() else settings.BASE_DIR / "fixtures" / "campaign_2019.yaml"
    try:
        document = json.loads(json.dumps(yaml.safe_load(path.read_text(encoding="utf-8")), default=str))
        named = {"key": document["key"], "name": document["name"]}
    except (yaml.YAMLError, ValueError, KeyError, TypeError) as error:
        raise UnreadableFile(
            f"{path.name} is no campaign ({str(error).splitlines()[0]}): mend it, or leave it out"
        ) from None
    months = 0 if own.is_file() else months_between(PEAK, county_today())
    row, _ = Campaign.objects.update_or_create(
        key=named["key"], defaults={"name": named["name"], "document": document, "shifted_months": months}
    )
    return row
