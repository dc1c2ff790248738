"""One phone: its package, its operations, its photos, its fixes."""

from base64 import b64encode
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from random import Random
from typing import Any
from uuid import uuid4

from .client import Client, DayFailed
from .motion import Receiver

FIXES_A_BATCH = 400
CHUNK_BYTES = 48 * 1024
TUS = {"Tus-Resumable": "1.0.0"}
OCTETS = {"Content-Type": "application/offset+octet-stream"}


def metadata(said: dict[str, str]) -> str:
    """`Upload-Metadata` of tus."""
    return ",".join(f"{key} {b64encode(value.encode()).decode()}" for key, value in said.items())


class Phone:
    def __init__(self, client: Client, rng: Random):
        self.client, self.rng = client, rng
        self.receiver = Receiver(rng)
        self.sections: dict[str, Any] = {}
        self.version = ""
        self.seq = 0
        self.fixes_kept = 0
        self.duty_id = uuid4()

    @property
    def me(self) -> dict[str, Any]:
        return self.sections["me"]

    @property
    def stop(self) -> dict[str, Any] | None:
        return self.sections["stop"]

    def fetch(self) -> dict[str, Any]:
        """The package, or what changed of it."""
        answer = self.client.get(f"/mobile/v1/package/?since={self.version}").json
        self.sections |= answer["sections"]
        self.version = answer["version"]
        return self.sections

    # Operations

    def op(self, kind: str, entity_id: Any, at: datetime, **body: Any) -> dict[str, Any]:
        self.seq += 1
        return {
            "op_id": str(uuid4()),
            "kind": kind,
            "entity_id": str(entity_id),
            "at": at.isoformat(timespec="milliseconds"),
            "seq": self.seq,
            "body": body,
        }

    def sync(self, ops: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return self.client.post("/mobile/v1/sync/", {"device_id": self.client.device_id, "ops": ops})["results"]

    def do(self, *ops: dict[str, Any]) -> None:
        """All must be applied. A phone sends twice when an answer is lost: so does this one, now and then."""
        results = self.sync(list(ops))
        for op, result in zip(ops, results, strict=True):
            if result["status"] not in ("applied", "duplicate"):
                said = f"{result['status']}: {result['code']} {result['detail']}"
                raise DayFailed(f"{op['kind']} of {self.client.username} was {said}")
        if self.rng.random() < 0.1:
            again = self.sync(list(ops))
            if any(result["status"] != "duplicate" for result in again):
                raise DayFailed(f"a repeated batch of {self.client.username} was not answered as duplicate: {again}")

    # Photos

    def upload(self, content: bytes) -> str:
        """By tus, in pieces; after the first piece it asks how far the server got. Returns the photo's id."""
        photo_id = str(uuid4())
        said = metadata({"photo_id": photo_id, "sha256": sha256(content).hexdigest()})
        headers = TUS | {"Upload-Length": str(len(content)), "Upload-Metadata": said}
        where = self.client.send("POST", "/mobile/v1/uploads/", b"", headers, expect=(201,)).headers["location"]
        offset = 0
        while offset < len(content):
            offset = self._piece(where, content[offset : offset + CHUNK_BYTES], offset)
            if offset == CHUNK_BYTES:
                offset = int(self.client.send("HEAD", where, b"", TUS, expect=(200,)).headers["upload-offset"])
        return photo_id

    def _piece(self, where: str, piece: bytes, offset: int) -> int:
        digest = b64encode(sha256(piece).digest()).decode()
        headers = TUS | OCTETS | {"Upload-Offset": str(offset), "Upload-Checksum": f"sha256 {digest}"}
        return int(self.client.send("PATCH", where, piece, headers, expect=(204,)).headers["upload-offset"])

    # Fixes

    def track(self, fixes: Iterable[dict[str, Any]]) -> dict[str, int]:
        """Send fixes in batches; returns the sum of the server's counts."""
        waiting, counts = list(fixes), {"stored": 0, "duplicate": 0, "off_duty": 0}
        for start in range(0, len(waiting), FIXES_A_BATCH):
            body = {"device_id": self.client.device_id, "fixes": waiting[start : start + FIXES_A_BATCH]}
            answer = self.client.post("/mobile/v1/tracks/", body)
            if answer["refused"]:
                raise DayFailed(f"a fix of {self.client.username} was refused: {answer['refused'][0]}")
            counts = {name: counts[name] + answer[name] for name in counts}
        self.fixes_kept += counts["stored"]
        return counts
