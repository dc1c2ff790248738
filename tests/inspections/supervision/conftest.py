"""The unit of Mao (deputy) and Ning (no deputy) goes to the townships; places by name, each with what it proves."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest

from inspections.supervision import services
from layers.territory.models import MemberUnit
from tests.conftest import COUNTY

# The shared edge of the two townships lies at 112.10° E; 0.001° is about 100 m here.
IN_EAST = (112.150, 25.350)
IN_WEST = (112.050, 25.350)
NEAR_THE_EDGE = (112.102, 25.350)
OUT_OF_THE_COUNTY = (112.300, 25.350)
JUST_OUTSIDE = (112.202, 25.350)


@pytest.fixture
def water(world):
    return MemberUnit.objects.create(name="水利局")


@dataclass
class Team:
    world: Any

    def checks_in(self, *moment, at=IN_EAST, by=None, **fix):
        """`team.checks_in(10, 11, 9, 30)`: October 11 of 2019, half past nine."""
        when = datetime(2019, *moment, tzinfo=COUNTY)
        sent = {
            "at": when.isoformat(),
            "lng": at[0],
            "lat": at[1],
            "datum": "wgs84",
            "accuracy_m": 15,
            "is_mock": False,
        }
        return services.check_in(
            by=by or self.world.unit_leader, check_in_id=uuid.uuid4(), fix=sent | fix, device_at=when, at=when
        )


@pytest.fixture
def team(world, campaign, at_nine):
    return Team(world)
