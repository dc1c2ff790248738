"""The publicity and the personnel office each with an officer, beside the cast's section officer of the mines line."""

from datetime import date, datetime

import pytest

from gis_platform.accounts.models import User
from inspections.ledgers import services
from inspections.organisation.models import Office, Officer
from tests.conftest import COUNTY

OFFICES = {"publicity": "宣教股", "coordination": "协调股", "personnel": "政工室", "regulations": "法规股"}


@pytest.fixture
def offices(world, campaign, at_nine):
    """One section officer an office, by its key."""
    staff = {}
    for key, name in OFFICES.items():
        office = Office.objects.create(key=key, name=name)
        user = User.objects.create_user(username=key, role="section_officer", name=f"示例{key}")
        Officer.objects.create(code=key, name=user.name, user=user, office=office)
        world.people[key] = staff[key] = user
    return staff


@pytest.fixture
def enters(offices, world):
    """`enters("exposed", date(2019, 9, 3))`: the office that answers for the batch puts an item into it."""
    of = {"exposed": "publicity", "prosecuted": "regulations", "blacklisted": "coordination", "criticised": "personnel"}

    def enter(kind, counted_on, *, text="示例：边坡浮石未清理", by=None, **details):
        return services.enter_item(
            by=by or offices[of[kind]],
            kind=kind,
            counted_on=counted_on,
            unit="",
            text=text,
            details=details,
            site=world.east_mine,
            at=datetime(2019, 10, 16, 9, tzinfo=COUNTY),
        )

    return enter


@pytest.fixture
def submits(world):
    def submit(starts_on=date(2019, 9, 1), *, text="本期抓了两件。", because="", moment=(2019, 10, 16, 9)):
        return services.submit_report(
            by=world.dispatcher,
            starts_on=starts_on,
            text=text,
            because=because,
            at=datetime(*moment, tzinfo=COUNTY),
        )

    return submit
