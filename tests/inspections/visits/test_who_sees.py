import pytest

from gis_platform.common.clock import now
from gis_platform.common.errors import Refused
from inspections.evidence.models import Photo
from inspections.hazards.models import Hazard
from inspections.hazards.services import open_hazards
from inspections.rounds.models import Round, Stop
from inspections.visits import services
from inspections.visits.models import Finding, Visit

pytestmark = pytest.mark.django_db

SHOWN_ONLY_TO = {"dispatcher", "county_leader"}


def seers(world, model, row, but=()):
    return {
        name
        for name, user in world.people.items()
        if name not in but and model.objects.visible_to(user).filter(pk=row.pk)
    }


@pytest.fixture
def poor(walk):
    """An arrival that did not verify, with a finding and its photo."""
    visit = walk.arrive(fix=walk.fix(accuracy_m=500)).visit
    return visit, walk.report(visit)


@pytest.mark.rule("S2", "I7")
def test_an_unverified_arrival_is_seen_by_its_officers_author_and_approver_alone(walk, world, poor):
    visit, hazard = poor
    team = {walk.leader.username, walk.second.username}
    for model, row in (
        (Visit, visit),
        (Finding, hazard.finding),
        (Hazard, hazard),
        (Photo, hazard.finding.photos.get()),
    ):
        assert seers(world, model, row, but=team) == SHOWN_ONLY_TO, model.__name__
        assert model.objects.visible_to(walk.leader).filter(pk=row.pk).exists()


def test_accepted_by_name_and_reason_it_opens_with_all_that_hangs_on_it(walk, world, poor):
    visit, hazard = poor
    services.accept_arrival(visit, by=world.dispatcher, reason="电话核实，基站信号差", at=now())
    open_hazards(visit.pk, at=now())
    visit.refresh_from_db()
    hazard.refresh_from_db()
    assert (visit.standing, visit.accepted_by) == ("accepted", world.dispatcher)
    assert (hazard.site, hazard.township, hazard.opened_at) == (visit.site, visit.township, visit.opened_at)
    expected = {"dispatcher", "second_dispatcher", "county_leader", "auditor", "unit_leader", "unit_member"}
    own = {"township_leader", "township_officer"} if visit.township == world.east else {"other_township_leader"}
    for model, row in ((Visit, visit), (Hazard, hazard), (Photo, hazard.finding.photos.get())):
        team = {walk.leader.username, walk.second.username}
        assert seers(world, model, row, but=team) == expected | own, model.__name__


def test_nobody_else_accepts_and_nobody_without_a_reason(walk, world, poor):
    visit, _ = poor
    for user, reason, code in (
        (walk.leader, "在现场", "visit.not_author_or_approver"),
        (world.second_dispatcher, "在现场", "visit.not_author_or_approver"),
        (world.dispatcher, " ", "visit.reason_needed"),
    ):
        with pytest.raises(Refused, match=code):
            services.accept_arrival(visit, by=user, reason=reason, at=now())


def test_an_opened_visit_of_the_east_is_nothing_to_the_west(walk, world):
    visit = walk.arrive().visit
    other = world.other_township_leader if visit.township == world.east else world.township_leader
    assert not Visit.objects.visible_to(other).exists()
    for name in ("enterprise", "admin"):
        assert not Visit.objects.visible_to(world.people[name]).exists()


@pytest.mark.rule("S2", "I7")
def test_an_unsealed_stop_and_its_visit_are_seen_by_the_same_people(walk, world):
    visit = walk.arrive().visit
    team = {walk.leader.username, walk.second.username}
    seen = seers(world, Visit, visit)
    assert seers(world, Stop, visit.stop) == seen
    assert seers(world, Round, visit.stop.round) == seen
    inspectors = {name for name, user in world.people.items() if user.role == "inspector"}
    assert seen & inspectors == team
    assert not seen & {"enterprise", "admin"}
    # One row a stop, however many members its round has.
    assert Stop.objects.visible_to(walk.second).count() == 1


@pytest.mark.rule("I19")
def test_a_stranger_gets_the_404_of_what_does_not_exist(walk, world, as_):
    visit = walk.arrive().visit
    other = "other_township_leader" if visit.township == world.east else "township_leader"
    hidden = as_(other).get(f"/api/v1/visits/{visit.pk}/")
    absent = as_(other).get("/api/v1/visits/00000000-0000-4000-8000-000000000000/")
    assert (hidden.status_code, hidden.content) == (absent.status_code, absent.content)
    assert hidden.status_code == 404
    assert as_("dispatcher").get(f"/api/v1/visits/{visit.pk}/").json()["site"] == visit.site_id


@pytest.mark.usefixtures("plain_static")
def test_the_pages_show_what_the_lists_show(walk, page_as):
    visit = walk.visit()
    hazard = walk.report(visit)
    walk.sign(visit)
    for address in ("/visits/", f"/visits/{visit.pk}/", "/hazards/", f"/hazards/{hazard.pk}/"):
        answer = page_as("dispatcher").get(address)
        assert answer.status_code == 200
        assert visit.site.name in answer.content.decode()
    assert page_as("enterprise").get(f"/visits/{visit.pk}/").status_code == 403
    assert page_as("enterprise").get(f"/hazards/{hazard.pk}/").status_code == 404
