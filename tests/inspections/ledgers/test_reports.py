import io
import itertools
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from django.db import IntegrityError, transaction

from gis_platform import audit
from gis_platform.common.errors import Refused
from inspections.campaigns.rules import half_month_of
from inspections.ledgers import queries, services
from inspections.ledgers.five_batches import five_batches_xlsx
from inspections.ledgers.models import BatchEntry, FiveBatchReport
from inspections.ledgers.past import load_past
from inspections.ledgers.rules import BatchKind
from inspections.reports.day import county_reader

pytestmark = pytest.mark.django_db
FIRST, SECOND = date(2019, 9, 1), date(2019, 9, 16)


def codes(refused):
    return [reason.code for reason in refused.value.verdict.reasons]


def shown(world, period, person="dispatcher"):
    return {one.kind: one for one in queries.shown_figures(world.people[person], period)}


def sheets(answer):
    return openpyxl.load_workbook(io.BytesIO(answer.content))


@pytest.mark.rule("R31", "I21")
def test_september_to_december_are_eight_periods_without_gap_or_overlap(offices):
    listed = queries.periods(date(2019, 10, 16))
    assert len(listed) == 8
    assert all(after.starts_on == before.ends_on + timedelta(days=1) for before, after in itertools.pairwise(listed))


@pytest.mark.rule("R32", "I21")
def test_every_figure_is_the_length_of_its_list(enters, world, offices):
    for kind in ("exposed", "prosecuted", "blacklisted", "criticised"):
        for day in (3, 15, 16):
            enters(kind, date(2019, 9, day))
    first, second, *_ = queries.periods(date(2019, 10, 16))
    for period, count in ((first, 2), (second, 1)):
        figures = shown(world, period)
        assert figures[BatchKind.EXPOSED].count == len(figures[BatchKind.EXPOSED].items) == count
        assert figures[BatchKind.LISTED].count == 0
    personnel = shown(world, second, "personnel")[BatchKind.CRITICISED]
    assert (personnel.count, len(personnel.items), personnel.to_date) == (1, 1, 3)


def test_a_withdrawn_entry_does_not_count(enters, world, offices, at_nine):
    services.withdraw_item(enters("exposed", FIRST), by=offices["publicity"], reason="写错", at=at_nine())
    assert shown(world, queries.periods(FIRST)[0])[BatchKind.EXPOSED].count == 0


@pytest.mark.rule("R31")
def test_the_fifth_is_a_number_for_the_dispatcher_who_reports_it(enters, world):
    enters("criticised", FIRST)
    period = queries.periods(FIRST)[0]
    figure = shown(world, period)[BatchKind.CRITICISED]
    assert (figure.count, figure.items) == (1, None)
    for person in ("county_leader", "auditor", "personnel"):
        figure = shown(world, period, person)[BatchKind.CRITICISED]
        assert (figure.count, len(figure.items)) == (1, 1)
    assert list(shown(world, period, "publicity")) == [BatchKind.EXPOSED]


@pytest.mark.rule("R32")
def test_what_is_submitted_stays_and_a_later_entry_is_named_as_a_change(enters, submits, world):
    enters("exposed", FIRST)
    report = submits()
    enters("exposed", date(2019, 9, 2))
    frozen = {one.kind: one.count for one in queries.frozen_figures(world.dispatcher, report)}
    assert frozen[BatchKind.EXPOSED] == 1
    row = next(one for one in queries.period_rows(world.dispatcher, on=date(2019, 10, 16)) if one.report)
    assert (row.state, row.changed) == ("submitted", {BatchKind.EXPOSED: (1, 2)})
    assert audit.deeds_on(report) == ["five_batch_report.submitted"]


@pytest.mark.rule("R32")
def test_a_correction_is_a_new_version_with_its_reason(enters, submits):
    enters("exposed", FIRST)
    submits()
    with pytest.raises(Refused) as refused:
        submits()
    assert codes(refused) == ["ledger.nothing_changed", "ledger.reason_needed"]
    enters("exposed", date(2019, 9, 2))
    submits(because="漏报一件")
    assert list(FiveBatchReport.objects.order_by("version").values_list("version", "because")) == [
        (1, ""),
        (2, "漏报一件"),
    ]


@pytest.mark.rule("R31")
def test_a_period_without_anything_is_reported_as_nothing(offices, submits, page_as):
    submits(text="本期无。")
    answer = page_as("dispatcher").get("/reports/2019-09-01.xlsx?version=1")
    table = [[cell.value for cell in row] for row in sheets(answer)["半月报"]]
    assert [row[3:5] for row in table[4:9]] == [[0, 0]] * 5
    assert {row[6] for row in table[4:9]} == {"本期无"}


@pytest.mark.rule("R31")
def test_a_period_is_not_reported_before_it_is_over(offices, submits):
    with pytest.raises(Refused) as refused:
        submits(date(2019, 10, 16), text="")
    assert codes(refused) == ["ledger.period_not_over", "ledger.text_needed"]
    with pytest.raises(Refused) as refused:
        submits(date(2019, 9, 2))
    assert codes(refused) == ["ledger.no_period"]


@pytest.mark.rule("I14", "R32")
def test_a_submitted_report_is_never_changed_by_sql(offices, submits):
    submits()
    for deed in (
        lambda: FiveBatchReport.objects.update(figures={}),
        lambda: FiveBatchReport.objects.update(text="别的"),
        lambda: FiveBatchReport.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            deed()


@pytest.mark.rule("I22")
def test_what_an_office_types_is_no_formula_in_the_file(enters, submits, page_as):
    enters("exposed", FIRST, text="=HYPERLINK(1)", media="@x", link="+1")
    submits(text="-2+3")
    book = sheets(page_as("dispatcher").get("/reports/2019-09-01.xlsx?version=1"))
    every = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell.value for cell in every if cell.data_type == "f" or str(cell.value)[0] in "=+-@\t\r"]


@pytest.mark.rule("R32")
def test_the_file_of_a_version_is_as_it_was_submitted(enters, submits, page_as):
    enters("exposed", FIRST)
    submits()
    enters("exposed", date(2019, 9, 2))
    page = page_as("dispatcher")
    submitted = sheets(page.get("/reports/2019-09-01.xlsx?version=1"))["半月报"]
    draft = sheets(page.get("/reports/2019-09-01.xlsx"))["半月报"]
    assert (submitted["D5"].value, draft["D5"].value) == (1, 2)


NAMED = {
    "exposed": "示例曝光", "prosecuted": "示例法规股立案", "blacklisted": "示例黑名单", "criticised": "示例某人",
    "mines": "示例工贸矿山股立案", "listed": "示例挂牌隐患",
}  # fmt: skip
READS = {
    "dispatcher": {"exposed", "prosecuted", "mines", "blacklisted", "listed"},
    "county_leader": set(NAMED),
    "auditor": set(NAMED),
    "publicity": {"exposed"},
    "regulations": {"prosecuted"},
    "section_officer": {"mines"},
    "coordination": {"blacklisted"},
    "personnel": {"criticised"},
}


@pytest.fixture
def one_of_each(enters, world, hazard_listed):
    hazard_listed(NAMED["listed"], on=FIRST)
    for kind in ("exposed", "prosecuted", "blacklisted", "criticised"):
        enters(kind, FIRST, text=NAMED[kind])
    enters("prosecuted", FIRST, text=NAMED["mines"], by=world.section_officer)


def named_in(text):
    return {key for key, words in NAMED.items() if words in text}


def text_of(book):
    return "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)


@pytest.mark.rule("R31", "I21")
@pytest.mark.parametrize("person", READS)
def test_file_page_and_api_give_each_reader_the_same_and_no_more(one_of_each, page_as, as_, person):
    page, wanted = page_as(person), READS[person]
    book = sheets(page.get("/reports/2019-09-01.xlsx"))
    assert named_in(text_of(book)) == wanted
    assert named_in(page.get("/reports/?period=2019-09-01").content.decode()) == wanted
    assert named_in(as_(person).get("/api/v1/reports/figures/?starts_on=2019-09-01").content.decode()) == wanted
    lines = [row for row in book["半月报"].iter_rows(5, 9, values_only=True) if row[0] in tuple("一二三四五")]
    alone = {"五"} if person == "dispatcher" else set()
    assert sum(line[3] for line in lines if line[0] not in alone) == len(wanted)
    assert all(line[3] == 1 for line in lines if line[0] in alone)


@pytest.mark.rule("R31", "R32")
@pytest.mark.parametrize("person", READS)
def test_a_submitted_version_gives_its_readers_the_same_as_the_draft(one_of_each, submits, page_as, as_, person):
    report, reads = submits(), person in {"dispatcher", "county_leader", "auditor"}
    page = page_as(person)
    addresses = ("/reports/2019-09-01.xlsx?version=1", "/reports/?period=2019-09-01&version=1")
    answers = [page.get(address) for address in addresses]
    answers += [as_(person).get(f"/api/v1/reports/{report.pk}/{tail}") for tail in ("", "xlsx/")]
    assert {answer.status_code for answer in answers} == ({200} if reads else {404})
    if reads:
        file, shown_page, body, by_api = answers
        texts = [text_of(sheets(file)), shown_page.content.decode(), body.content.decode(), text_of(sheets(by_api))]
        assert [named_in(text) for text in texts] == [READS[person]] * 4


@pytest.mark.rule("R31")
def test_whoever_has_no_reports_gets_no_file(one_of_each, page_as):
    for person in ("inspector", "unit_leader", "township_leader", "township_officer", "admin", "enterprise"):
        assert page_as(person).get("/reports/2019-09-01.xlsx").status_code == 403


@pytest.mark.rule("R31")
def test_the_evidence_of_a_day_names_no_criticised_officer(one_of_each):
    file = five_batches_xlsx(queries.five_batches(county_reader(), half_month_of(FIRST), report=None, on=FIRST))
    assert named_in(text_of(openpyxl.load_workbook(io.BytesIO(file)))) == READS["dispatcher"]


@pytest.mark.rule("R31")
def test_a_hazard_of_a_sealed_visit_counts_in_no_report(offices, hazard_listed, world, submits):
    hazard_listed(NAMED["listed"], on=FIRST, is_opened=False)
    for person in ("dispatcher", "county_leader", "inspector"):
        assert not [one for one in queries.items(world.people[person], FIRST) if one.kind == BatchKind.LISTED]
    assert submits().figures["listed"] == []


def test_who_reads_and_who_submits(offices, submits, as_, page_as):
    report = submits()
    for person, status in {"dispatcher": 200, "county_leader": 200, "auditor": 200, "publicity": 404}.items():
        assert as_(person).get(f"/api/v1/reports/{report.pk}/").status_code == status
    body = {"starts_on": "2019-09-16", "text": "本期无。"}
    assert as_("county_leader").post("/api/v1/reports/submit/", body).status_code == 403
    answer = as_("dispatcher").post("/api/v1/reports/submit/", body)
    assert (answer.status_code, answer.json()["version"]) == (201, 1)
    assert page_as("publicity").get("/reports/2019-09-01.xlsx?version=1").status_code == 404


def test_the_same_request_twice_makes_one_version(offices, as_dispatcher):
    body = {"starts_on": "2019-09-16", "text": "本期无。"}
    first, again = (
        as_dispatcher.post("/api/v1/reports/submit/", body, headers={"Idempotency-Key": "k"}) for _ in range(2)
    )
    assert first.json() == again.json()
    assert FiveBatchReport.objects.count() == 1


def test_the_api_lists_periods_and_their_figures(enters, as_dispatcher):
    enters("exposed", FIRST)
    periods = as_dispatcher.get("/api/v1/reports/periods/").json()
    assert [one["state"] for one in periods] == ["ahead"] * 4 + ["running", "due", "late", "late"]
    figures = as_dispatcher.get("/api/v1/reports/figures/?starts_on=2019-09-01").json()
    assert figures[0]["count"] == len(figures[0]["items"]) == 1
    assert as_dispatcher.get("/api/v1/reports/figures/?starts_on=x").status_code == 400


@pytest.mark.parametrize("query", ["", "?period=2019-09-01", "?period=2019-09-01&version=1", "?period=nonsense"])
@pytest.mark.parametrize("person", ["dispatcher", "county_leader", "auditor"])
def test_the_page_opens_for_each_reader(enters, submits, page_as, person, query):
    enters("criticised", FIRST, text="示例某人")
    submits()
    answer = page_as(person).get(f"/reports/{query}")
    assert answer.status_code == 200
    is_open = "period=2019-09-01" in query and person != "dispatcher"
    assert ("示例某人" in answer.content.decode()) == is_open


def test_an_office_opens_its_own_figures_and_no_version(enters, submits, page_as):
    enters("criticised", FIRST, text="示例某人")
    submits()
    page = page_as("personnel")
    assert "示例某人" in page.get("/reports/?period=2019-09-01").content.decode()
    assert page.get("/reports/?period=2019-09-01&version=1").status_code == 404


def test_from_the_page_a_report_is_submitted(enters, page_as):
    sent = {"starts_on": "2019-09-16", "text": "本期曝光一件。"}
    answer = page_as("dispatcher").post("/reports/submit/", sent, follow=True)
    assert "第 1 版" in answer.content.decode()
    assert FiveBatchReport.objects.get().text == "本期曝光一件。"


@pytest.mark.rule("R31")
def test_the_demo_has_its_reports_of_the_past_once_and_of_made_up_units_alone(offices, world):
    for _ in range(2):
        load_past(Path("unused"), date(2019, 10, 16))
    reports = FiveBatchReport.objects.order_by("starts_on")
    assert [report.starts_on for report in reports] == [FIRST, SECOND]
    assert set(BatchEntry.objects.values_list("site__is_synthetic", flat=True)) == {True}
    assert not any(row.changed for row in queries.period_rows(world.dispatcher, on=date(2019, 10, 16)))


@pytest.mark.rule("I22")
def test_a_site_s_name_is_no_formula_in_the_downloaded_workbook(hazard_listed, page_as, world, offices):
    type(world.east_mine).objects.filter(pk=world.east_mine.pk).update(name="=1+1")
    world.east_mine.refresh_from_db()
    hazard_listed("边坡失稳", on=FIRST)
    answer = page_as("dispatcher").get("/reports/2019-09-01.xlsx")
    cells = [cell for sheet in sheets(answer) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert "'=1+1" in [cell.value for cell in cells]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
