"""Below every door: what plain SQL may do as the application's own role, and bulk updates as the tables' owner."""

from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from gis_platform.common.clock import now
from inspections.documents.models import Document
from inspections.evidence.models import Photo, Signature
from inspections.hazards import services as hazards
from inspections.hazards.models import Hazard
from inspections.planning import services as planning
from inspections.planning.models import Commitment, DrawRecord, Nonce, SeasonKey
from inspections.rounds.models import Plan
from inspections.visits import services as visits
from inspections.visits.models import Visit
from layers.risk.models import Assessment
from layers.risk.services import reassess
from tests.inspections.sealed_day import NONCE, THURSDAY
from tests.inspections.visits.conftest import desk, media, plain_static, sent, walk
from tests.inspections.visits.test_record import answer

__all__ = ["desk", "media", "plain_static", "sent", "walk"]
pytestmark = pytest.mark.django_db
OTHER = sha256("别的".encode()).hexdigest()


@contextmanager
def as_app():
    with connection.cursor() as cursor:
        cursor.execute("set local role app")
        try:
            yield cursor
        finally:
            cursor.execute("reset role")


def refused(*statements):
    """Each as the application's role, and again as the owner."""
    for statement in statements:
        with as_app() as cursor, pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            cursor.execute(statement)
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def kept(model, **changes):
    """Every single one of these changes is refused, and so is taking the row away."""
    before = list(model.objects.order_by("pk").values())
    assert before
    for column, value in changes.items():
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            model.objects.update(**{column: value})
    refused(f"delete from {model._meta.db_table}")  # noqa: S608 - our own names
    assert list(model.objects.order_by("pk").values()) == before


@pytest.mark.rule("S7")
def test_a_commitment_made_is_neither_changed_nor_taken_away(desk):
    kept(Commitment, key_hash=OTHER, date=THURSDAY + timedelta(days=1), attempt=9)
    kept(SeasonKey, commitment=OTHER, box=b"x", committed_at=now() + timedelta(days=1))
    refused("delete from inspections_commitment where attempt = 3")


@pytest.mark.rule("S7")
def test_the_values_shown_stand_and_the_witness_s_number_is_given_once(desk, world):
    desk.plan()
    nonce = planning.show_values(by=world.unit_leader, on=THURSDAY, at=now())
    kept(Nonce, shown=[OTHER] * 3, shown_at=now() + timedelta(hours=1), date=THURSDAY + timedelta(days=1))
    planning.give_nonce(by=world.unit_leader, on=THURSDAY, nonce=NONCE, at=now())
    kept(Nonce, shown=[OTHER] * 3, nonce=OTHER, witness=world.dispatcher)
    refused("update inspections_nonce set nonce = '', given_at = null")
    nonce.refresh_from_db()
    assert nonce.nonce == NONCE


@pytest.mark.rule("S7")
def test_a_filed_draw_record_says_for_ever_what_it_said(walk):
    DrawRecord.objects.create(plan=walk.plan, record={"stops": 2}, sha256=OTHER, public_from=now())
    kept(DrawRecord, record={"stops": 3}, sha256="0" * 64, public_from=now() + timedelta(days=99))


@pytest.mark.rule("S1")
def test_a_plan_keeps_its_author_and_its_day(walk, world):
    kept(Plan, author=world.second_dispatcher, date=THURSDAY + timedelta(days=1), created_at=now() + timedelta(days=1))


@pytest.mark.rule("I17")
def test_of_a_judgement_only_the_period_in_force_ends_once(world, at_nine):
    site = world.east_mine
    reassess([site.pk], at=now())
    row = Assessment.objects.get(site=site)
    later = now() + timedelta(days=1)
    kept(Assessment, level="blue" if row.level != "blue" else "red", reasons=[], site=world.west_works)
    kept(Assessment, period=DateTimeTZRange(now() - timedelta(days=1), later))
    kept(Assessment, period=DateTimeTZRange(later, None))
    Assessment.objects.update(period=DateTimeTZRange(now(), later))
    kept(Assessment, period=DateTimeTZRange(now(), None))
    kept(Assessment, period=DateTimeTZRange(now(), later + timedelta(days=1)))
    Assessment.objects.create(site=site, level="red", reasons=[], period=DateTimeTZRange(later, None))


@pytest.mark.rule("I14")
def test_a_photo_and_a_signature_only_follow_their_visit(walk, world):
    lone = walk.photo()
    kept(Photo, sha256=OTHER, file="x", exif={"别的": 1}, taken_at=now(), received_at=now() + timedelta(days=1))
    visit = walk.visit()
    walk.report(visit, photo_ids=[lone.pk])
    walk.sign(visit)
    lone.refresh_from_db()
    assert (lone.subject, lone.site_id, lone.opened_at) == (visit.pk, visit.site_id, visit.opened_at)
    kept(Photo, owner=world.dispatcher, subject=None, opened_at=None, township=None, size_bytes=1)
    kept(Signature, name="别人", png=b"x", sha256=OTHER, signed_at=now() + timedelta(days=1), role="witness")
    kept(
        Signature, about=visit.pk, signer=world.dispatcher, author=world.second_dispatcher, subject=None, opened_at=None
    )


@pytest.mark.rule("S2", "I14")
def test_an_arrival_stands_once_it_opened_its_visit(walk, world):
    visit = walk.arrive(fix=walk.fix(accuracy_m=180)).visit
    assert not visit.is_opened
    kept(Visit, arrived_at=now() + timedelta(hours=1), device_arrived_at=None, opened_by=world.dispatcher, author=None)
    walk.clock.move(minutes=2)
    visit = walk.arrive(visit_id=visit.pk).visit
    assert visit.is_opened
    kept(Visit, arrival_fix={}, arrival_location=world.west_works.location, accuracy_m=1, is_mock=True, verdict=[1])
    kept(Visit, site=world.west_works, standing="accepted", opened_at=None, accepted_because="别的", plan=None)


@pytest.mark.rule("I14")
def test_a_visit_goes_its_way_once_and_does_not_come_back(walk):
    visit = walk.visit()
    answer(walk, visit, "yes")
    refused("update inspections_answer set answer = 'no'", "delete from inspections_answer")
    refused("update inspections_presence set at = now()", "delete from inspections_presence")
    walk.sign(visit)
    visits.leave_visit(visit, by=walk.leader, at=now())
    assert Document.objects.filter(subject=visit.pk, series="应急检记").exists()
    kept(Visit, state="arrived", left_at=now() + timedelta(hours=1), recorded_at=None)


@pytest.mark.rule("I14")
def test_a_voided_visit_stays_voided(walk):
    visit = walk.arrive(fix=walk.fix(accuracy_m=180)).visit
    visits.void_visit(visit, by=walk.leader, reason="误记", at=now())
    kept(Visit, state="arrived", voided_because="别的")


@pytest.mark.rule("I14")
def test_a_hazard_that_is_over_is_not_opened_again_by_anybody(walk):
    hazard = walk.report(walk.visit())
    hazards.fix_on_site(hazard, by=walk.leader, photo_ids=[walk.photo().pk], signatures=walk.both(), at=now())
    kept(Hazard, state="reported", grade="major", due_on=now().date(), site=None, closed_at=None, clause="别的")


@pytest.mark.rule("I14")
def test_a_voided_or_transferred_hazard_is_over_too(walk):
    for state in ("voided", "transferred"):
        with transaction.atomic():
            walk.report(walk.visit())
            Hazard.objects.update(state=state)
            kept(Hazard, state="reported", rectifier="别人")
            transaction.set_rollback(True)


@pytest.mark.rule("I14", "S2")
def test_a_hazard_closed_before_its_visit_is_opened_gets_its_place_with_that(walk, world):
    visit = walk.arrive(fix=walk.fix(accuracy_m=180)).visit
    visits.confirm_presence(visit, by=walk.second, fix=walk.fix(accuracy_m=180), device_at=now(), at=now())
    hazard = walk.report(visit)
    hazards.fix_on_site(hazard, by=walk.leader, photo_ids=[walk.photo().pk], signatures=walk.both(), at=now())
    kept(Hazard, state="reported", grade="major")
    walk.clock.move(minutes=2)
    visit = walk.arrive(visit_id=visit.pk).visit
    assert hazards.open_hazards(visit.pk, at=now()) == 1
    hazard.refresh_from_db()
    assert (hazard.site_id, hazard.opened_at) == (visit.site_id, visit.opened_at)
    kept(Hazard, site=None, township=None, opened_at=None)
