import io
from datetime import date

import openpyxl
import pytest

from inspections.supervision import queries
from inspections.supervision.models import CheckIn
from inspections.supervision.rules import Pace

from .conftest import IN_WEST, NEAR_THE_EDGE

pytestmark = pytest.mark.django_db
TODAY = date(2019, 10, 16)
LATER = date(2019, 12, 2)


def row_of(board, unit):
    return next(row for row in board.rows if row.unit == unit)


@pytest.mark.rule("R43", "I5")
def test_six_four_five_fails_october_and_names_it(team, world):
    for month, days in ((9, range(2, 8)), (10, range(8, 12)), (11, range(4, 9))):
        for day in days:
            team.checks_in(month, day, 9)
    board = queries.board(world.dispatcher, on=LATER)
    assert [cell.count for cell in row_of(board, world.police).cells] == [6, 4, 5]
    assert [(cell.pace, cell.shortfall) for cell in row_of(board, world.police).cells] == [
        (Pace.MET, 0),
        (Pace.MISSED, 1),
        (Pace.MET, 0),
    ]


@pytest.mark.rule("I5")
def test_units_times_months_times_five_are_owed(team, world, water):
    board = queries.board(world.dispatcher, on=TODAY)
    assert board.unit_days_required == 2 * 3 * 5
    assert {cell.pace for cell in row_of(board, water).cells} == {Pace.MISSED, Pace.SHORT, Pace.AHEAD}


@pytest.mark.rule("I4")
def test_two_townships_and_ten_check_ins_are_one_day(team, world):
    for minute in range(10):
        team.checks_in(10, 11, 9, minute, at=IN_WEST if minute % 2 else (112.15, 25.35))
    team.checks_in(10, 14, 9, by=world.unit_member)
    team.checks_in(10, 15, 9, at=NEAR_THE_EDGE)
    cell = row_of(queries.board(world.dispatcher, on=TODAY), world.police).cells[1]
    assert cell.count == 1
    states = {day.on.day: day.state for day in cell.days if day.on <= TODAY and day.state}
    assert states == {11: "counted", 15: "review"}


@pytest.mark.rule("I21")
def test_every_cell_is_the_distinct_dates_of_its_drill_down(team, world):
    for day in (8, 8, 9, 11):
        team.checks_in(10, day, 9)
    team.checks_in(10, 14, 9, is_mock=True)
    board = queries.board(world.dispatcher, on=TODAY)
    for row in board.rows:
        for cell in row.cells:
            behind = queries.check_ins_of(world.dispatcher, row.unit, cell.month)
            assert cell.count == len({one.row.on for one in behind if one.is_counted})


def test_a_member_beside_a_deputy_is_shown_as_with_the_deputy(team, world):
    team.checks_in(10, 11, 9, by=world.unit_member)
    team.checks_in(10, 11, 10)
    team.checks_in(10, 12, 9, by=world.unit_member)
    month = queries.terms(TODAY).month_of(TODAY)
    shown = queries.check_ins_of(world.dispatcher, world.police, month)
    assert [(one.row.on.day, one.is_counted, one.is_with_deputy) for one in shown] == [
        (12, False, False),
        (11, True, False),
        (11, False, True),
    ]


@pytest.mark.rule("R43")
def test_the_townships_a_unit_never_reached_are_zero(team, world):
    team.checks_in(9, 11, 9)
    team.checks_in(10, 11, 9)
    townships, reached = queries.townships_reached(world.dispatcher, on=TODAY)
    days = dict(zip([township.name for township in townships], reached[0].days, strict=True))
    assert days == {"东示例镇": 2, "西示例镇": 0}
    assert reached[0].never == 1


def test_a_unit_reads_its_own_days_alone(team, world, water):
    team.checks_in(10, 11, 9)
    board = queries.board(world.unit_leader, on=TODAY)
    assert [row.unit for row in board.rows] == [world.police]


def test_a_township_reads_the_days_on_its_ground_and_no_verdict(team, world):
    team.checks_in(10, 11, 9)
    team.checks_in(10, 12, 9, at=IN_WEST)
    board = queries.board(world.township_leader, on=TODAY)
    cell = row_of(board, world.police).cells[1]
    assert (board.is_partial, cell.count, cell.pace, cell.expected) == (True, 1, None, None)


@pytest.mark.parametrize("person", ["inspector", "section_officer", "admin", "enterprise"])
def test_others_read_none(team, world, person):
    team.checks_in(10, 11, 9)
    assert not CheckIn.objects.visible_to(world.people[person]).exists()


def test_another_township_gets_the_404_of_what_is_not_there(team, as_, world):
    row = team.checks_in(10, 11, 9)
    own, other = as_("township_leader"), as_("other_township_leader")
    assert own.get(f"/api/v1/supervision-days/{row.pk}/").status_code == 200
    hidden = other.get(f"/api/v1/supervision-days/{row.pk}/")
    absent = other.get("/api/v1/supervision-days/00000000-0000-4000-8000-000000000000/")
    assert (hidden.status_code, hidden.content) == (404, absent.content)


def test_the_api_says_the_same_as_the_page(team, as_dispatcher, page_as, world):
    team.checks_in(10, 11, 9)
    body = as_dispatcher.get("/api/v1/supervision-days/board/").json()
    october = next(one for one in body["units"] if one["unit"] == world.police.pk)["months"][1]
    assert (october["days"], october["dates"], october["pace"]) == (1, ["2019-10-11"], "short")
    page = page_as("dispatcher").get("/supervision/").content.decode()
    assert f"{world.police.name} 10 月 1 天" in page


@pytest.mark.parametrize("query", ["", "?view=townships", "?unit=x&month=2019-99", "?month=2019-11"])
@pytest.mark.parametrize("person", ["dispatcher", "unit_leader", "township_leader", "county_leader", "auditor"])
def test_the_page_opens_for_each_reader(team, page_as, person, query):
    team.checks_in(10, 11, 9)
    assert page_as(person).get(f"/supervision/{query}").status_code == 200


def test_the_workbook_has_the_months_and_the_check_ins(team, page_as):
    team.checks_in(10, 11, 9, is_mock=True)
    answer = page_as("dispatcher").get("/supervision/board.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer) if answer.streaming else answer.content))
    months, check_ins = ([[cell.value for cell in row] for row in sheet] for sheet in book)
    assert months[1] == ["公安局", 0, 0, 0]
    assert check_ins[1][1:4] == ["2019-10-11", "东示例镇", "示例毛"]
    assert check_ins[1][7:] == ["不计", "定位为模拟位置。"]
