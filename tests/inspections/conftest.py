"""What several slices of inspections need: the campaign of 2019 as the county loads it."""

import json

import pytest
import yaml
from django.conf import settings

from inspections.campaigns.models import Campaign


@pytest.fixture
def campaign(db):
    document = yaml.safe_load((settings.BASE_DIR / "fixtures/campaign_2019.yaml").read_text(encoding="utf-8"))
    return Campaign.objects.create(
        key=document["key"], name=document["name"], document=json.loads(json.dumps(document, default=str))
    )
