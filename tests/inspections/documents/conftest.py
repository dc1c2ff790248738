"""The visit of inspectors Tan and Hu to the East mine on 9 September 2019, and its papers."""

import uuid
from dataclasses import dataclass, replace
from typing import Any

import pytest

from inspections.documents import services
from inspections.documents.form import Signatory
from inspections.organisation.models import Certificate
from tests.rules.documents_sample import at, drawn, record, scheme


@pytest.fixture(autouse=True)
def sent(monkeypatch):
    """The background tasks that were asked for: (name, ids)."""
    tasks = []
    monkeypatch.setattr("gis_platform.common.later.send", lambda task, ids: tasks.append((task, ids)))
    return tasks


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@dataclass
class Desk:
    """Issues the papers of one visit as the visit's deeds do."""

    world: Any
    subject: uuid.UUID

    @property
    def officers(self):
        return [self.world.inspector.officer, self.world.second_inspector.officer]

    @property
    def names(self):
        held = Certificate.objects.filter(officer__in=self.officers).select_related("officer").order_by("number")
        return tuple(Signatory(one.officer.name, one.number, signature_png=drawn()) for one in held)

    def issue(self, form, **change):
        common = {
            "document_id": uuid.uuid4(),
            "subject": self.subject,
            "site": self.world.east_mine,
            "officers": self.officers,
            "author": self.world.dispatcher,
            "approver": self.world.county_leader,
            "previous": None,
            "opened_at": at(9, 42),
            "by": self.world.inspector,
            "at": at(11, 6),
        }
        return services.issue_document(replace(form, officers=self.names), **common | change)

    def scheme(self, **change):
        return self.issue(scheme(), **change)

    def record(self, **change):
        return self.issue(record(), previous=change.pop("previous", None) or self.scheme(), **change)

    def another_visit(self):
        return replace(self, subject=uuid.uuid4())


@pytest.fixture
def desk(world):
    return Desk(world, uuid.uuid4())
