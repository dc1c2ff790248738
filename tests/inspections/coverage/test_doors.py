import pytest

from layers.publishing.registry import published
from tests.inspections.coverage.test_figures import county, visit

pytestmark = pytest.mark.django_db
__all__ = ["county"]


@pytest.mark.parametrize(
    ("person", "codes"),
    [
        ("dispatcher", {"EAST_MINE", "EAST_SHOP", "WEST_POND", "WEST_WORKS"}),
        ("township_leader", {"EAST_MINE", "EAST_SHOP"}),
        ("section_officer", {"EAST_MINE"}),
    ],
)
def test_list_summary_and_layer_reach_as_far_as_the_sites_do(county, as_, person, codes):
    visit(county.east_mine, 2019, 10, 14, 9)
    listed = as_(person).get("/api/v1/coverage/").json()["results"]
    assert {one["code"] for one in listed} == codes
    summary = as_(person).get("/api/v1/coverage/summary/").json()
    assert (summary["active"], summary["covered"]) == (len(codes), 1)
    layer = published("coverage")
    rows = layer.rows_at(county.people[person], 10)
    assert {row["code"] for row in rows.values(*layer.fields.values())} == codes


def test_an_enterprise_never_learns_when_it_is_due(county, as_):
    assert as_("enterprise").get("/api/v1/coverage/").status_code == 403
    assert not published("coverage").rows_at(county.enterprise, 10).exists()


def test_a_filter_narrows_and_a_row_says_when_it_is_due(county, as_dispatcher):
    visit(county.east_mine, 2019, 10, 14, 9)
    row = as_dispatcher.get("/api/v1/coverage/?sector=mines").json()["results"][0]
    assert (row["state"], row["last_visit_on"], row["due_on"], row["overdue_days"]) == (
        "covered",
        "2019-10-14",
        "2019-11-13",
        0,
    )
