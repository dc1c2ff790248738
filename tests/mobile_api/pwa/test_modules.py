"""The pure modules of the field app under Node: each `*.test.js` beside this file."""

import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.mark.rule("S2", "T4", "I6")
@pytest.mark.parametrize("file", sorted(HERE.glob("*.test.js")), ids=lambda file: file.name)
def test_the_modules_hold_under_node(file):
    done = subprocess.run([shutil.which("node"), "--test", str(file)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-1000:]
