from datetime import date
from uuid import uuid4

import pytest

from gis_platform import audit
from inspections.hazards.models import Hazard
from layers.territory.models import Scope

pytestmark = pytest.mark.django_db
FAIR = {"grade": "general", "clause": "第三十六条"}


@pytest.fixture
def hazard(walk, world):
    Scope.objects.create(user=world.section_officer, sector_line=world.lines["industry_trade"])
    return walk.report(walk.visit())


def do(client, hazard, deed, **body):
    return client.post(f"/api/v1/hazards/{hazard.pk}/{deed}/", body)


def test_the_section_confirms_with_grade_and_clause_and_the_deadline_runs(hazard, as_):
    answer = do(as_("section_officer"), hazard, "confirm", **FAIR)
    assert answer.status_code == 200
    hazard.refresh_from_db()
    assert (hazard.state, hazard.clause, hazard.due_on) == ("confirmed", "第三十六条", date(2019, 11, 1))
    assert audit.deeds_on(hazard)[-1] == "hazard.confirm"
    assert [event["deed"] for event in answer.json()["events"]] == ["report", "confirm"]


def test_a_stranger_learns_nothing(hazard, as_, world):
    other = "other_township_leader" if hazard.township == world.east else "township_leader"
    hidden = do(as_(other), hazard, "confirm", **FAIR)
    absent = do(as_(other), Hazard(pk=uuid4()), "confirm", **FAIR)
    assert (hidden.status_code, hidden.content) == (absent.status_code, absent.content)
    assert hidden.status_code == 404


@pytest.mark.parametrize(
    ("person", "deed", "body", "found"),
    [
        ("dispatcher", "confirm", FAIR, ["hazard.not_the_section"]),
        ("section_officer", "confirm", {"grade": "to_judge", "clause": "x"}, ["hazard.grade_needed"]),
        ("dispatcher", "confirm", FAIR | {"clause": " "}, ["hazard.not_the_section", "hazard.clause_needed"]),
        ("section_officer", "confirm", {"grade": "major", "clause": "x"}, ["hazard.head_needed"]),
        ("section_officer", "void", {"reason": " "}, ["hazard.reason_needed"]),
        ("county_leader", "void", {"reason": "误报"}, ["hazard.not_the_section"]),
    ],
)  # fmt: skip
def test_a_refusal_changes_nothing_and_says_all(hazard, as_, person, deed, body, found):
    answer = do(as_(person), hazard, deed, **body)
    assert answer.status_code == 409
    assert [error["code"] for error in answer.json()["errors"]] == found
    hazard.refresh_from_db()
    assert (hazard.state, audit.deeds_on(hazard)) == ("reported", ["hazard.report"])


def test_void_keeps_the_row_and_twice_is_refused(hazard, as_):
    assert do(as_("section_officer"), hazard, "void", reason="不属隐患").status_code == 200
    again = do(as_("section_officer"), hazard, "void", reason="不属隐患")
    assert (again.status_code, again.json()["errors"][0]["code"]) == (409, "hazard.wrong_state")
    assert Hazard.objects.get().events.filter(deed="void").get().reason == "不属隐患"


def test_a_lost_update_is_refused(hazard, as_):
    client = as_("section_officer")
    old = client.get(f"/api/v1/hazards/{hazard.pk}/")["ETag"]
    do(client, hazard, "confirm", **FAIR)
    address = f"/api/v1/hazards/{hazard.pk}/void/"
    assert client.post(address, {"reason": "误报"}, headers={"If-Match": old}).status_code == 412


def test_with_its_key_it_is_done_once_and_answered_alike(hazard, as_):
    client, address = as_("section_officer"), f"/api/v1/hazards/{hazard.pk}/confirm/"
    first, second = (client.post(address, FAIR, headers={"Idempotency-Key": "k1"}) for _ in range(2))
    assert (
        (first.status_code, first.json()["state"]) == (second.status_code, second.json()["state"]) == (200, "confirmed")
    )
    assert hazard.events.filter(deed="confirm").count() == 1
