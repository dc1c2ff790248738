"""I14 below every door: plain SQL and bulk updates."""

import pytest
from django.db import IntegrityError, connection, transaction

from gis_platform import audit
from gis_platform.common.errors import Refused
from inspections.documents import services
from inspections.documents.models import Document
from tests.rules.documents_sample import at

pytestmark = pytest.mark.django_db


def refused(deed):
    with pytest.raises(IntegrityError, match="immutable"), transaction.atomic():
        deed()


@pytest.mark.rule("I14")
@pytest.mark.parametrize(
    "change",
    ["values = '{}'", "serial = 'x'", "number = 7", "issued_at = now()", "officer_ids = '{1,2}'", "township_id = NULL"],
)
def test_what_an_issued_paper_says_is_not_changed_by_sql(desk, change):
    paper = desk.scheme()
    with connection.cursor() as cursor:
        refused(lambda: cursor.execute(f"UPDATE inspections_document SET {change} WHERE id = %s", [paper.pk]))  # noqa: S608
        refused(lambda: cursor.execute("DELETE FROM inspections_document WHERE id = %s", [paper.pk]))


@pytest.mark.rule("I14")
def test_bulk_update_and_delete_are_refused(desk):
    desk.scheme()
    refused(lambda: Document.objects.update(values={}))
    refused(lambda: Document.objects.all().delete())


@pytest.mark.rule("I14")
def test_a_file_is_filed_once_and_a_void_paper_stays_void(desk, world):
    paper = desk.scheme()
    Document.objects.update(pdf="a.pdf", pdf_sha256="0" * 64)
    refused(lambda: Document.objects.update(pdf_sha256="1" * 64))
    services.void_document(paper, by=world.dispatcher, reason="地址有误", at=at(12))
    refused(lambda: Document.objects.update(state="issued", void_reason="", voided_at=None, voided_by=None))
    refused(lambda: Document.objects.update(void_reason="别的"))


def test_void_keeps_the_number_and_the_correction_is_a_new_paper(desk, world):
    wrong = desk.scheme()
    void = services.void_document(wrong, by=world.dispatcher, reason="地址有误", at=at(12))
    right = desk.scheme()
    assert (void.state, void.number, right.number) == ("void", 1, 2)
    assert audit.deeds_on(wrong) == ["document.issued", "document.voided"]


def test_a_scheme_with_a_valid_record_on_it_is_not_voided(desk, world):
    record = desk.record()
    with pytest.raises(Refused) as caught:
        services.void_document(record.previous, by=world.dispatcher, reason="地址有误", at=at(12))
    assert caught.value.verdict.reasons[0].values == {"serials": [record.serial]}
    services.void_document(record, by=world.dispatcher, reason="地址有误", at=at(12))
    services.void_document(record.previous, by=world.dispatcher, reason="地址有误", at=at(12))


def test_void_twice_or_without_reason_is_refused(desk, world):
    paper = desk.scheme()
    with pytest.raises(Refused):
        services.void_document(paper, by=world.dispatcher, reason=" ", at=at(12))
    services.void_document(paper, by=world.dispatcher, reason="笔误", at=at(12))
    with pytest.raises(Refused):
        services.void_document(paper, by=world.dispatcher, reason="笔误", at=at(12))
