"""The browser's check of a draw says of every record what the one-file check says, whole ones and changed ones."""

import copy
import json
import os
import subprocess
from pathlib import Path

import pytest

from inspections.draw.lottery import claims, hash_of
from tests.rules.draw_day import make_day

DAYS = {
    "zones": make_day(),
    "uneven teams": make_day(stops=7, teams=3),
    "one team": make_day(stops=3, teams=1),
    "county-wide": make_day(stops=20, teams=3, number=90),
    "second attempt": make_day(attempt=2),
    "third attempt": make_day(stops=5, attempt=3),
}


def move_weight(record):
    for k, step in ((0, 5), (1, -5)):
        record["candidates"][k][2] += step


def earlier(reason):
    return lambda record: record.update(earlier_attempts=[{"attempt": 1, "reason": reason, "record_sha256": "0" * 64}])


def swap_drawn(record):
    drawn = {name for names in record["result"] for name in names}
    record["result"][0][0] = next(name for name, _, _ in record["candidates"] if name not in drawn)


CHANGES = {
    "another site": swap_drawn,
    "two teams exchanged": lambda d: d["result"].reverse(),
    "a weight": lambda d: d["candidates"][0].__setitem__(2, d["candidates"][0][2] + 1),
    "a weight moved": move_weight,
    "a border": lambda d: d["candidates"][-1].__setitem__(1, (d["candidates"][-1][1] + 1) % 8),
    "the list turned": lambda d: d["candidates"].reverse(),
    "the nonce": lambda d: d.update(witness_nonce="ab" * 32),
    "the key": lambda d: d.update(day_key="ab" * 32),
    "the register": lambda d: d.update(register_hash="ab" * 32),
    "the snapshot": lambda d: d.update(snapshot_hash="ab" * 32),
    "the attempt": lambda d: d.update(attempt=2),
    "a fourth attempt": lambda d: d.update(attempt=4),
    "a forgotten attempt": earlier("一"),
    "a blank reason": earlier("\u3000"),
    "the day": lambda d: d.update(date="2019-10-17"),
    "one more stop": lambda d: d.update(stops=d["stops"] + 1),
    "no team": lambda d: d.update(teams=0),
    "a field more": lambda d: d.update(more=1),
    "a field less": lambda d: d.pop("result"),
    "a float": lambda d: d.update(stops=float(d["stops"])),
    "a great float": lambda d: d["candidates"][0].__setitem__(2, 1e300),
    "half a character": earlier("\ud800"),
    "a line within a reason": earlier("一\n\u2028“二”\\"),
    "no record": lambda d: d.clear(),
}


def expected(record, commitments):
    """What Python says of each claim up to the first false one; None where it cannot read on."""
    said = []
    try:
        for _, ok in claims(record, commitments):
            said.append(ok)
            if not ok:
                break
    except (ValueError, LookupError, TypeError, AttributeError):
        return None
    return said


def case(name, record, commitments, **more):
    texts = {"record": json.dumps(record), "commitments": json.dumps(commitments)}
    said = expected(json.loads(texts["record"]), commitments)
    return {"name": name, "expected": said, "sha256": None, **texts, **more}


def cases():
    for name, day in DAYS.items():
        assert all(expected(day.record, day.commitments))
        yield case(name, day.record, day.commitments, sha256=hash_of(day.record))
    day = DAYS["zones"]
    for name, change in CHANGES.items():
        record = copy.deepcopy(day.record)
        change(record)
        yield case(f"changed: {name}", record, day.commitments)
    yield case("no such day", day.record, {"days": {}})
    yield case("nothing shown", day.record, {"days": {day.record["date"]: {"key_hashes": [], "shown": None}}})


@pytest.mark.rule("S7")
def test_the_browser_and_the_one_file_agree_on_every_record(tmp_path):
    (tmp_path / "cases.json").write_text(json.dumps(list(cases())), encoding="utf-8")
    script = Path(__file__).with_name("draw_in_the_browser.test.js")
    done = subprocess.run(
        ["node", "--test", str(script)],
        env=os.environ | {"DRAW_CASES": str(tmp_path / "cases.json")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
