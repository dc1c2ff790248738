"""What set-up says: each step with its seconds; a stop is one line with what to do."""

import sys
import time
from contextlib import contextmanager


class Stop(Exception):
    """The work cannot go on: one sentence that says why and what to do. `code` 1 = failed, 2 = wrong usage."""

    def __init__(self, sentence: str, code: int = 1):
        self.code = code
        super().__init__(sentence)


timings: dict[str, float] = {}


@contextmanager
def step(name: str):
    """Print the step's name when it begins and its seconds when it is done."""
    started = time.monotonic()
    try:
        print(f"  {name} …", end="", flush=True)
        yield
    except BaseException:
        print(" stopped", flush=True)
        raise
    timings[name] = time.monotonic() - started
    print(f" {timings[name]:.1f} s", flush=True)


def stop(sentence: str, code: int = 1) -> int:
    print(sentence, file=sys.stderr)
    return code
