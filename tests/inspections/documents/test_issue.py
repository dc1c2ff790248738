import re
from datetime import date

import pytest

from gis_platform import audit
from gis_platform.common.errors import Refused
from inspections.documents.form import sha256_of
from inspections.documents.models import Document, SerialCounter
from inspections.organisation.models import Certificate
from tests.rules.documents_sample import at, record, scheme

pytestmark = pytest.mark.django_db


def codes(caught):
    return [reason.code for reason in caught.value.verdict.reasons]


def test_a_record_takes_its_number_and_is_kept_with_hash_scope_and_audit(
    desk, world, sent, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        paper = desk.record()
    paper.refresh_from_db()
    assert (paper.serial, paper.number, paper.year) == ("（蓝）应急检记〔2019〕1号", 1, 2019)
    assert paper.values["serial"] == paper.serial
    assert paper.values_sha256 == sha256_of(paper.values)
    assert (paper.township, paper.sector_line) == (world.east_mine.township, world.east_mine.sector_line)
    assert paper.officer_ids == sorted([world.inspector.pk, world.second_inspector.pk])
    assert audit.deeds_on(paper) == ["document.issued"]
    assert ("inspections.documents.tasks.render_pdf", (paper.pk,)) in sent


@pytest.mark.rule("I1")
def test_each_series_counts_for_itself(desk):
    first, second = desk.record(), desk.another_visit().record()
    assert [first.number, second.number] == [1, 2]
    assert [first.previous.number, second.previous.number] == [1, 2]


@pytest.mark.rule("I2")
def test_the_year_is_the_countys_and_a_new_one_begins_at_one(desk):
    late = at(11).replace(month=12, day=31, hour=23, minute=59, second=59)
    early = late.replace(year=2020, month=1, day=1, hour=0, minute=0, second=0)
    old = desk.scheme(at=late)
    new = desk.another_visit().scheme(at=early)
    assert [old.serial, new.serial] == ["（蓝）应急检查〔2019〕1号", "（蓝）应急检查〔2020〕1号"]


@pytest.mark.rule("I10")
def test_with_an_expired_certificate_nothing_is_issued_and_no_number_is_used(desk, world):
    held = Certificate.objects.filter(officer=world.second_inspector.officer)
    held.update(valid_to=date(2019, 9, 8))
    with pytest.raises(Refused) as caught:
        desk.scheme()
    assert codes(caught) == ["document.too_few_officers", "document.certificate_not_valid"]
    assert not Document.objects.exists()
    assert not SerialCounter.objects.exists()
    held.update(valid_to=date(2019, 9, 9))
    assert desk.scheme().number == 1


def test_a_record_without_the_scheme_of_its_visit_is_refused(desk):
    with pytest.raises(Refused) as caught:
        desk.issue(record())
    assert codes(caught) == ["document.paper_before_is_missing"]
    with pytest.raises(Refused) as caught:
        desk.record(previous=desk.another_visit().scheme())
    assert codes(caught) == ["document.paper_before_is_of_another_visit"]


def test_twice_for_one_visit_is_refused(desk):
    desk.scheme()
    with pytest.raises(Refused) as caught:
        desk.scheme()
    assert codes(caught) == ["document.visit_has_one"]


def test_ids_tell_neither_time_nor_count(desk):
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4.*", str(Document().pk))


def test_a_scheme_without_contact_is_complete_since_nobody_was_told(desk):
    assert desk.issue(scheme(contact="")).number == 1
