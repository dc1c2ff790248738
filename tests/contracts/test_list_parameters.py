"""Whatever a list says it can be asked for narrows it; a parameter that is listed and ignored is a wrong answer."""

import pytest

from inspections.urls import router as inspections
from layers.urls import router as layers

LISTS = {name: viewset for router in (layers, inspections) for name, viewset, _ in router.registry}
ASKED = {name: viewset for name, viewset in LISTS.items() if getattr(viewset, "query_class", None)}
PLACED = {"sites", "assessments", "coverage", "documents", "findings", "hazards", "photos", "stops", "visits"}
OTHERWISE = {"bbox", "limit", "is_overdue"}


@pytest.mark.parametrize("name", ASKED)
def test_every_parameter_has_its_path(name):
    viewset = ASKED[name]
    parameters = set(viewset.query_class().fields)
    assert parameters - OTHERWISE == set(viewset.filters)
    assert "bbox" not in parameters or viewset.geometry


def test_what_lies_somewhere_is_asked_by_place():
    place = {"bbox", "township", "sector", "risk"}
    assert {name for name, viewset in ASKED.items() if place <= set(viewset.query_class().fields)} == PLACED


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(PLACED))
def test_a_list_takes_them_all_at_once(as_dispatcher, name):
    query = "bbox=112,25,113,26&township=431127101&sector=mines&risk=red"
    assert as_dispatcher.get(f"/api/v1/{name}/?{query}").status_code == 200
    assert as_dispatcher.get(f"/api/v1/{name}/?risk=purple").status_code == 400
