from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from layers.risk.rules import (
    CONSEQUENCES,
    EXPOSURES,
    LIKELIHOODS,
    PATROL_INTERVAL_DAYS,
    RiskLevel,
    SiteFacts,
    assess,
    lec,
    rule_set,
    township_risk,
)
from layers.sites.rules import SiteKind

DOCUMENT = yaml.safe_load((Path(__file__).parents[2] / "fixtures/risk_rules/2019.yaml").read_text(encoding="utf-8"))
RULES = rule_set(DOCUMENT)
RED, ORANGE, YELLOW, BLUE = RiskLevel
DAY = date(2019, 10, 16)
QUIET = SiteFacts(SiteKind.INDUSTRY_TRADE)


def judged(on=DAY, **facts):
    return assess(replace(QUIET, **facts), RULES.rules, on=on)


def test_levels_compare_by_danger():
    assert max([YELLOW, RED, ORANGE, BLUE]) == RED
    assert sorted([RED, BLUE, ORANGE, YELLOW]) == [BLUE, YELLOW, ORANGE, RED]
    assert ORANGE >= "yellow" > BLUE


@pytest.mark.rule("R30")
def test_every_lec_product_has_one_level_and_seventy_is_yellow():
    for given_lec in product(LIKELIHOODS, EXPOSURES, CONSEQUENCES):
        scored = lec(*given_lec)
        floor = next((f for f in (320, 160, 70) if scored.score >= f), 0)
        assert scored.level == {320: RED, 160: ORANGE, 70: YELLOW, 0: BLUE}[floor]
    assert lec(Decimal(10), Decimal(1), Decimal(7)).level == YELLOW


def test_a_value_between_the_steps_is_refused():
    with pytest.raises(ValueError, match="E = 4"):
        lec(Decimal(1), Decimal(4), Decimal(1))


@pytest.mark.parametrize(
    ("facts", "level", "rule"),
    [
        ({"open_major_hazards": 1}, RED, "open-major-hazard"),
        ({"mhi_level": 2}, RED, "mhi-high"),
        ({"mhi_level": 3}, ORANGE, "mhi-low"),
        ({"is_overhead_pond": True, "pond_grade": 3}, RED, "overhead-pond-high"),
        ({"is_overhead_pond": True, "pond_grade": 4}, ORANGE, "overhead-pond"),
        ({"is_underground": True, "people_underground": 30}, RED, "underground-people"),
        ({"dust_workers": 10}, ORANGE, "dust-workers"),
        ({"is_fireworks_wholesale": True}, ORANGE, "fireworks-wholesale"),
        ({"licence_valid_to": date(2019, 10, 15)}, RED, "licence-not-valid"),
        ({"is_licence_withdrawn": True}, RED, "licence-not-valid"),
        ({"fatal_accident_on": date(2018, 10, 17)}, RED, "fatal-accident"),
    ],
)
def test_each_direct_judgement_says_which_rule_and_with_what_numbers(facts, level, rule):
    assessed = judged(**facts)
    assert (assessed.level, assessed.reasons[0].level, assessed.reasons[0].rule) == (level, level, rule)


@pytest.mark.parametrize(
    "facts",
    [
        {"is_underground": True, "people_underground": 29},
        {"is_underground": False, "people_underground": 40},
        {"dust_workers": 9},
        {"pond_grade": 1},
        {"licence_valid_to": DAY},
        {"licence_valid_to": date(2019, 1, 1), "is_producing": False},
        {"fatal_accident_on": date(2018, 10, 16)},
        {"fatal_accident_on": date(2019, 10, 17)},
    ],
)
def test_just_below_a_direct_judgement_nothing_is_judged(facts):
    assessed = judged(**facts)
    assert assessed.level == BLUE
    assert [reason.rule for reason in assessed.reasons] == ["lec-not-scored"]


def test_the_highest_of_lec_and_direct_rules_wins_and_all_reasons_stay():
    assessed = judged(mhi_level=4, lec=(Decimal(10), Decimal(10), Decimal(7)))
    assert assessed.level == RED
    assert [(r.rule, r.level) for r in assessed.reasons] == [("lec", RED), ("mhi-low", ORANGE)]
    assert assessed.reasons[0].values["D"] == 700


def test_a_rule_speaks_only_while_it_is_in_force():
    old = [replace(rule, valid_to=date(2019, 10, 15)) for rule in RULES.rules]
    facts = replace(QUIET, open_major_hazards=2)
    assert assess(facts, old, on=date(2019, 10, 15)).level == RED
    assert assess(facts, old, on=DAY).level == BLUE


def test_a_condition_that_nobody_wrote_is_a_clear_stop():
    row = DOCUMENT["rules"][0] | {"condition": "moon_phase"}
    with pytest.raises(ValueError, match="moon_phase"):
        rule_set(DOCUMENT | {"rules": [row]})


@pytest.mark.rule("I18")
@given(st.integers(0, 3), st.sampled_from([None, 1, 2, 3, 4]), st.sampled_from([None, (6, 6, 7), (1, 1, 1)]))
def test_no_site_stands_below_what_a_direct_judgement_asks(hazards, mhi_level, scores):
    scored = scores and tuple(map(Decimal, scores))
    assessed = judged(open_major_hazards=hazards, mhi_level=mhi_level, lec=scored)
    assert all(assessed.level >= reason.level for reason in assessed.reasons)


@pytest.mark.rule("R30")
@pytest.mark.parametrize(
    ("counts", "red_days", "level", "why"),
    [
        ({}, [], None, "risk.township_no_data"),
        ({BLUE: 50}, [], BLUE, "risk.township_blue"),
        ({RED: 3, BLUE: 97}, [1, 1, 1], RED, "risk.township_red"),
        ({RED: 1, BLUE: 99}, [31], RED, "risk.township_red_long"),
        ({RED: 1, BLUE: 99}, [30], ORANGE, "risk.township_red"),
        ({ORANGE: 1, BLUE: 4}, [], ORANGE, "risk.township_orange_share"),
        ({ORANGE: 1, BLUE: 5}, [], YELLOW, "risk.township_orange"),
        ({YELLOW: 1, BLUE: 4}, [], YELLOW, "risk.township_yellow_share"),
        ({YELLOW: 1, BLUE: 5}, [], BLUE, "risk.township_blue"),
    ],
)
def test_a_township_takes_its_colour_from_its_sites_and_says_why(counts, red_days, level, why):
    found = township_risk(counts, red_days=red_days, limits=RULES.roll_up)
    assert (found.level, found.reason.code) == (level, why)
    assert sum(found.counts.values()) == sum(counts.values())


def test_the_reason_counts_the_sites_that_are_red_for_long():
    numbers = township_risk({RED: 2}, red_days=[40, 3], limits=RULES.roll_up).reason.values
    assert (numbers["red"], numbers["long"], numbers["days"]) == (2, 1, 30)


def test_the_more_dangerous_is_patrolled_the_more_often():
    assert [PATROL_INTERVAL_DAYS[level] for level in RiskLevel] == [30, 90, 180, 365]
