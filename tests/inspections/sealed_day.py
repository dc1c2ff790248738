"""A day to plan: the cast's county with thirty more sites, a season key, and dispatcher Wen's desk on 2019-10-16.

The plan is for Thursday the 17th: frozen, witnessed by Mao, drawn, routed on straight lines, sealed by leader Shen.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from hashlib import sha256
from typing import Any

import pytest
from django.contrib.gis.geos import Point

from gis_platform.common.clock import now
from inspections.organisation.models import Certificate, Officer
from inspections.planning import services
from inspections.rounds.models import Plan
from layers.sites.models import Site
from tests.conftest import COUNTY
from tests.world import PASSWORD

THURSDAY = date(2019, 10, 17)
NONCE = sha256("示例毛掷的骰子".encode()).hexdigest()
LEVELS = ("red", "orange", "orange", "yellow", "yellow", "blue")


def at(hour, minute=0, on=THURSDAY):
    return datetime.combine(on, time(hour, minute), tzinfo=COUNTY)


def more_sites(world, number=30):
    """Sites on a grid of about 2 km, in both townships, of every colour."""
    for k in range(number):
        lng, lat = 112.02 + 0.03 * (k % 6), 25.31 + 0.016 * (k // 6)
        Site.objects.create(
            code=f"MORE-{k:02}", name=f"示例厂{k:02}", name_search=f"示例厂{k:02}", kind="industry_trade",
            sector_line=world.lines["industry_trade"], township=world.east if lng > 112.10 else world.west,
            location=Point(lng, lat, srid=4326), raw_lng=lng, raw_lat=lat, uscc_missing_reason="示例",
            risk_level=LEVELS[k % len(LEVELS)], service_min=45, is_synthetic=True,
        )  # fmt: skip
    Site.objects.update(created_at=datetime(2019, 9, 1, tzinfo=COUNTY))


def one_more_officer(world):
    """A fourth certified officer, so that two teams can be drawn."""
    user = type(world.inspector).objects.create_user(
        username="fourth_inspector", password=PASSWORD, role="inspector", name="示例丁"
    )
    officer = Officer.objects.create(code="T9", name="示例丁", user=user, office=world.offices["industry_mines"])
    Certificate.objects.create(
        officer=officer, number="TEST-999", valid_from=date(2018, 1, 1), valid_to=date(2030, 1, 1)
    )
    world.people["fourth_inspector"] = user


@dataclass
class Desk:
    """The dispatcher's deeds in their order, each as short as a test wants it."""

    world: Any

    def commit(self):
        return services.new_season_key(starts_on=date(2019, 10, 8), ends_on=date(2019, 11, 29), by=None, at=now())

    def plan(self, *, teams=2, stops=6, **change) -> Plan:
        departs_at, shift_ends_at = services.shift(THURSDAY)
        given = {"departs_at": departs_at, "shift_ends_at": shift_ends_at, "by": self.world.dispatcher, "at": now()}
        return services.new_plan(teams=teams, stops=stops, **given | change)

    def witness(self, on=THURSDAY, nonce=NONCE):
        services.show_values(by=self.world.unit_leader, on=on, at=now())
        services.give_nonce(by=self.world.unit_leader, on=on, nonce=nonce, at=now())

    def drawn(self, **change) -> Plan:
        plan = self.plan(**change)
        self.witness()
        return services.draw(plan, by=self.world.dispatcher, at=now())

    def routed(self, **change) -> Plan:
        return services.route(self.drawn(**change), by=self.world.dispatcher, at=now())

    def put_up(self, **change) -> Plan:
        return services.put_up(
            self.routed(**change), approver=self.world.county_leader, by=self.world.dispatcher, at=now()
        )

    def sealed(self, **change) -> Plan:
        return services.seal(self.put_up(**change), by=self.world.county_leader, at=now())

    def content(self, plan, by=None) -> dict:
        plan.refresh_from_db()
        return services.opened_draft(plan, by=by or self.world.dispatcher, why="test", at=now())


@pytest.fixture
def sent(monkeypatch):
    """The background tasks that were asked for: (name, ids)."""
    tasks = []
    monkeypatch.setattr("gis_platform.common.later.send", lambda task, ids: tasks.append((task, ids)))
    return tasks


@pytest.fixture
def desk(world, at_nine, sent, settings):
    settings.VALHALLA_URL = ""
    more_sites(world)
    one_more_officer(world)
    desk = Desk(world)
    desk.commit()
    return desk
