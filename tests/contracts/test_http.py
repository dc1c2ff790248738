"""Addresses and shapes that phones, GIS clients and watchers rely on."""

from datetime import datetime
from uuid import UUID, uuid4

import pytest
from rest_framework.test import APIClient

from inspections.tracks.models import Fix
from layers.publishing.registry import layer_names
from tests.mobile_api.phones import Phone, fix_at
from tests.world import PASSWORD

pytestmark = pytest.mark.django_db
LOG_IN = {"username": "inspector", "password": PASSWORD, "device_id": "phone-a"}
PATHS = {
    "/api/v1/auth/token/", "/api/v1/townships/", "/api/v1/sites/", "/api/v1/risk-zones/", "/api/v1/plans/",
    "/api/v1/plans/{id}/draw/", "/api/v1/plans/{id}/route/", "/api/v1/plans/{id}/seal/", "/api/v1/plans/{id}/release/",
    "/api/v1/plans/{id}/close/", "/api/v1/plans/{id}/cancel/", "/api/v1/draws/nonces/", "/api/v1/visits/",
    "/api/v1/findings/", "/api/v1/hazards/", "/api/v1/documents/", "/api/v1/supervision-days/",
    "/mobile/v1/sync/", "/mobile/v1/package/", "/mobile/v1/tracks/",
}  # fmt: skip


def test_a_watcher_asks_without_a_log_in(db):
    alive, ready = (APIClient().get(path) for path in ("/healthz", "/readyz"))
    assert (alive.status_code, alive.content, alive["Cache-Control"].count("no-store")) == (200, b"ok", 1)
    assert (ready.status_code, ready.json()["database"]) == (200, "ok")


def test_the_schema_describes_every_promised_path(as_dispatcher):
    answer = as_dispatcher.get("/api/schema/", headers={"Accept": "application/vnd.oai.openapi+json"})
    assert answer.status_code == 200
    document = answer.json()
    assert document["openapi"].startswith("3.1")
    assert sorted(PATHS - document["paths"].keys()) == []


def test_a_phone_logs_in_and_its_refresh_rotates(world):
    api = APIClient()
    answer = api.post("/api/v1/auth/token/", LOG_IN)
    tokens = answer.json()
    assert (answer.status_code, set(tokens)) == (200, {"access", "refresh", "expires_in_s"})
    assert tokens["expires_in_s"] == 15 * 60
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens['access']}")
    assert api.get("/mobile/v1/package/").status_code == 200
    rotated = api.post("/api/v1/auth/refresh/", {"refresh": tokens["refresh"]}).json()
    assert set(rotated) == set(tokens)
    assert rotated["refresh"] != tokens["refresh"]


def test_a_wrong_password_is_problem_details(world):
    answer = APIClient().post("/api/v1/auth/token/", LOG_IN | {"password": "x"})
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert {"type", "title", "status", "detail"} <= answer.json().keys()


def test_a_body_that_is_wrong_points_at_its_field(world):
    answer = APIClient().post("/api/v1/auth/token/", {"username": "inspector"})
    assert answer.status_code == 400
    assert {one["pointer"] for one in answer.json()["errors"]} == {"#/password", "#/device_id"}


def test_each_operation_has_one_result_in_the_order_asked(world, at_nine):
    phone = Phone(world.inspector)
    ops = [phone.op("duty.start", uuid4()), phone.op("time.travel", uuid4())]
    answer = phone.post(ops).json()
    assert set(answer) == {"results", "server_time"}
    assert datetime.fromisoformat(answer["server_time"]).utcoffset() is not None
    assert [one["op_id"] for one in answer["results"]] == [op["op_id"] for op in ops]
    for result in answer["results"]:
        assert set(result) == {"op_id", "status", "code", "detail", "entity_version"}
    assert [one["status"] for one in answer["results"]] == ["applied", "rejected"]


def test_a_fix_is_kept_as_it_came_and_its_place_derived(world, at_nine):
    phone = Phone(world.inspector)
    phone.do("duty.start", uuid4())
    at_nine.move(minutes=1)
    sent = fix_at(112.155369, 25.347128, datum="gcj02", is_mock=None)
    assert set(sent) == {
        "at", "lng", "lat", "datum", "accuracy_m", "altitude_m", "speed_mps", "bearing_deg", "is_mock", "battery"
    }  # fmt: skip
    answer = phone.api.post("/mobile/v1/tracks/", {"device_id": phone.device_id, "fixes": [sent]})
    assert (answer.status_code, answer.json()["stored"], answer.json()["refused"]) == (200, 1, [])
    fix = Fix.objects.get()
    assert (fix.raw, fix.is_mock, type(fix.id)) == (sent, None, UUID)
    assert fix.location.coords == pytest.approx((112.15, 25.35), abs=0.0005)


def test_every_layer_has_a_tile_json(as_dispatcher):
    for name in layer_names():
        document = as_dispatcher.get(f"/tiles/{name}.json").json()
        assert (document["tilejson"], document["tiles"]) == (
            "3.0.0",
            [f"http://testserver/tiles/{name}/{{z}}/{{x}}/{{y}}.mvt"],
        )
        assert 0 <= document["minzoom"] <= document["maxzoom"]
        assert document["vector_layers"][0]["id"] == name
        assert all(isinstance(kind, str) for kind in document["vector_layers"][0]["fields"].values())
