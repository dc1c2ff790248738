from datetime import timedelta
from uuid import uuid4

import pytest

from gis_platform import audit
from gis_platform.common.clock import now
from gis_platform.common.errors import Refused
from inspections.documents.models import Document
from inspections.rounds.models import Plan, Stop
from inspections.visits import services
from inspections.visits.models import Presence, Visit
from layers.sites.models import Site
from tests.inspections.walking import a_fix

pytestmark = pytest.mark.django_db


def test_at_the_gate_the_stop_opens_and_the_scheme_takes_its_number(walk, sent, django_capture_on_commit_callbacks):
    stop, site = walk.stop, walk.site
    with django_capture_on_commit_callbacks(execute=True):
        arrival = walk.arrive()
    visit = arrival.visit
    assert (visit.standing, visit.site, visit.stop_id) == ("verified", site, stop.stop_id)
    assert visit.opened_at == now()
    assert arrival.verdict.ok
    assert Document.objects.get(subject=visit.pk).series == "应急检查"
    assert audit.deeds_on(visit) == ["visit.arrived", "visit.opened"]
    assert ("inspections.hazards.tasks.visit_opened", (visit.pk,)) in sent


@pytest.mark.rule("S2", "I8")
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"is_mock": True}, "visit.mocked"),
        ({"is_mock": None}, "visit.source_unverified"),
        ({"accuracy_m": 101}, "visit.inaccurate"),
        ({"accuracy_m": None}, "visit.accuracy_unknown"),
        ({"lat": 25.39}, "visit.outside_fence"),
    ],
)
def test_a_poor_fix_is_kept_and_opens_nothing(walk, change, code):
    arrival = walk.arrive(fix=walk.fix(**change))
    assert [reason.code for reason in arrival.verdict.reasons] == [code]
    assert (arrival.visit.standing, arrival.visit.site, arrival.visit.opened_at) == ("unverified", None, None)
    assert arrival.visit.arrival_fix == walk.fix(**change)
    assert not Stop.objects.exists()
    assert not Document.objects.exists()


@pytest.mark.rule("I8")
def test_one_arrival_opens_no_other_stop(walk):
    first = walk.arrive().visit
    assert [stop.pk for stop in Stop.objects.all()] == [first.stop_id]


@pytest.mark.rule("S2")
def test_who_has_no_released_stop_learns_nothing_from_a_planted_fix(walk, world):
    at_a_stop = walk.arrive(by=_outsider(walk), fix=walk.fix())
    elsewhere = walk.arrive(by=_outsider(walk), fix=walk.fix(lat=25.39))
    assert at_a_stop.verdict is elsewhere.verdict is None
    assert [
        (one.visit.standing, one.visit.plan_id, one.visit.site_id, one.visit.verdict) for one in (at_a_stop, elsewhere)
    ] == [("unverified", None, None, [{"code": "visit.no_target", "values": {}}])] * 2
    assert not Stop.objects.exists()


def _outsider(walk):
    team = {walk.leader.pk, walk.second.pk}
    names = ("inspector", "second_inspector", "third_inspector", "fourth_inspector")
    return next(user for name in names if (user := walk.world.people[name]).pk not in team)


@pytest.mark.rule("S2")
def test_a_member_opens_the_stop_but_is_shown_no_verdict(walk):
    arrival = walk.arrive(by=walk.second)
    assert arrival.verdict is None
    assert arrival.visit.standing == "verified"


def test_a_better_fix_opens_the_same_visit_later(walk):
    visit_id = uuid4()
    walk.arrive(visit_id=visit_id, fix=walk.fix(accuracy_m=300))
    walk.clock.move(minutes=1)
    visit = walk.arrive(visit_id=visit_id).visit
    assert (visit.standing, visit.accuracy_m) == ("verified", 8)
    assert Presence.objects.filter(visit=visit).count() == 2


@pytest.mark.rule("I6")
def test_twice_is_once(walk):
    visit_id, fix = uuid4(), walk.fix()
    for _ in range(3):
        walk.arrive(visit_id=visit_id, fix=fix)
    assert (Visit.objects.count(), Presence.objects.count(), Document.objects.count()) == (1, 1, 1)


def test_another_persons_id_is_refused(walk):
    visit = walk.arrive().visit
    with pytest.raises(Refused, match=r"visit.id_used"):
        walk.arrive(by=_outsider(walk), visit_id=visit.pk, fix=walk.fix(visit.site))


def test_a_colleague_at_the_same_gate_is_sent_to_the_visit_that_stands(walk):
    visit = walk.arrive().visit
    with pytest.raises(Refused) as caught:
        walk.arrive(by=walk.second, fix=walk.fix(visit.site))
    assert caught.value.verdict.reasons[0].values == {"visit": str(visit.pk)}


def test_a_fix_of_another_datum_is_derived_and_kept_as_it_came(walk):
    from layers.exchange.datum import wgs84_to_gcj02

    spot = walk.site.location
    lng, lat = wgs84_to_gcj02(spot.x, spot.y)
    visit = walk.arrive(fix=walk.fix(lng=lng, lat=lat, datum="gcj02")).visit
    assert visit.standing == "verified"
    assert (visit.arrival_fix["lng"], visit.arrival_fix["datum"]) == (lng, "gcj02")
    assert visit.arrival_location.distance(spot) < 1e-7


def test_swapped_numbers_are_refused_not_guessed(walk):
    with pytest.raises(Refused, match=r"visit.no_place"):
        walk.arrive(fix=walk.fix(lng=25.35, lat=112.15))
    assert not Visit.objects.exists()


def test_the_second_officer_confirms_on_an_own_phone(walk):
    visit = walk.arrive().visit
    walk.clock.move(minutes=2)
    services.confirm_presence(visit, by=walk.second, fix=walk.fix(visit.site), device_at=now(), at=now())
    assert {officer.user_id for officer in visit.officers.all()} == {walk.leader.pk, walk.second.pk}
    assert "visit.presence_confirmed" in audit.deeds_on(visit)


def test_who_is_not_of_the_team_or_the_first_officer_may_not_confirm(walk):
    visit = walk.arrive().visit
    walk.clock.move(minutes=2)
    for user, code in ((walk.leader, "visit.same_officer"), (_outsider(walk), "visit.not_of_the_team")):
        with pytest.raises(Refused, match=code):
            services.confirm_presence(visit, by=user, fix=walk.fix(visit.site), device_at=now(), at=now())


def test_a_declared_site_outside_any_plan_opens_by_its_own_fence(walk, world):
    visit = walk.arrive(by=world.township_officer, fix=walk.fix(world.east_mine), site_id=world.east_mine.pk).visit
    assert (visit.standing, visit.site, visit.stop) == ("verified", world.east_mine, None)
    far = walk.arrive(by=world.township_officer, fix=walk.fix(world.east_shop), site_id=world.east_mine.pk)
    assert (far.visit.standing, far.visit.site, far.verdict) == ("unverified", None, None)


@pytest.mark.rule("S2")
def test_nobody_is_at_two_far_places_within_a_minute(walk):
    walk.arrive(fix=a_fix(walk.site.location.x + 0.2, walk.site.location.y))
    walk.clock.move(minutes=1)
    visit = walk.arrive().visit
    assert visit.standing == "unverified"
    assert [one["code"] for one in visit.verdict] == ["visit.too_fast"]


@pytest.mark.rule("S2", "I8")
@pytest.mark.parametrize("step", [1, 0, -1])
def test_planted_fixes_do_not_feel_their_way_to_a_stop(walk, step):
    """Ten misses near by within the hour; then not even the right place opens by itself."""
    gate, moment = walk.site.location, now()
    for seconds in range(10):
        said = moment + timedelta(seconds=seconds * step)
        walk.arrive(by=walk.second, fix=a_fix(gate.x + 0.005, gate.y), device_at=said)
    visit = walk.arrive(by=walk.second, fix=a_fix(gate.x, gate.y), device_at=moment + timedelta(minutes=1)).visit
    assert [one["code"] for one in visit.verdict] == ["visit.too_many_tries"]
    assert not Stop.objects.exists()


@pytest.mark.rule("S2")
def test_a_coarse_first_fix_does_not_stand_in_the_way_of_a_good_one(walk):
    coarse = walk.arrive(fix=a_fix(walk.site.location.x + 0.03, walk.site.location.y, accuracy_m=3000)).visit
    walk.clock.move(seconds=20)
    assert walk.arrive(visit_id=coarse.pk).visit.standing == "verified"


@pytest.mark.rule("S2")
def test_a_phone_whose_clock_runs_ahead_needs_somebody_s_word(walk):
    visit = walk.arrive(device_at=now() + timedelta(hours=13)).visit
    assert [one["code"] for one in visit.verdict] == ["visit.clock_ahead"]


@pytest.mark.rule("S2")
def test_a_second_fix_elsewhere_does_not_tell_whether_the_first_was_at_a_stop(walk, world):
    """The same answer, and the same standing, for a site that is a stop and for one that is not."""
    far = {"fix": a_fix(walk.site.location.x + 0.005, walk.site.location.y)}
    others = Site.objects.exclude(pk=walk.site.pk).first()
    standings = []
    for declared in (walk.site.pk, others.pk):
        visit = walk.arrive(by=walk.second, site_id=declared, **far).visit
        walk.clock.move(seconds=20)
        again = walk.arrive(by=walk.second, visit_id=visit.pk, site_id=others.pk, fix=walk.fix(others)).visit
        standings.append(again.standing)
    assert standings == ["unverified", "unverified"]


@pytest.mark.rule("S2")
def test_an_arrival_of_a_plan_that_has_ended_is_refused_with_a_reason(walk, world):
    visit = walk.arrive(fix=walk.fix(is_mock=None)).visit
    Plan.objects.filter(pk=visit.plan_id).update(state="lapsed")
    with pytest.raises(Refused, match=r"stop.not_released"):
        services.accept_arrival(visit, by=world.dispatcher, reason="电话核实", at=now())


@pytest.mark.rule("S2")
def test_a_phone_cannot_have_been_there_before_the_stop_was_released(walk):
    assert walk.stop
    visit = walk.arrive(by=walk.second, device_at=now() - timedelta(hours=3)).visit
    assert visit.standing == "unverified"
    assert not Stop.objects.exists()
