"""HTTP for one person: log-in, token, JSON, one connection that is kept. Refusals become one clear sentence."""

import http.client
import json
import socket
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

TIMEOUT_S = 60


class DayFailed(Exception):
    """The day cannot go on; the message is what a person is told."""


class Answer:
    def __init__(self, status: int, headers: dict[str, str], content: bytes):
        self.status, self.headers, self.content = status, headers, content

    @property
    def json(self) -> Any:
        return json.loads(self.content)

    @property
    def sentence(self) -> str:
        """What the server says is wrong, as far as it says it."""
        try:
            body = self.json
        except ValueError:
            return self.content[:200].decode(errors="replace")
        errors = [
            f"{one.get('pointer', one.get('code', ''))} {one.get('detail', '')}" for one in body.get("errors", [])
        ]
        return "; ".join(errors) or f"{body.get('title', '')} {body.get('detail', '')}"


class Client:
    """`client.get(path)`, `client.post(path, body)`: JSON in and out; another status than expected raises DayFailed."""

    def __init__(self, base_url: str, username: str = "", password: str = "", device_id: str = ""):
        self.where = urlsplit(base_url)
        self.username, self.password, self.device_id = username, password, device_id or f"sim-{username}"
        self.connection: http.client.HTTPConnection | None = None
        self.tokens: dict[str, Any] = {}

    def log_in(self) -> "Client":
        body = {"username": self.username, "password": self.password, "device_id": self.device_id}
        self.tokens = self._send("POST", "/api/v1/auth/token/", body, expect=(200,), is_open=True).json
        return self

    def get(self, path: str, *, expect=(200,), headers=None) -> Answer:
        return self._send("GET", path, None, expect=expect, headers=headers)

    def post(self, path: str, body: Any = None, *, expect=(200, 201, 202)) -> Any:
        answer = self._send(
            "POST", path, body if body is not None else {}, expect=expect, headers={"Idempotency-Key": str(uuid4())}
        )
        return answer.json if answer.content else None

    def send(self, method: str, path: str, content: bytes, headers: dict[str, str], *, expect) -> Answer:
        return self._send(method, path, content, expect=expect, headers=headers)

    def _send(self, method, path, body, *, expect, headers=None, is_open=False) -> Answer:
        answer = self._once(method, path, body, headers or {})
        if answer.status == 401 and self.tokens and not is_open:
            self.tokens = self._once("POST", "/api/v1/auth/refresh/", {"refresh": self.tokens["refresh"]}, {}).json
            answer = self._once(method, path, body, headers or {})
        if answer.status not in expect:
            who = self.username or "without a log-in"
            raise DayFailed(f"{method} {path} ({who}): {answer.status}, {answer.sentence}")
        return answer

    def _once(self, method, path, body, headers) -> Answer:
        said = {"Accept": "*/*", "Accept-Language": "zh-hans"} | headers
        if self.tokens.get("access"):
            said["Authorization"] = f"Bearer {self.tokens['access']}"
        if body is not None and not isinstance(body, bytes):
            body, said["Content-Type"] = json.dumps(body, ensure_ascii=False).encode(), "application/json"
        for is_last in (False, True):
            try:
                return self._exchange(method, path, body, said)
            except (http.client.HTTPException, OSError) as error:
                # A kept connection may have been closed meanwhile; every write here may be sent twice.
                self.connection = None
                if is_last:
                    raise DayFailed(f"{self.where.geturl()} does not answer: {error}. Is the server running?") from None
        raise AssertionError

    def _exchange(self, method, path, body, headers) -> Answer:
        if self.connection is None:
            kind = http.client.HTTPSConnection if self.where.scheme == "https" else http.client.HTTPConnection
            self.connection = kind(self.where.netloc, timeout=TIMEOUT_S)
            self.connection.connect()
            self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.connection.request(method, path, body=body, headers=headers)
        response = self.connection.getresponse()
        return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
