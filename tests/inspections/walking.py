"""Thursday's plan on its way: one team, two stops, the clock at the planned departure (see sealed_day).

`walk.arrive()` stands at the gate of the released stop, `walk.photo()` takes a picture, `walk.sign()` draws.
"""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image

from gis_platform.common.clock import now
from inspections.checklists.models import Checklist
from inspections.evidence.rules import SignatureRole
from inspections.evidence.services import Signed, store_photo
from inspections.hazards.services import report_hazard
from inspections.rounds.models import Assembly, Plan
from inspections.rounds.services import released_stop
from inspections.visits import services
from layers.sites.models import Site
from layers.sites.rules import SiteStatus
from tests.inspections.sealed_day import desk, sent
from tests.rules.documents_sample import drawn

__all__ = ["desk", "media", "plain_static", "sent", "walk"]

SHEET = {
    "checklist": "industry_general",
    "applies_to": {"kind": ["industry_trade_site"]},
    "items": [
        {
            "id": "ig-guard", "section": "设备", "text": "防护罩完好吗？", "ok_when": "yes", "applies_if": {},
            "basis": [{"doc": "《安全生产法》（2021修正）", "clause": "第三十六条"}], "grade_hint": "general",
        }
    ],
}  # fmt: skip


def a_fix(lng, lat, **change):
    return {
        "at": now().isoformat(),
        "lng": lng,
        "lat": lat,
        "datum": "wgs84",
        "accuracy_m": 8,
        "is_mock": False,
    } | change


def picture(colour="red", **save):
    out = BytesIO()
    Image.new("RGB", (64, 48), colour).save(out, "JPEG", **save)
    return out.getvalue()


@dataclass
class Walk:
    world: Any
    clock: Any
    plan: Plan

    @property
    def leader(self):
        return Assembly.objects.get(plan=self.plan, is_leader=True).member

    @property
    def second(self):
        return Assembly.objects.get(plan=self.plan, is_leader=False).member

    @property
    def stop(self):
        return released_stop(self.leader, at=now())

    @property
    def site(self):
        return Site.objects.get(pk=self.stop.site_id)

    def fix(self, site=None, **change):
        spot = (site or self.site).location
        return a_fix(**{"lng": spot.x, "lat": spot.y} | change)

    def arrive(self, *, by=None, visit_id=None, fix=None, site_id=None, device_at=None):
        arrival = services.record_arrival(
            by=by or self.leader,
            visit_id=visit_id or uuid4(),
            fix=fix or self.fix(),
            device_at=device_at or now(),
            at=now(),
            site_id=site_id,
        )
        arrival.visit.refresh_from_db()
        return arrival

    def visit(self):
        """Both officers there, the stop open."""
        visit = self.arrive().visit
        services.confirm_presence(visit, by=self.second, fix=self.fix(visit.site), device_at=now(), at=now())
        return visit

    def photo(self, by=None, colour=None):
        self.colour = (getattr(self, "colour", 0) + 7) % 256
        content = picture(colour or (self.colour, 0, 0))
        digest = sha256(content).hexdigest()
        return store_photo(BytesIO(content), by=by or self.leader, photo_id=uuid4(), sha256=digest, at=now())

    def report(self, visit, **change):
        given = {
            "by": self.leader,
            "finding_id": uuid4(),
            "text": "防护罩缺失",
            "place": "破碎车间",
            "grade_hint": "general",
            "fix": a_fix(112.15, 25.35),
            "photo_ids": [self.photo().pk] if "photo_ids" not in change else None,
            "device_at": now(),
            "at": now(),
        }
        return report_hazard(visit, **given | change)

    def signed(self, role, user=None, name="", **change):
        given = {
            "id": uuid4(),
            "role": SignatureRole(role),
            "name": name or user.get_full_name(),
            "signed_at": now(),
            "png": drawn(),
            "signer_id": user and user.pk,
        }
        return Signed(**given | change)

    def both(self):
        return [self.signed("officer", self.leader), self.signed("second_officer", self.second)]

    def sign(self, visit, *more):
        unit = more or (self.signed("enterprise", name="示例厂长"),)
        return services.sign_visit(visit, by=self.leader, signatures=[*self.both(), *unit], at=now())


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def plain_static(settings):
    """Pages without collected files: addresses of static files keep their plain names."""
    backend = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": backend}


@pytest.fixture
def walk(world, desk, at_nine, media):
    Checklist.objects.create(
        key="industry_general", version=1, title="工贸检查表", valid_from="2019-01-01", content=SHEET
    )
    # The draw is a real one: only the works of industry and trade are in its pool, so that each test meets such a site.
    own = Site.objects.filter(pk__in=[site.pk for site in world.sites.values()])
    own.update(status=SiteStatus.CLOSED)
    plan = desk.sealed(teams=1, stops=2)
    own.update(status=SiteStatus.PRODUCING)
    at_nine.at = Assembly.objects.filter(plan=plan).first().departs_at + timedelta(minutes=20)
    return Walk(world, at_nine, plan)
