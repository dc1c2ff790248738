from datetime import date

import pytest
from django.db import IntegrityError, transaction

from gis_platform import audit
from gis_platform.common.errors import Refused
from inspections.ledgers import services
from inspections.ledgers.models import BatchEntry

pytestmark = pytest.mark.django_db
THIRD = date(2019, 9, 3)


def codes(refused):
    return {reason.code for reason in refused.value.verdict.reasons}


@pytest.mark.rule("R31")
def test_the_office_that_answers_enters_an_item_and_it_is_recorded(enters, world):
    entry = enters("exposed", THIRD, media="县电视台", link="示例链接", made_up="x")
    assert (entry.unit, entry.office.key) == (world.east_mine.name, "publicity")
    assert entry.details == {"media": "县电视台", "link": "示例链接"}
    assert audit.deeds_on(entry) == ["batch_entry.entered"]


@pytest.mark.rule("R31")
def test_another_office_may_not_and_all_reasons_come_at_once(enters, offices):
    with pytest.raises(Refused) as refused:
        enters("exposed", date(2019, 12, 1), text=" ", by=offices["personnel"])
    assert codes(refused) == {"ledger.not_the_office", "ledger.entry_text_needed", "ledger.date_ahead"}
    assert not BatchEntry.objects.exists()


def test_the_dispatcher_sits_in_the_coordination_office(enters, world):
    assert enters("blacklisted", THIRD, by=world.dispatcher).office.key == "coordination"


def test_a_wrong_entry_is_withdrawn_once_and_both_rows_stay(enters, offices, at_nine):
    entry = enters("exposed", THIRD)
    services.withdraw_item(entry, by=offices["publicity"], reason="单位写错", at=at_nine())
    assert (BatchEntry.objects.count(), BatchEntry.objects.standing().count()) == (2, 0)
    with pytest.raises(Refused) as refused:
        services.withdraw_item(entry, by=offices["personnel"], reason="", at=at_nine())
    assert codes(refused) == {"ledger.already_withdrawn", "ledger.not_the_office", "ledger.reason_needed"}


@pytest.mark.rule("I14")
def test_an_entry_is_never_changed_by_sql(enters):
    enters("exposed", THIRD)
    for deed in (lambda: BatchEntry.objects.update(text="别的"), lambda: BatchEntry.objects.all().delete()):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            deed()


@pytest.mark.rule("R31")
def test_the_fifth_batch_is_read_by_its_office_the_leaders_and_the_auditor_alone(enters, as_, world):
    entry = enters("criticised", THIRD, document_no="示例〔2019〕3号")
    for person in ("personnel", "county_leader", "auditor"):
        assert as_(person).get(f"/api/v1/batch-entries/{entry.pk}/").status_code == 200
    for person in ("dispatcher", "publicity", "section_officer"):
        assert as_(person).get(f"/api/v1/batch-entries/{entry.pk}/").status_code == 404


def test_an_office_reads_its_own_entries_and_the_report_readers_all_others(enters, world, offices):
    exposed, prosecuted = enters("exposed", THIRD), enters("prosecuted", THIRD)
    seen = {person: set(BatchEntry.objects.visible_to(world.people[person])) for person in world.people}
    assert seen["publicity"] == {exposed}
    assert seen["regulations"] == {prosecuted}
    assert seen["dispatcher"] == seen["county_leader"] == seen["auditor"] == {exposed, prosecuted}
    assert not any(seen[person] for person in ("inspector", "township_leader", "unit_leader", "admin", "enterprise"))


def test_by_the_api_an_unseen_site_is_not_found(offices, as_, world):
    body = {"kind": "exposed", "counted_on": "2019-10-15", "site": world.east_mine.pk, "text": "示例"}
    # The publicity office has no sector line, so it names the unit in words.
    assert as_("publicity").post("/api/v1/batch-entries/", body).status_code == 404
    assert as_("publicity").post("/api/v1/batch-entries/", body | {"site": None, "unit": "某店"}).status_code == 201


def test_from_the_page_an_entry_is_made_and_withdrawn(offices, page_as):
    page = page_as("publicity")
    sent = {"kind": "exposed", "counted_on": "2019-10-15", "unit": "示例店", "text": "示例：占用通道", "media": "县报"}
    assert "示例：占用通道" in page.post("/ledgers/", sent, follow=True).content.decode()
    entry = BatchEntry.objects.get()
    answer = page.post(f"/ledgers/{entry.pk}/withdraw/", {"reason": "写错"}, follow=True).content.decode()
    assert "示例：占用通道" not in answer


@pytest.mark.parametrize("batch", ["exposed", "listed", "criticised", "nonsense"])
@pytest.mark.parametrize("person", ["dispatcher", "county_leader", "publicity", "personnel", "section_officer"])
def test_the_page_opens_for_each_reader(enters, page_as, person, batch):
    enters("criticised", THIRD, text="示例某人")
    answer = page_as(person).get(f"/ledgers/?batch={batch}")
    assert answer.status_code == 200
    reads = person == "personnel" or (person == "county_leader" and batch == "criticised")
    assert ("示例某人" in answer.content.decode()) == reads
