import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import box

from gis_platform.common.geo import distance_m
from layers.territory.rules import (
    EdgeStanding,
    distance_to_m,
    edge_distance_m,
    edge_standing,
    settle_township,
    township_at,
)

WEST, EAST = box(112.0, 25.2, 112.2, 25.4), box(112.2, 25.2, 112.4, 25.4)
TOWNSHIPS = {"431127105": EAST, "431127102": WEST}


@pytest.mark.rule("R2")
def test_a_point_on_a_shared_edge_belongs_to_the_lower_code():
    assert township_at(112.2, 25.3, TOWNSHIPS) == "431127102"
    assert township_at(112.3, 25.3, TOWNSHIPS) == "431127105"
    assert township_at(113.0, 25.3, TOWNSHIPS) is None


@pytest.mark.rule("R2")
def test_a_declared_township_wins_and_the_mismatch_is_listed():
    settled = settle_township("431127105", "431127102")
    assert (settled.code, settled.is_mismatch) == ("431127105", True)
    assert not settle_township("431127105", "431127105").is_mismatch
    proposed = settle_township(None, "431127102")
    assert (proposed.code, proposed.is_mismatch) == ("431127102", False)


@given(lng=st.floats(112.02, 112.18), lat=st.floats(25.22, 25.38))
def test_edge_distance_is_that_of_the_nearest_side(lng, lat):
    sides = ((112.0, lat), (112.2, lat), (lng, 25.2), (lng, 25.4))
    nearest = min(distance_m((lng, lat), side) for side in sides)
    assert edge_distance_m(lng, lat, WEST) == pytest.approx(nearest, rel=1e-3)
    assert distance_to_m(lng, lat, WEST) == 0


@pytest.mark.rule("I4")
@pytest.mark.parametrize(
    ("is_inside", "edge_m", "expected"),
    [
        (True, 500.1, EdgeStanding.INSIDE),
        (True, 500.0, EdgeStanding.TO_REVIEW),
        (False, 499.0, EdgeStanding.TO_REVIEW),
        (False, 501.0, EdgeStanding.OUTSIDE),
    ],
)
def test_near_an_approximate_edge_a_person_decides(is_inside, edge_m, expected):
    assert edge_standing(is_inside=is_inside, edge_m=edge_m) == expected
