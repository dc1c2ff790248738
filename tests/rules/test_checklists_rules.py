from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import yaml

from inspections.checklists.rules import (
    Answer,
    applies,
    basis_texts,
    is_in_force,
    items_for,
    may_answer,
    site_facts,
)
from layers.sites.rules import SiteKind

FOLDER = Path(__file__).parents[2] / "fixtures/checklists"
PACK = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.yaml"))}
ITEMS = {item["id"]: item for checklist in PACK.values() for item in checklist["items"]}
DAY = date(2019, 10, 16)


def codes(verdict):
    return [reason.code for reason in verdict.reasons]


def names_for(kind, profile, **attributes):
    facts = site_facts(kind, profile, attributes)
    return {name for name, checklist in PACK.items() if items_for(checklist, facts, on=DAY)}


@pytest.mark.rule("R12")
def test_the_pack_is_whole():
    assert len(PACK) == 17
    assert len(ITEMS) == sum(len(checklist["items"]) for checklist in PACK.values()) == 392
    assert Counter(item["grade_hint"] for item in ITEMS.values()) == {"general": 187, "major": 158, "to_judge": 47}
    assert sum(bool(item.get("mandatory")) for item in PACK["seven_checks"]["items"]) == 7


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ({}, True),
        ({"kind": "all"}, True),
        ({"trade": "机械"}, True),
        ({"trade": ["冶金", "机械"]}, True),
        ({"trade": ["冶金"]}, False),
        ({"slope_height_m": ">=200"}, True),
        ({"slope_height_m": ">200"}, False),
        ({"slope_height_m": "> 199.5"}, True),
        ({"unknown_m": ">0"}, False),
        ({"trade": ">0"}, False),
        ({"has_dump": True}, True),
        ({"has_dump": True, "trade": "冶金"}, False),
        ({"any": [{"trade": "冶金"}, {"has_dump": True}]}, True),
        ({"any": [{"trade": "冶金"}, {"has_dump": False}]}, False),
        ({"any": [{"has_dump": True}], "trade": "冶金"}, False),
        ({"never_heard_of": True}, False),
    ],
)
def test_a_condition_holds_as_the_readme_says(condition, holds):
    assert applies(condition, {"trade": "机械", "slope_height_m": 200, "has_dump": True}) is holds


EVERY_SITE = {"enterprise_duty", "seven_checks", "training_check"}


@pytest.mark.parametrize(
    ("kind", "profile", "own"),
    [
        (SiteKind.MINE, {"method": "open_pit"}, {"non_coal_open_pit", "national_day"}),
        (SiteKind.MINE, {"method": "underground"}, {"non_coal_underground", "national_day"}),
        (SiteKind.TAILINGS_POND, {}, {"tailings_pond", "national_day"}),
        (SiteKind.HAZCHEM, {"business": "filling_station"}, {"filling_station"}),
        (SiteKind.HAZCHEM, {"business": "producer"}, {"hazchem_producer_storage"}),
        (SiteKind.FIREWORKS, {"business": "wholesale"}, {"fireworks_wholesale"}),
        (SiteKind.FIREWORKS, {"business": "retail_seasonal"}, {"fireworks_retail"}),
        (
            SiteKind.INDUSTRY_TRADE,
            {"has_ammonia": True, "dust_workers": 4},
            {"industry_general", "industry_ammonia", "industry_dust", "national_day"},
        ),
    ],
)
def test_every_site_gets_the_checklists_of_its_kind(kind, profile, own):
    assert names_for(kind, profile) == own | EVERY_SITE


@pytest.mark.rule("R45")
def test_the_seventh_national_day_point_is_for_mines_alone():
    def points(kind):
        return {item["point"] for item in items_for(PACK["national_day"], site_facts(kind, {}, {}), on=DAY)}

    assert 7 in points(SiteKind.MINE)
    assert 7 not in points(SiteKind.INDUSTRY_TRADE)


def test_grades_are_asked_in_the_words_of_the_pack():
    condition = {"pond_grade": ["一等", "二等", "三等"]}
    assert applies(condition, site_facts(SiteKind.TAILINGS_POND, {"grade": 3}, {}))
    assert not applies(condition, site_facts(SiteKind.TAILINGS_POND, {"grade": 4}, {}))
    assert site_facts(SiteKind.HAZCHEM, {"mhi_level": 2}, {})["mhi_grade"] == "二级"


@pytest.mark.parametrize(
    ("ok_when", "answers"),
    [
        ("yes", {Answer.YES, Answer.NO, Answer.NA}),
        ("no", {Answer.YES, Answer.NO, Answer.NA}),
        ("record", {Answer.RECORD, Answer.NA}),
    ],
)
def test_an_item_takes_the_answers_of_its_sort(ok_when, answers):
    assert {answer for answer in Answer if may_answer(ok_when, answer, value="3.5").ok} == answers


def test_an_answer_of_the_wrong_sort_is_refused():
    assert codes(may_answer("record", Answer.YES)) == ["checklist.record_wanted"]
    assert codes(may_answer("yes", Answer.RECORD)) == ["checklist.yes_or_no_wanted", "checklist.value_needed"]


def test_a_paper_of_2019_cites_the_law_by_the_numbers_of_2019():
    basis = ITEMS["ed-lawful"]["basis"]
    assert basis_texts(basis, on=DAY)[1] == "《安全生产法》（2014修正）第十七条"
    assert basis_texts(basis, on=date(2021, 9, 1))[1] == "《安全生产法》（2021修正）第二十条"


def test_no_item_of_the_pack_cites_in_2019_what_came_later():
    for item in ITEMS.values():
        for text in basis_texts(item["basis"], on=DAY):
            assert "安全生产法》（2021" not in text, item["id"]
            assert "AQ 4128" not in text, item["id"]


def test_an_item_that_is_off_or_not_yet_valid_is_not_asked():
    assert not is_in_force({"enabled": False}, on=DAY)
    assert not is_in_force({"valid_from": "2019-10-17"}, on=DAY)
    assert is_in_force({"valid_from": date(2019, 10, 16)}, on=DAY)
