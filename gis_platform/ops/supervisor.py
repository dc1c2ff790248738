"""Keeps the parts of a running Zhicha alive: starts each when the one before is ready, restarts, stops in reverse."""

import ctypes
import os
import select
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO

GRACE_S = 12.0


@dataclass
class Part:
    name: str
    argv: list[str]
    ready: Callable[[], bool]
    env: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] = field(init=False)
    output: IO[bytes] = field(init=False)
    is_started: bool = False
    started_at: float = 0.0
    wait_s: float = 0.5
    restart_at: float = 0.0

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.argv,
            env={**os.environ, **self.env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C reaches only the parent
            preexec_fn=lambda: ctypes.CDLL(None).prctl(1, signal.SIGTERM),  # PR_SET_PDEATHSIG: no orphan after kill -9
        )
        assert self.process.stdout is not None
        self.output = self.process.stdout
        os.set_blocking(self.output.fileno(), False)
        self.started_at, self.is_started = time.monotonic(), True

    @property
    def is_alive(self) -> bool:
        return self.is_started and self.process.poll() is None


class Supervisor:
    def __init__(self, parts: list[Part], log: Callable[[str], None] = print):
        self.parts, self.log, self.stopping = parts, log, False
        self.wake_r, wake_w = os.pipe()
        os.set_blocking(wake_w, False)
        signal.set_wakeup_fd(wake_w, warn_on_full_buffer=False)
        self.handlers = {n: signal.signal(n, self._ask_to_stop) for n in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
        self.handlers[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda *_: None)  # wakes the select

    def _ask_to_stop(self, *_):
        if self.stopping:  # a second Ctrl-C: at once
            for part in self.parts:
                if part.is_alive:
                    os.killpg(part.process.pid, signal.SIGKILL)
        self.stopping = True

    def start(self, *, within_s: float = 60) -> bool:
        """Start all in order; False when one is not ready in time or a stop was asked for."""
        for part in self.parts:
            part.start()
            deadline = time.monotonic() + within_s
            while not part.ready():
                if self.stopping or time.monotonic() > deadline or not part.is_alive:
                    self._pump(0.1)
                    if not self.stopping:
                        self.log(f"{part.name} did not become ready; its last words stand above.")
                    return False
                self._pump(0.1)
        return True

    def run(self, is_over: threading.Event | None = None) -> None:
        """Until a stop is asked for: pass on output, restart what ended after 0.5, 1, 2 … 30 s."""
        while not self.stopping and not (is_over and is_over.is_set()):
            self._pump(0.5)
            for part in self.parts:
                self._mend(part)

    def _mend(self, part: Part) -> None:
        now = time.monotonic()
        if part.is_alive:
            if now - part.started_at > 30:
                part.wait_s = 0.5
        elif not part.restart_at:
            self.log(f"{part.name} ended ({part.process.returncode}); starting it again in {part.wait_s:g} s")
            part.restart_at, part.wait_s = now + part.wait_s, min(30.0, part.wait_s * 2)
        elif now >= part.restart_at:
            part.restart_at = 0.0
            part.start()

    @contextmanager
    def in_background(self) -> Iterator[None]:
        """Keep the parts alive from a thread while the caller works; Ctrl-C reaches the caller meanwhile."""
        asking = (signal.SIGINT, signal.SIGTERM)
        before = [signal.signal(number, signal.default_int_handler) for number in asking]
        is_over = threading.Event()
        keeper = threading.Thread(target=self.run, args=(is_over,), daemon=True)
        keeper.start()
        try:
            yield
        finally:
            is_over.set()
            keeper.join()
            for number, handler in zip(asking, before, strict=True):
                signal.signal(number, handler)

    def stop(self) -> None:
        self.stopping = True
        for part in reversed(self.parts):
            if part.is_alive:
                part.process.terminate()  # the main process only: a signal to the group kills tasks in their middle
        deadline = time.monotonic() + GRACE_S
        while time.monotonic() < deadline and any(part.is_alive for part in self.parts):
            self._pump(0.1)
        for part in self.parts:
            if part.is_alive:
                os.killpg(part.process.pid, signal.SIGKILL)
        signal.set_wakeup_fd(-1)
        for number, handler in self.handlers.items():
            signal.signal(number, handler)

    def _pump(self, seconds: float) -> None:
        """Print what the parts say, each line with its name, for up to `seconds`."""
        speaking = {p.output.fileno(): p for p in self.parts if p.is_started and not p.output.closed}
        ready, _, _ = select.select([self.wake_r, *speaking], [], [], seconds)
        for number in ready:
            if number == self.wake_r:
                os.read(self.wake_r, 512)
            else:
                self._pass_on(speaking[number])

    def _pass_on(self, part: Part) -> None:
        data = part.output.read()
        if data == b"":
            part.output.close()
        for line in (data or b"").decode(errors="replace").splitlines():
            self.log(f"{part.name} | {line}")
