"""/api/v1/plans/, the witness's doors and the public pages, as people use them."""

import hashlib
import uuid
from pathlib import Path

import pytest

from gis_platform.common.clock import now
from gis_platform.common.models import IdempotentAnswer
from inspections.draw import lottery
from inspections.planning import services
from layers.sites.models import Site
from tests.inspections.sealed_day import NONCE

pytestmark = pytest.mark.django_db
ASKED = {"date": "2019-10-17", "teams": 2, "stops": 6}
OUTSIDERS = (
    "second_dispatcher",
    "township_leader",
    "township_officer",
    "section_officer",
    "county_leader",
    "auditor",
    "admin",
    "enterprise",
    "inspector",
    "unit_leader",
)
DEEDS = ("freeze", "draw", "redraw", "route", "put_up", "seal", "release", "close", "cancel")


def url(plan, deed=""):
    return f"/api/v1/plans/{getattr(plan, 'pk', plan)}/{deed + '/' if deed else ''}"


def do(client, plan, deed, **body):
    return client.post(url(plan, deed), body, format="json")


def test_a_day_from_the_form_to_the_seal(desk, as_, sent, django_capture_on_commit_callbacks):
    wen, mao, shen = as_("dispatcher"), as_("unit_leader"), as_("county_leader")
    day = wen.get("/api/v1/plans/day/?date=2019-10-17").json()
    assert (day["has_commitment"], day["most_teams"], len(day["officers"])) == (True, 2, 4)

    made = wen.post("/api/v1/plans/", ASKED, format="json")
    assert made.status_code == 201
    plan = made.json()["id"]
    assert {"candidates", "excluded", "classes", "reasons"} <= set(wen.get(url(plan)).json()["content"]["pool"])

    refused = do(wen, plan, "draw")
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (409, "draw.no_nonce")
    assert "/draws/nonce/" in refused.json()["detail"]
    shown = mao.post("/api/v1/draws/nonces/show/", {"date": "2019-10-17"}, format="json").json()["shown"]
    assert shown == wen.get(url(plan)).json()["content"]["ceremony"]["snapshot_hashes"]
    assert mao.post("/api/v1/draws/nonces/", {"date": "2019-10-17", "nonce": NONCE}, format="json").status_code == 200

    assert do(wen, plan, "draw").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        assert do(wen, plan, "route").status_code == 202
    assert wen.get(url(plan)).json()["content"]["status"]["route"]["state"] == "waiting"
    assert [(name, str(ids[0])) for name, ids in sent] == [("inspections.planning.tasks.route", plan)]
    services.route_in_background(plan, at=now())
    content = wen.get(url(plan)).json()["content"]
    assert content["status"]["route"]["state"] == "done"
    assert content["totals"]["stops"] + content["totals"]["not_fitted"] == 6

    shen_id = next(one["id"] for one in content["approvers"] if one["role"] == "county_leader")
    assert shen.get(url(plan)).status_code == 404
    assert do(wen, plan, "put_up", approver=shen_id).status_code == 200
    assert do(wen, plan, "seal").json()["errors"][0]["code"] == "round.approver_is_author"
    assert do(shen, plan, "seal").json()["state"] == "sealed"
    assert do(shen, plan, "seal").status_code == 409
    lines = [f for f in wen.get(url(plan, "geojson")).json()["features"] if f["properties"]["kind"] == "leg"]
    assert len(lines) == content["totals"]["stops"] + 2


@pytest.mark.rule("S1")
@pytest.mark.parametrize("person", OUTSIDERS)
def test_for_everyone_else_a_plan_answers_like_an_id_that_never_existed(desk, as_, person):
    plan, client = desk.routed(), as_(person)
    for deed in ("", "geojson", "full_record"):
        there, nowhere = client.get(url(plan, deed)), client.get(url(uuid.uuid4(), deed))
        assert (there.status_code, there.content, there.headers) == (404, nowhere.content, nowhere.headers)
    for deed in DEEDS:
        there, nowhere = do(client, plan, deed), do(client, uuid.uuid4(), deed)
        assert (there.status_code, there.content, there.headers) == (404, nowhere.content, nowhere.headers)
    assert client.put(url(plan), {}).status_code == 404
    assert client.get("/api/v1/plans/").json()["results"] == []


def test_answers_of_a_plan_are_never_kept_by_the_browser(desk, as_dispatcher):
    plan = desk.routed()
    assert "no-store" in as_dispatcher.get(url(plan, "geojson")).headers["Cache-Control"]
    assert "no-store" in as_dispatcher.get(url(plan)).headers["Cache-Control"]


def test_a_write_that_is_repeated_keeps_nothing_sealed(desk, as_dispatcher):
    plan = desk.drawn()
    head = {"HTTP_IDEMPOTENCY_KEY": "k1"}
    first = as_dispatcher.post(url(plan, "redraw"), {"reason": "车辆故障"}, format="json", **head)
    again = as_dispatcher.post(url(plan, "redraw"), {"reason": "车辆故障"}, format="json", **head)
    assert (first.status_code, first.json()) == (200, again.json())
    assert desk.content(plan)["attempt"] == 2
    kept = IdempotentAnswer.objects.get(key="k1").body
    assert set(kept) == {
        "id",
        "date",
        "state",
        "author",
        "approver",
        "created_at",
        "sealed_at",
        "closed_at",
        "ended_because",
    }


@pytest.mark.rule("S7")
def test_only_the_named_witness_gives_the_nonce_and_only_once(desk, as_):
    body = {"date": "2019-10-17", "nonce": NONCE}
    for person in ("dispatcher", "county_leader", "inspector"):
        assert as_(person).post("/api/v1/draws/nonces/", body, format="json").status_code == 403
    ning = as_("unit_member").post("/api/v1/draws/nonces/", body, format="json")
    assert {e["code"] for e in ning.json()["errors"]} == {"draw.not_the_witness", "draw.values_not_shown"}

    mao = as_("unit_leader")
    mao.post("/api/v1/draws/nonces/show/", {"date": "2019-10-17"}, format="json")
    bad = mao.post("/api/v1/draws/nonces/", body | {"nonce": "7"}, format="json")
    assert bad.json()["errors"][0]["code"] == "draw.nonce_malformed"
    for _ in range(2):
        assert mao.post("/api/v1/draws/nonces/", body, format="json").status_code == 200
    other = mao.post("/api/v1/draws/nonces/", body | {"nonce": "ab" * 32}, format="json")
    assert other.json()["errors"][0]["code"] == "draw.nonce_already_given"


def test_the_witness_s_page_shows_then_takes(desk, page_as):
    mao = page_as("unit_leader")
    assert mao.post("/draws/nonce/", {"date": "2019-10-17"}).status_code == 302
    shown = services.commitments(at=now())["days"]["2019-10-17"]["shown"]
    assert all(value in mao.get("/draws/nonce/?date=2019-10-17").content.decode() for value in shown)
    assert mao.post("/draws/nonce/", {"date": "2019-10-17", "nonce": "xyz"}).status_code == 409
    assert mao.post("/draws/nonce/", {"date": "2019-10-17", "nonce": NONCE}).status_code == 302
    assert page_as("unit_member").get("/draws/nonce/").status_code == 403


def test_the_pages_of_a_plan_are_its_author_s(desk, page_as):
    plan = desk.sealed()
    site = Site.objects.get(pk=desk.content(plan)["teams"][0]["stops"][0]["site"])
    page = page_as("dispatcher").get(f"/plans/{plan.pk}/")
    assert page.status_code == 200
    assert site.name in page.content.decode()
    assert str(plan.pk) in page_as("county_leader").get("/plans/").content.decode()
    assert str(plan.pk) not in page_as("second_dispatcher").get("/plans/").content.decode()
    assert page_as("second_dispatcher").get(f"/plans/{plan.pk}/").status_code == 404


def test_the_verifier_is_served_as_it_runs_here(client, db):
    served = client.get("/draws/lottery.py").content
    assert hashlib.sha256(served).digest() == hashlib.sha256(Path(lottery.__file__).read_bytes()).digest()
