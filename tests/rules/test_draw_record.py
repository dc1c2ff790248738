"""The papers of a draw: what a stranger, with the one file and two downloads, can and cannot be told."""

import copy
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from inspections.draw import lottery as lottery_file
from inspections.draw import record as papers
from inspections.draw.lottery import ONE, canonical, hash_of

from .draw_day import NONCE, ON, SECRET, make_day

DATE = ON.isoformat()
OTHER = "0" * 64
PYTHONS = [sys.executable, *filter(None, [shutil.which("python3.11")])]


@pytest.fixture(scope="module")
def day():
    return make_day(attempt=2)


def first_wrong(record, commitments) -> str | None:
    return next((claim for claim, ok in lottery_file.claims(record, commitments) if not ok), None)


def run(folder: Path, python: str, day, *more: str, **changed):
    """The verifier alone in an empty folder, isolated from this project's environment."""
    shutil.copy(lottery_file.__file__, folder / "lottery.py")
    for name in ("record", "commitments", "full"):
        (folder / f"{name}.json").write_text(canonical(changed.get(name, getattr(day, name))), "utf-8")
    command = [python, "-I", "lottery.py", "record.json", "--commitments", "commitments.json", *more]
    return subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)


@pytest.mark.rule("S7", "I9")
@pytest.mark.parametrize("python", PYTHONS)
def test_a_stranger_needs_one_file_and_two_downloads(day, tmp_path, python):
    answer = run(tmp_path, python, day, "--expect", hash_of(day.record))
    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout.splitlines()[-1] == "verified"
    assert all(line.startswith("ok ") for line in answer.stdout.splitlines()[:-1])


@pytest.mark.rule("S7")
@pytest.mark.parametrize("shape", [{"want": 1}, {"teams": 1, "stops": 4}, {"attempt": 3}, {"stops": 7}])
def test_every_shape_of_day_verifies_for_outsider_and_auditor(shape):
    day = make_day(**shape)
    assert first_wrong(day.record, day.commitments) is None
    assert [claim for claim, ok in papers.full_claims(day.full, day.record) if not ok] == []


def other_value(value):
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str):
        return ("1" if value[0] != "1" else "2") + value[1:]
    return value[1:] if value else [{"attempt": 1, "reason": "x", "record_sha256": OTHER}]


@pytest.mark.rule("S7")
@pytest.mark.parametrize("field", sorted(make_day().record))
def test_a_record_changed_in_any_field_is_refused(day, field):
    changed = day.record | {field: other_value(day.record[field])}
    try:
        assert first_wrong(changed, day.commitments) is not None
    except KeyError:
        assert field == "date"  # the commitments know no such day


def move_a_chance(record):
    record["candidates"][0][2] -= 1
    record["candidates"][1][2] += 1


def swap_a_result(record):
    drawn = {name for team in record["result"] for name in team}
    record["result"][0][0] = next(name for name, _, _ in record["candidates"] if name not in drawn)


@pytest.mark.rule("S7")
@pytest.mark.parametrize(
    ("change", "claim"),
    [
        (lambda r: r.update(note="x"), "字段齐全"),
        (lambda r: r.pop("teams"), "字段齐全"),
        (lambda r: r.update(stops=8.0), "字段齐全"),
        (lambda r: r.update(attempt=True), "字段齐全"),
        (lambda r: r["candidates"][0].append(1), "字段齐全"),
        (lambda r: r["earlier_attempts"][0].update(reason=" "), "字段齐全"),
        (lambda r: r["candidates"].reverse(), "名单有序"),
        (lambda r: r["candidates"].insert(0, r["candidates"][0]), "名单有序"),
        (move_a_chance, "快照相符"),
        (lambda r: r["earlier_attempts"].clear(), "重抽有据"),
        (swap_a_result, "复算一致"),
        (lambda r: r["result"].reverse(), "复算一致"),
    ],
)
def test_the_first_wrong_thing_is_named(day, change, claim):
    record = copy.deepcopy(day.record)
    change(record)
    assert first_wrong(record, day.commitments).startswith(claim)


@pytest.mark.rule("S7")
def test_a_snapshot_or_key_exchanged_after_the_commitment_is_refused(day):
    """A whole new draw, right in itself, made after the nonce was known: what grinding would look like."""
    forged = make_day(attempt=2, number=61)
    assert first_wrong(forged.record, forged.commitments) is None
    assert first_wrong(forged.record, day.commitments).startswith("快照当日已公布")

    key = papers.day_key(b"another secret", ON, 2)
    snapshot = papers.freeze(day.register, 8, 2, key)
    rekeyed = papers.public_record(
        snapshot, on=ON, attempt=2, key=key, nonce=NONCE, earlier_attempts=day.record["earlier_attempts"]
    )
    assert first_wrong(rekeyed, day.commitments).startswith("密钥与承诺相符")


def committed(candidates: list, stops: int, teams: int) -> tuple[dict, dict]:
    """A record of this list with commitments that fit it, as a bureau with bad intent before the season could make."""
    key, register_hash = papers.day_key(SECRET, ON, 1), OTHER
    chosen = hash_of({"candidates": candidates, "stops": stops, "teams": teams})
    snapshot = {"register_hash": register_hash, "candidates": candidates, "stops": stops, "teams": teams}
    snapshot["snapshot_hash"] = hash_of(register_hash, chosen)
    record = papers.public_record(snapshot, on=ON, attempt=1, key=key, nonce=NONCE)
    entry = {"key_hashes": [hash_of(key)], "shown": [snapshot["snapshot_hash"]], "witness_nonce": NONCE}
    return record, {"days": {DATE: entry}}


@pytest.mark.rule("S7")
@pytest.mark.parametrize(
    ("rows", "claim"),
    [
        ([(0, 0.5), (0, 0.5), (1, 0.5), (1, 0.5)], None),
        ([(0, 1.0), (0, 0.5), (0, 0.25), (0, 0.25)], "机会上限"),  # one certain
        ([(0, 0.5), (0, 0.75), (1, 0.25), (1, 0.5)], "机会上限"),  # a zone above its team's share
        ([(0, 0.5), (0, 0.5), (2, 0.5), (2, 0.5)], "名单有序"),
        ([(0, 0.5), (0, 0.5), (0, 0.5), (0, 0.25)], "机会合计等于家数"),
    ],
)
def test_an_unfair_list_is_refused_even_when_it_was_committed_to(rows, claim):
    candidates = [[f"{k:016x}", zone, int(chance * ONE)] for k, (zone, chance) in enumerate(rows)]
    wrong = first_wrong(*committed(candidates, 2, 2))
    assert (wrong and wrong.split(" ")[0]) == claim


@pytest.mark.rule("S7")
def test_another_nonce_or_another_place_among_the_three_is_refused(day):
    entry = day.commitments["days"][DATE]
    assert first_wrong(day.record, {"days": {DATE: entry | {"witness_nonce": OTHER}}}).startswith("见证数相符")
    moved = {"days": {DATE: entry | {"shown": entry["shown"][1:] + entry["shown"][:1]}}}
    assert first_wrong(day.record, moved).startswith("快照当日已公布")


def test_exit_codes_tell_wrong_work_from_wrong_usage(day, tmp_path):
    bad = run(tmp_path, sys.executable, day, record=day.record | {"result": day.record["result"][::-1]})
    assert bad.returncode == 1
    assert bad.stdout.splitlines()[-1].startswith("WRONG 复算一致")
    assert run(tmp_path, sys.executable, day, "--expect", OTHER).returncode == 1
    unpromised = run(tmp_path, sys.executable, day, commitments={"days": {}})
    assert (unpromised.returncode, unpromised.stderr) == (1, "")
    assert unpromised.stdout.splitlines()[-1].startswith("WRONG 当日有承诺")

    assert run(tmp_path, sys.executable, day, "--nonsense").returncode == 2
    assert run(tmp_path, sys.executable, day, "--full", "absent.json").returncode == 2
    assert run(tmp_path, sys.executable, day, "--full", "full.json").returncode == 2  # the auditor needs the checkout


@pytest.mark.parametrize("text", ["", "[]", "null", '{"date": 1}', "\x00", '"x"', "[" * 5000])
def test_rubbish_is_refused_in_one_line(day, tmp_path, text):
    (tmp_path / "draw.json").write_text(text)
    (tmp_path / "commitments.json").write_text(canonical(day.commitments))
    with pytest.raises(SystemExit) as stop:
        lottery_file.main([str(tmp_path / "draw.json"), "--commitments", str(tmp_path / "commitments.json")])
    assert stop.value.code == 1 or stop.value.code.startswith("WRONG")


@pytest.mark.rule("S7")
def test_the_public_record_names_no_site_no_officer_and_no_place(day):
    text = canonical(day.record)
    assert "site-" not in text
    assert "officer" not in text
    assert not any(row["salt"] in text for row in day.register["sites"])


@pytest.mark.rule("S7", "I9")
@pytest.mark.parametrize(
    ("change", "claim"),
    [
        (lambda f: f.update(record_sha256=OTHER), "全记录属于本次抽查"),
        (lambda f: f["register"]["sites"][0].update(x_m=0), "名录库哈希相符"),
        (lambda f: f["register"]["officers"].pop(), "名录库哈希相符"),
        (lambda f: f["teams"][0]["stops"].reverse(), "各组站点相符"),
        (lambda f: f["teams"][0].update(officers=f["teams"][1]["officers"]), "人员复算一致"),
        (lambda f: f["teams"][0]["order"].reverse(), "次序复算一致"),
    ],
)
def test_the_auditor_sees_what_a_stranger_cannot(day, change, claim):
    full = copy.deepcopy(day.full)
    change(full)
    assert next(c for c, ok in papers.full_claims(full, day.record) if not ok).startswith(claim)


@pytest.mark.rule("S7")
@pytest.mark.parametrize(
    ("change", "claim"),
    [
        (lambda register: register["sites"][0].update(weight=1), "机会按规则算出"),
        (lambda register: register["sites"][0].update(visits_this_year=99), "机会按规则算出"),
        (lambda register: register["sites"][0].update(x_m=99_999, y_m=99_999), "代号、分区相符"),
        (lambda register: register["sites"][0].update(salt="00" * 16), "代号、分区相符"),
    ],
)
def test_the_auditor_finds_a_register_that_was_false_from_the_start(change, claim):
    """The bureau freezes one list and shows the hash of another register: consistent for strangers only."""
    day = make_day()
    register = copy.deepcopy(day.register)
    change(register)
    snapshot = day.snapshot | {"register_hash": hash_of(register)}
    chosen = hash_of({name: snapshot[name] for name in ("candidates", "stops", "teams")})
    snapshot["snapshot_hash"] = hash_of(snapshot["register_hash"], chosen)
    record = papers.public_record(snapshot, on=ON, attempt=1, key=day.record["day_key"], nonce=NONCE)
    full = day.full | {"record_sha256": hash_of(record), "register": register}
    assert next(c for c, ok in papers.full_claims(full, record) if not ok).startswith(claim)


def test_the_auditors_check_runs_from_the_command_line(day, tmp_path):
    for name in ("record", "commitments", "full"):
        (tmp_path / f"{name}.json").write_text(canonical(getattr(day, name)), "utf-8")
    command = [sys.executable, lottery_file.__file__, "record.json", "--commitments", "commitments.json"]
    answer = subprocess.run(
        [*command, "--full", "full.json"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (answer.returncode, answer.stdout.splitlines()[-1]) == (0, "verified")


def test_a_register_with_a_float_cannot_be_frozen(day):
    register = json.loads(canonical(day.register))
    register["sites"][0]["x_m"] = 0.5
    with pytest.raises(ValueError, match=r"0\.5"):
        papers.freeze(register, 8, 2, papers.day_key(SECRET, ON, 1))


@pytest.mark.rule("S7")
def test_keys_of_other_days_and_attempts_are_other_keys():
    keys = {papers.day_key(SECRET, ON.replace(day=d), attempt) for d in range(1, 29) for attempt in papers.ATTEMPTS}
    assert len(keys) == 28 * 3
