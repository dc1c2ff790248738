from datetime import date
from uuid import uuid4

import pytest

from gis_platform import audit
from inspections.hazards.models import Hazard
from inspections.organisation.models import Office
from layers.territory.models import Scope
from tests.world import PASSWORD

pytestmark = pytest.mark.django_db
FAIR = {"grade": "general", "clause": "第三十六条"}
MAJOR = {"grade": "major", "clause": "第六条（二）", "standard": "判定标准"}
PROPOSED = {"clause": "第六条（二）", "standard": "判定标准"}


@pytest.fixture
def hazard(walk, world):
    Scope.objects.create(user=world.section_officer, sector_line=world.lines["industry_trade"])
    return walk.report(walk.visit())


@pytest.fixture
def head(world):
    """示例彭 heads the office of the hazard's line."""
    user = type(world.section_officer).objects.create_user(
        username="section_head", password=PASSWORD, role="section_officer", name="示例彭"
    )
    Scope.objects.create(user=user, sector_line=world.lines["industry_trade"])
    world.people["section_head"] = user
    Office.objects.filter(key="industry_mines").update(head=user)
    return user


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


def refused(answer):
    assert answer.status_code == 409
    return [error["code"] for error in answer.json()["errors"]]


@pytest.mark.rule("R22", "I13")
def test_a_major_hazard_is_proposed_by_the_officer_and_confirmed_by_the_head(hazard, head, as_, world):
    proposed = do(as_("section_officer"), hazard, "propose_major", **PROPOSED)
    assert (proposed.status_code, proposed.json()["state"], proposed.json()["grade"]) == (200, "reported", "general")
    assert do(as_("section_head"), hazard, "confirm", **MAJOR).status_code == 200
    hazard.refresh_from_db()
    assert (hazard.state, hazard.grade, hazard.standard) == ("confirmed", "major", "判定标准")
    two = hazard.events.filter(deed__in=["propose_major", "confirm"]).order_by("id").values_list("deed", "by")
    assert list(two) == [("propose_major", world.section_officer.pk), ("confirm", head.pk)]
    assert audit.deeds_on(hazard)[-2:] == ["hazard.propose_major", "hazard.confirm"]


def test_the_head_may_propose_and_the_officer_confirm(hazard, head, as_):
    do(as_("section_head"), hazard, "propose_major", **PROPOSED)
    assert refused(do(as_("section_head"), hazard, "confirm", **MAJOR)) == ["hazard.head_is_same_person"]
    assert do(as_("section_officer"), hazard, "confirm", **MAJOR).status_code == 200


@pytest.mark.rule("R22", "I13")
def test_no_one_person_makes_a_hazard_major(hazard, head, as_):
    assert refused(do(as_("section_head"), hazard, "confirm", **MAJOR)) == ["hazard.head_needed"]
    do(as_("section_officer"), hazard, "propose_major", **PROPOSED)
    alone = do(as_("section_officer"), hazard, "confirm", **MAJOR)
    assert refused(alone) == ["hazard.head_needed", "hazard.head_is_same_person"]
    hazard.refresh_from_db()
    assert (hazard.state, hazard.grade) == ("reported", "general")


def test_the_head_of_another_office_does_not_count(hazard, head, as_, world):
    Office.objects.update(head=None)
    Office.objects.create(key="fireworks_hazchem", name="烟危股", head=head).sector_lines.add(world.lines["hazchem"])
    do(as_("section_officer"), hazard, "propose_major", **PROPOSED)
    assert refused(do(as_("section_head"), hazard, "confirm", **MAJOR)) == ["hazard.head_needed"]


def test_both_stand_for_the_same_clause_the_newest_proposed(hazard, head, as_):
    do(as_("section_officer"), hazard, "propose_major", **PROPOSED | {"clause": "第九条"})
    do(as_("section_officer"), hazard, "propose_major", **PROPOSED)
    other = do(as_("section_head"), hazard, "confirm", **MAJOR | {"clause": "第九条"})
    assert refused(other) == ["hazard.not_as_proposed"]
    assert (
        other.json()["errors"][0]["detail"]
        == "与提请的依据不同（提请的是：判定标准 第六条（二））。依据不同的，请另行提请。"
    )
    assert do(as_("section_head"), hazard, "confirm", **MAJOR).status_code == 200


def test_only_the_section_proposes_and_only_while_it_is_reported(hazard, head, as_):
    assert refused(do(as_("dispatcher"), hazard, "propose_major", **PROPOSED)) == ["hazard.not_the_section"]
    do(as_("section_officer"), hazard, "confirm", **FAIR)
    assert refused(do(as_("section_officer"), hazard, "propose_major", **PROPOSED)) == ["hazard.wrong_state"]


def test_officer_and_head_make_it_major_on_the_page(hazard, head, page_as):
    officer, chief = page_as("section_officer"), page_as("section_head")
    address = f"/hazards/{hazard.pk}/"
    assert "同意，核定为重大" not in chief.get(address).content.decode()
    proposed = officer.post(address + "propose_major/", PROPOSED, follow=True).content.decode()
    assert "示例顾提请核定为重大隐患，依据 判定标准 第六条（二）。" in proposed
    assert "同意，核定为重大" not in proposed
    assert f"/hazards/{hazard.pk}/" in chief.get("/hazards/?show=proposed").content.decode()
    assert "同意，核定为重大" in chief.get(address).content.decode()
    chief.post(address + "confirm/", MAJOR)
    hazard.refresh_from_db()
    assert (hazard.state, hazard.grade) == ("confirmed", "major")
    assert "提请核定为重大隐患，依据" not in chief.get(address).content.decode()
