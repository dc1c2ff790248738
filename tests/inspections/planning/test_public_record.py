"""What strangers can check once a plan is over, and that a changed record does not pass."""

import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from gis_platform.common.clock import now
from inspections.draw import lottery
from inspections.management.commands.verify_draw import Command
from inspections.planning import services
from inspections.planning.models import DrawRecord
from inspections.rounds import services as rounds
from tests.inspections.sealed_day import at

pytestmark = [pytest.mark.django_db, pytest.mark.rule("S7")]


@pytest.fixture
def closed(desk, world, at_nine):
    """The plan of the 17th, over at 17:30, its record filed."""
    plan = desk.sealed()
    leader = desk.content(plan)["teams"][0]["leader"]
    rounds.start_duty(by=next(user for user in world.people.values() if user.pk == leader), at=at(8, 30))
    rounds.close_due(at=at(17, 30))
    at_nine.set(2019, 10, 17, 18)
    services.file_record(plan.pk, at=now())
    plan.refresh_from_db()
    return plan


def papers(client, plan, folder) -> list[str]:
    """draw.json and commitments.json as a stranger downloads them."""
    paths = []
    for name, url in (("draw.json", f"/draws/{plan.pk}.json"), ("commitments.json", "/draws/commitments.json")):
        answer = client.get(url)
        assert answer.status_code == 200
        (folder / name).write_bytes(answer.content)
        paths.append(str(folder / name))
    return [paths[0], "--commitments", paths[1]]


def verified(words, *more) -> subprocess.CompletedProcess:
    command = [sys.executable, "-I", lottery.__file__, *words, *more]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_record_appears_a_week_after_the_close_and_a_stranger_verifies_it(closed, client, at_nine, tmp_path):
    hidden, unknown = client.get(f"/draws/{closed.pk}.json"), client.get("/draws/nothing.json")
    assert (hidden.status_code, hidden.content, hidden.headers) == (404, unknown.content, unknown.headers)
    assert client.get(f"/draws/{closed.pk}/").content == client.get("/draws/nothing/").content

    at_nine.set(2019, 10, 24, 17, 31)
    words = papers(client, closed, tmp_path)
    answer = verified(words, "--expect", DrawRecord.objects.get().sha256)
    assert (answer.returncode, answer.stdout.splitlines()[-1]) == (0, "verified")
    assert sha256((tmp_path / "draw.json").read_bytes()).hexdigest() == DrawRecord.objects.get().sha256
    assert client.get(f"/draws/{closed.pk}/").status_code == 200


def test_it_names_neither_sites_nor_people(closed, client, at_nine, world):
    at_nine.set(2019, 10, 25, 9)
    text = client.get(f"/draws/{closed.pk}.json").content.decode()
    assert "示例" not in text
    assert set(json.loads(text)) == {
        "algorithm", "date", "attempt", "stops", "teams", "day_key", "register_hash", "snapshot_hash", "witness_nonce",
        "candidates", "result", "earlier_attempts",
    }  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d["result"][0].__setitem__(0, d["candidates"][0][0]),
        lambda d: d["candidates"][0].__setitem__(2, d["candidates"][0][2] + 1),
        lambda d: d.update(witness_nonce="ab" * 32),
        lambda d: d.update(attempt=2),
        lambda d: d.update(teams=1),
    ],
)
def test_a_changed_record_is_refused(closed, client, at_nine, tmp_path, change):
    at_nine.set(2019, 10, 25, 9)
    words = papers(client, closed, tmp_path)
    record = json.loads(Path(words[0]).read_bytes())
    before = lottery.hash_of(record)
    change(record)
    Path(words[0]).write_text(json.dumps(record), encoding="utf-8")
    if lottery.hash_of(record) != before:
        answer = verified(words)
        assert answer.returncode == 1
        assert "WRONG" in answer.stdout + answer.stderr


def test_the_auditor_checks_the_full_record_too(closed, as_, client, at_nine, tmp_path, capsys):
    at_nine.set(2019, 10, 25, 9)
    full = as_("auditor").get(f"/api/v1/plans/{closed.pk}/full_record/")
    assert full.status_code == 200
    (tmp_path / "full.json").write_bytes(full.content)
    words = papers(client, closed, tmp_path)
    Command().run_from_argv(["manage.py", "verify_draw", *words, "--full", str(tmp_path / "full.json")])
    assert capsys.readouterr().out.splitlines()[-1] == "verified"


def test_a_cancelled_plan_publishes_its_commitment_only(desk, world, client, at_nine):
    plan = desk.sealed()
    services.cancel(plan, reason="暴雨", by=world.dispatcher, at=now())
    at_nine.set(2019, 11, 20, 9)
    assert services.file_record(plan.pk, at=now()) is None
    assert client.get(f"/draws/{plan.pk}.json").status_code == 404
    day = client.get("/draws/commitments.json").json()["days"]["2019-10-17"]
    assert len(day["key_hashes"]) == 3


def test_the_season_s_secret_opens_when_the_season_is_over(desk, client, at_nine):
    season = client.get("/draws/commitments.json").json()["seasons"][0]
    assert season["season_secret"] is None
    at_nine.set(2019, 11, 30, 9)
    opened = client.get("/draws/commitments.json").json()["seasons"][0]["season_secret"]
    assert sha256(bytes.fromhex(opened)).hexdigest() == season["commitment"]


def test_every_working_day_is_committed_to_and_looks_the_same_draw_or_no_draw(desk, client):
    desk.sealed()
    desk.witness(on=at(9).date().replace(day=18))
    days = client.get("/draws/commitments.json").json()["days"]
    drawn, idle = days["2019-10-17"], days["2019-10-18"]
    assert "2019-10-19" not in days
    for day in (drawn, idle):
        assert [len(value) for value in (*day["key_hashes"], *day["shown"], day["witness_nonce"])] == [64] * 7


def test_a_second_key_for_a_day_already_committed_to_is_refused(desk):
    with pytest.raises(CommandError, match="2019-10-01"):
        call_command("new_season_key", "--from", "2019-10-01", "--to", "2019-10-31")
