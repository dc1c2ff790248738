from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.sites.rules import (
    LINE_OF_KIND,
    OFFICE_OF_LINE,
    SectorLineKey,
    SiteKind,
    Substance,
    licence_warning_days,
    may_import,
    may_place,
    mhi,
    pond_grade,
    sector_line,
)

BBOX = (111.909, 25.010, 112.453, 25.618)
ROW = {"name": "示例采石场", "sector": "非煤矿山", "lng": "112.19", "lat": "25.35", "uscc": "Y1431127FXT0000103"}


@pytest.mark.rule("I29")
@pytest.mark.parametrize(
    ("volume_10k_m3", "height_m", "grade"),
    [("120", 25, 4), ("50", 65, 4), ("12000", 28, 3), ("100", 30, 4), ("99.9", "29.9", 5), ("60000", 50, 2)],
)
def test_pond_grades_match_the_vectors(volume_10k_m3, height_m, grade):
    assert pond_grade(Decimal(volume_10k_m3) * 10_000, Decimal(height_m)) == grade


def test_a_hollow_without_a_dam_has_no_grade():
    assert pond_grade(5_000_000, None) is None
    assert pond_grade(5_000_000, 0) is None


@given(st.integers(1, 10**9), st.integers(1, 300), st.integers(0, 10**8), st.integers(0, 50))
def test_a_bigger_pond_is_never_graded_lower(volume, height, more, higher):
    assert pond_grade(volume + more, height + higher) <= pond_grade(volume, height)


@pytest.mark.rule("I29")
def test_mhi_matches_the_vectors():
    chlorine = mhi([Substance(Decimal(10), Decimal(5), Decimal(4))], exposed_people=60)
    assert (chlorine.s, chlorine.r, chlorine.level) == (2, 12, 3)
    ammonia = mhi([Substance(Decimal(8), Decimal(10), Decimal(2))], exposed_people=60)
    assert (ammonia.s, ammonia.level) == (Fraction(4, 5), None)


@pytest.mark.rule("I29")
@pytest.mark.parametrize(("r", "level"), [("100", 1), ("99.999", 2), ("50", 2), ("49.999", 3), ("10", 3), ("9.999", 4)])
def test_mhi_levels_hold_at_their_borders(r, level):
    assert mhi([Substance(Decimal(1), Decimal(1), Decimal(r))], exposed_people=1).level == level


@pytest.mark.rule("I29")
def test_s_of_exactly_one_is_a_major_hazard_installation():
    tenths = [Substance(Decimal("0.1"), Decimal(1), Decimal(1))] * 10
    assert mhi(tenths, exposed_people=0).level == 4
    assert mhi(tenths[:9], exposed_people=1000).level is None


@pytest.mark.parametrize(("left", "warning"), [(91, None), (90, 90), (61, 90), (60, 60), (30, 30), (0, 30), (-1, None)])
def test_licence_warnings_come_at_90_60_and_30_days(left, warning):
    assert licence_warning_days(date.fromordinal(737_000 + left), on=date.fromordinal(737_000)) == warning


@given(lng=st.floats(BBOX[0], BBOX[2]), lat=st.floats(BBOX[1], BBOX[3]))
def test_swapped_coordinates_are_refused_wherever_they_are(lng, lat):
    assert may_place(lng, lat, bbox=BBOX).ok
    assert [reason.code for reason in may_place(lat, lng, bbox=BBOX).reasons] == ["site.coordinates_swapped"]


def test_a_region_where_both_numbers_are_latitudes_still_tells_swapped_from_true():
    liechtenstein = (9.47, 47.04, 9.64, 47.28)
    assert may_place(9.52, 47.14, bbox=liechtenstein).ok
    assert may_place(47.14, 9.52, bbox=liechtenstein).reasons[0].code == "site.coordinates_swapped"


@pytest.mark.parametrize(
    ("lng", "lat", "code"),
    [
        (116.4, 39.9, "site.outside_county"),
        (112.19, 25.64, "site.outside_county"),
        (400.0, 25.3, "site.coordinates_out_of_range"),
        (float("nan"), 25.3, "site.coordinates_out_of_range"),
    ],
)
def test_a_place_that_cannot_be_is_refused_with_its_reason(lng, lat, code):
    assert [reason.code for reason in may_place(lng, lat, bbox=BBOX).reasons] == [code]


def test_two_kilometres_beyond_the_box_are_still_looked_at():
    assert may_place(BBOX[0] - 0.019, BBOX[1], bbox=BBOX).ok


def test_they_are_kilometres_at_any_latitude():
    north = (10.0, 59.9, 10.5, 60.1)  # a degree of longitude is 56 km here
    assert may_place(9.965, 60.0, bbox=north).ok
    assert not may_place(9.96, 60.0, bbox=north).ok


def test_a_full_row_may_be_imported():
    assert may_import(ROW).ok
    assert may_import(ROW | {"uscc": "", "note": "无照零售点，正在补办"}).ok


@pytest.mark.parametrize(
    ("change", "code", "column"),
    [
        ({"name": "  "}, "site.column_missing", "name"),
        ({"sector": "航空"}, "site.sector_unknown", "sector"),
        ({"lng": "东经112度"}, "site.not_a_number", "lng"),
        ({"lat": "nan"}, "site.not_a_number", "lat"),
        ({"uscc": ""}, "site.uscc_or_reason_needed", "uscc"),
    ],
)
def test_each_refusal_names_the_column(change, code, column):
    assert [(r.code, r.values["column"]) for r in may_import(ROW | change).reasons] == [(code, column)]


def test_an_empty_row_gives_every_reason_at_once():
    assert len(may_import({}).reasons) == 5


@pytest.mark.rule("R7")
def test_every_kind_has_its_line_and_every_line_its_office():
    assert set(LINE_OF_KIND) == set(SiteKind)
    assert set(LINE_OF_KIND.values()) == set(OFFICE_OF_LINE) == set(SectorLineKey)
    assert sector_line("尾矿库") == sector_line("tailings") == SectorLineKey.TAILINGS
