"""The publicity and the personnel office each with an officer, beside the cast's section officer of the mines line."""

from datetime import date, datetime, time
from uuid import uuid4

import pytest

from gis_platform.accounts.models import User
from inspections.hazards.models import Hazard, HazardEvent
from inspections.ledgers import services
from inspections.organisation.models import Office, Officer
from inspections.visits.history import PastVisit, record_history
from inspections.visits.models import Finding
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


@pytest.fixture
def hazard_listed(world):
    """`hazard_listed("边坡失稳", on=date(2019, 9, 1))`: a major hazard of East's mine, put under 挂牌督办 that day."""

    def make(text, *, on, is_opened=True):
        at = datetime.combine(on, time(10), tzinfo=COUNTY)
        mine = world.east_mine
        past = PastVisit("a", mine, at, at, [world.inspector.officer], "manual")
        visit = record_history([past])["a"]
        finding = Finding.objects.create(
            id=uuid4(), visit=visit, text=text, grade_hint="major", location=mine.location, found_at=at, received_at=at
        )
        hazard = Hazard.objects.create(
            id=finding.pk, finding=finding, site=mine, township=mine.township, sector_line=mine.sector_line,
            location=mine.location, opened_at=at if is_opened else None, state="rectifying", grade="major", found_on=on,
        )  # fmt: skip
        states = {"from_state": hazard.state, "to_state": hazard.state}
        HazardEvent.objects.create(hazard=hazard, deed="list", at=at, data={"level": "县"}, **states)
        return hazard

    return make
