import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_platform.common.geo import distance_m
from layers.exchange.cells import neutralise, restore
from layers.exchange.datum import parse_datum, place_of, to_wgs84, wgs84_to_bd09, wgs84_to_gcj02

SEAT = (112.18987, 25.35407)
LNG, LAT = st.floats(111.909, 112.453), st.floats(25.010, 25.618)


def test_the_county_seat_lies_where_the_vectors_say():
    assert wgs84_to_gcj02(*SEAT) == pytest.approx((112.195263, 25.351278), abs=1e-6)
    assert wgs84_to_bd09(*SEAT) == pytest.approx((112.201709, 25.357609), abs=1e-6)


@pytest.mark.rule("I23")
@given(lng=LNG, lat=LAT)
def test_there_and_back_is_within_a_centimetre_anywhere_in_the_county(lng, lat):
    for datum, shifted in (("gcj02", wgs84_to_gcj02), ("bd09", wgs84_to_bd09)):
        assert distance_m((lng, lat), to_wgs84(*shifted(lng, lat), datum)) < 0.01


@given(lng=LNG, lat=LAT)
def test_the_offsets_are_those_of_the_county(lng, lat):
    assert 618 < distance_m((lng, lat), wgs84_to_gcj02(lng, lat)) < 637
    assert 1_213 < distance_m((lng, lat), wgs84_to_bd09(lng, lat)) < 1_274


def test_cgcs2000_is_relabelled_not_shifted():
    assert to_wgs84(*SEAT, "cgcs2000") == to_wgs84(*SEAT, "CGCS2000") == SEAT
    assert distance_m(to_wgs84(*SEAT, "EPSG:4490"), SEAT) < 0.001


def test_projected_coordinates_come_east_before_north():
    assert distance_m(to_wgs84(619_776.5, 2_805_809.1, "EPSG:4546"), SEAT) < 0.1
    assert distance_m(to_wgs84(37_619_776.5, 2_805_809.1, "epsg:4525"), SEAT) < 0.1


@pytest.mark.parametrize("word", ["", "百度", "EPSG:999999", "wgs"])
def test_an_unknown_datum_is_refused(word):
    with pytest.raises(ValueError, match="datum"):
        to_wgs84(*SEAT, word)


@pytest.mark.parametrize(
    ("word", "datum"), [("GCJ-02", "gcj02"), ("bd_09", "bd09"), ("WGS 84".replace(" ", ""), "wgs84")]
)
def test_the_usual_spellings_are_understood(word, datum):
    assert parse_datum(word) == datum


CELL = st.text(st.sampled_from("=+-@\t\r'蓝山0012 "), max_size=6)


@pytest.mark.rule("I22")
@given(CELL)
def test_no_cell_begins_as_a_formula_and_every_text_comes_back(text):
    cell = neutralise(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert restore(cell) == text


@pytest.mark.rule("I22")
def test_codes_names_and_numbers_pass_as_they_are():
    for value in ("0012", "蓝山县", "91350100M000100Y43", "'引号", -5, None):
        assert neutralise(value) is value
        assert restore(value) is value


def test_a_fix_is_read_in_its_datum_and_without_one_as_wgs84():
    lng, lat = SEAT
    fix = {"lng": lng, "lat": lat, "accuracy_m": 5}
    assert place_of(fix) == place_of(fix | {"datum": None}) == place_of(fix | {"datum": "wgs84"}) == SEAT
    shifted = dict(zip(("lng", "lat"), wgs84_to_gcj02(*SEAT), strict=True))
    assert distance_m(place_of(shifted | {"datum": "gcj02"}), SEAT) < 0.01


@pytest.mark.parametrize(
    "fix",
    [
        *({}, {"lng": 112.1}, {"lng": 25.35, "lat": 112.19}, {"lng": "112.1", "lat": 25.3}, {"lng": True, "lat": 1}),
        *(
            {"lng": float("nan"), "lat": 25.3},
            {"lng": 112.1, "lat": 10**400},
            {"lng": 112.1, "lat": 25.3, "datum": "x"},
        ),
        {"lng": 112.1, "lat": 25.3, "datum": ["wgs84"]},
    ],
)
def test_what_is_no_place_is_not_guessed(fix):
    assert place_of(fix) is None
