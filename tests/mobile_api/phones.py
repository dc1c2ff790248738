"""A phone in a test: what it says, word by word, through the real doors. Thursday 17 October 2019 is walked."""

from base64 import b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from typing import Any
from uuid import uuid4

from PIL import Image
from rest_framework.test import APIClient

from gis_platform.common.clock import now
from tests.rules.documents_sample import drawn


def fix_at(lng, lat, **change):
    return {
        "at": now().isoformat(), "lng": lng, "lat": lat, "datum": "wgs84", "accuracy_m": 8.0, "altitude_m": 240.0,
        "speed_mps": 0.0, "bearing_deg": None, "is_mock": False, "battery": 0.8,
    } | change  # fmt: skip


def picture(shade=128) -> bytes:
    out = BytesIO()
    Image.new("RGB", (64, 48), (shade, 90, 60)).save(out, "JPEG")
    return out.getvalue()


def signature(role, name, signer=None, **change):
    row = {"id": str(uuid4()), "role": role, "name": name, "signed_at": now().isoformat(), "signer": signer}
    return row | ({"png": drawn()} if "refusal_reason" not in change else {}) | change


@dataclass
class Phone:
    """`answer = phone.send(phone.op("visit.arrive", visit, fix=…))`: the results of one batch."""

    user: Any
    device_id: str = ""
    seq: int = 0
    api: APIClient = field(default_factory=APIClient)

    def __post_init__(self):
        self.device_id = self.device_id or f"phone-{self.user.pk}"
        self.api.force_authenticate(self.user)

    def op(self, kind, entity_id, *, op_id=None, at=None, **body):
        self.seq += 1
        return {
            "op_id": str(op_id or uuid4()),
            "kind": kind,
            "entity_id": str(entity_id),
            "at": (at or now()).isoformat(),
            "seq": self.seq,
            "body": body,
        }

    def post(self, ops):
        return self.api.post("/mobile/v1/sync/", {"device_id": self.device_id, "ops": ops})

    def send(self, *ops):
        answer = self.post(list(ops))
        assert answer.status_code == 200, answer.content
        return answer.json()["results"]

    def do(self, kind, entity_id, **body):
        """One operation that must be applied."""
        (result,) = self.send(self.op(kind, entity_id, **body))
        assert result["status"] == "applied", result
        return result

    def package(self, **query):
        answer = self.api.get("/mobile/v1/package/", query)
        assert answer.status_code == 200, answer.content
        return answer

    def sections(self):
        return self.package().json()["sections"]

    def photo(self, photo_id=None, shade=128):
        """Upload a picture in one request; returns its id."""
        photo_id, content = photo_id or uuid4(), picture(shade)
        answer = self.api.post(
            "/mobile/v1/uploads/", content, content_type="application/offset+octet-stream",
            headers=creation(photo_id, content),
        )  # fmt: skip
        assert answer.status_code == 201, answer.content
        return str(photo_id)

    def fixes(self, *fixes):
        answer = self.api.post("/mobile/v1/tracks/", {"device_id": self.device_id, "fixes": list(fixes)})
        assert answer.status_code == 200, answer.content
        return answer.json()


def creation(photo_id, content, **change):
    said = {"photo_id": str(photo_id), "sha256": sha256(content).hexdigest()} | change
    words = ",".join(f"{key} {b64encode(value.encode()).decode()}" for key, value in said.items())
    return {"Tus-Resumable": "1.0.0", "Upload-Length": str(len(content)), "Upload-Metadata": words}
