from datetime import date, datetime, timedelta

import pytest

from inspections.hazards.history import PastFinding, record_history, road_to
from inspections.hazards.models import Hazard, HazardEvent
from inspections.hazards.queries import counts_by_chip
from inspections.hazards.rules import ENDED, TRANSITIONS, HazardDeed, HazardGrade, HazardState
from inspections.visits import history as visits
from inspections.visits.history import PastVisit
from inspections.visits.models import Visit
from tests.conftest import COUNTY

pytestmark = pytest.mark.django_db
STATES = [state for state in HazardState if state is not HazardState.DRAFT]


@pytest.fixture
def past(world):
    """A visit to each site on 2 September 2019, and at the East mine a hazard in every state."""
    began = datetime(2019, 9, 2, 9, 30, tzinfo=COUNTY)
    officers = [world.inspector.officer, world.second_inspector.officer]
    rows = [
        PastVisit(f"H{n}", site, began, began + timedelta(hours=1), officers, "random")
        for n, site in enumerate(world.sites.values())
    ]
    visits.record_history(rows)
    visit = Visit.objects.get(site=world.east_mine)
    return [
        PastFinding(
            f"H0-{state}", visit, "示例：隐患", HazardGrade.GENERAL, state, False, date(2019, 9, 17), "示例负责人甲"
        )
        for state in STATES
        if state is not HazardState.FIXED_ON_SITE
    ]


def test_a_past_is_imported_once_and_its_visits_count(world, past):
    record_history(past)
    again = record_history(past)
    assert again == {}
    assert Hazard.objects.count() == len(past)
    assert {visit.site for visit in Visit.objects.finished()} == set(world.sites.values())


def test_each_past_hazard_has_the_events_that_lead_to_its_state(past):
    record_history(past)
    for hazard in Hazard.objects.all():
        events = list(hazard.events.order_by("id"))
        assert events[-1].to_state == hazard.state
        assert all((event.from_state, event.deed) in TRANSITIONS for event in events)
    assert HazardEvent.objects.filter(deed=HazardDeed.FIX_ON_SITE).count() == 0
    assert [deed for deed, _, _ in road_to(HazardState.CLOSED, is_fixed_on_site=True)] == [
        "report",
        "fix_on_site",
        "close",
    ]


@pytest.mark.rule("I13")
def test_every_pair_that_is_no_transition_of_ours_is_409_and_changes_no_row(past, as_):
    record_history(past)
    before = list(Hazard.objects.order_by("id").values("id", "state", "updated_at")), HazardEvent.objects.count()
    offered = {(HazardState.REPORTED, deed) for deed in (HazardDeed.PROPOSE_MAJOR, HazardDeed.CONFIRM, HazardDeed.VOID)}
    client = as_("dispatcher")
    for hazard in Hazard.objects.all():
        for deed in HazardDeed:
            if (hazard.state, deed) not in offered:
                answer = client.post(f"/api/v1/hazards/{hazard.pk}/{deed}/", {})
                assert answer.status_code == 409, (hazard.state, deed)
        assert client.post(f"/api/v1/hazards/{hazard.pk}/forget/", {}).status_code == 404
    assert (
        list(Hazard.objects.order_by("id").values("id", "state", "updated_at")),
        HazardEvent.objects.count(),
    ) == before


def test_the_figures_above_the_ledger_are_the_rows_below(past, world, at_nine):
    record_history(past)
    seen = Hazard.objects.visible_to(world.dispatcher)
    counts = counts_by_chip(seen, on=date(2019, 10, 16))
    open_states = len([state for state in STATES if state not in ENDED and state is not HazardState.FIXED_ON_SITE])
    assert counts == {
        "open": open_states,
        "major": 0,
        "overdue": 2,
        "proposed": 0,
        "recheck": 1,
        "ownerless": 0,
        "closed": 1,
    }


def test_the_page_says_how_late_it_is_or_how_long_the_recheck_is_waited_for(past, page_as, at_nine):
    record_history(past)
    page = page_as("dispatcher").get("/hazards/?show=open").content.decode()
    late = page_as("dispatcher").get("/hazards/?show=overdue").content.decode()
    assert (page.count("逾期 29 天"), late.count("逾期 29 天")) == (2, 2)
    # Asked for on the fourth day after it was found, 6 September: late for the bureau, not for the rectifier.
    assert page.count("等复查 40 天") == 1
    assert "还有 0 天" not in page


def test_who_sees_the_past(past, world):
    record_history(past)
    hazard = Hazard.objects.filter(state="closed").get()
    seen = {
        name for name, user in world.people.items() if Hazard.objects.visible_to(user).filter(pk=hazard.pk).exists()
    }
    assert seen == {
        "dispatcher", "second_dispatcher", "inspector", "second_inspector", "unit_leader", "unit_member",
        "township_leader", "township_officer", "section_officer", "county_leader", "auditor", "enterprise",
    }  # fmt: skip
