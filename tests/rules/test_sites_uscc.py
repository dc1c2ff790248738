import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.sites.uscc import ALPHABET, check_character, check_uscc, organisation_check_character

VALID = [
    "91350100M000100Y43",
    "91330106673959654P",
    "91440300708461136T",
    "Y1431127FXT0000103",
    "Y1431127FXT0000290",
    "Y1431127FXT000037T",
]
CODES = st.text(ALPHABET, min_size=17, max_size=17).map(lambda first: first + check_character(first))


def codes_of(verdict):
    return [reason.code for reason in verdict.reasons]


@pytest.mark.rule("I28")
@pytest.mark.parametrize("code", VALID)
def test_published_and_fixture_codes_pass(code):
    assert check_uscc(code).ok
    assert organisation_check_character(code[8:16]) == code[16]


@pytest.mark.rule("I28")
@given(CODES, st.integers(0, 16))
@settings(max_examples=100, deadline=None)
def test_a_swap_of_different_neighbours_is_refused(code, place):
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert check_uscc(swapped).ok == (swapped == code)


@pytest.mark.rule("I28")
@given(CODES, st.integers(0, 17), st.sampled_from(ALPHABET))
@settings(max_examples=100, deadline=None)
def test_any_other_character_in_one_place_is_refused(code, place, character):
    changed = code[:place] + character + code[place + 1 :]
    assert check_uscc(changed).ok == (changed == code)


@pytest.mark.rule("I28")
@pytest.mark.parametrize("letter", "IOSVZ")
def test_letters_that_look_like_others_are_refused_by_name(letter):
    verdict = check_uscc(VALID[0][:8] + letter + VALID[0][9:])
    assert codes_of(verdict) == ["uscc.characters"]
    assert verdict.reasons[0].values == {"characters": letter}


@pytest.mark.parametrize("code", ["", VALID[0][:17], VALID[0] + "0"])
def test_a_wrong_length_is_refused(code):
    assert codes_of(check_uscc(code)) == ["uscc.length"]


def test_all_reasons_come_at_once():
    assert codes_of(check_uscc("91I")) == ["uscc.length", "uscc.characters"]
