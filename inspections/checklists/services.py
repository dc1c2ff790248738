"""Checklists from their content packs. A version that is there stays as it is: answers refer to it."""

import json
from pathlib import Path

import yaml
from django.conf import settings
from django.db import transaction

from .models import Checklist

FOLDER = settings.BASE_DIR / "fixtures" / "checklists"


@transaction.atomic
def load_checklists(region: Path | None = None) -> int:
    """Load every pack of the product that is not there yet; returns how many were new."""
    new = 0
    for path in sorted(FOLDER.glob("*.yaml")):
        content = json.loads(json.dumps(yaml.safe_load(path.read_text(encoding="utf-8")), default=str))
        _, is_new = Checklist.objects.get_or_create(
            key=content["checklist"],
            version=content["version"],
            defaults={
                "title": content["title"],
                "title_en": content.get("title_en", ""),
                "valid_from": content["valid_from"],
                "content": content,
            },
        )
        new += is_new
    return new
