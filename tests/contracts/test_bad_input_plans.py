"""Plans, draws and operations that cannot be: one sentence that says what and what to do, and nothing is changed."""

import json
from datetime import date
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from inspections.draw.lottery import canonical
from inspections.management.commands.verify_draw import Command as VerifyDraw
from inspections.organisation.models import Certificate
from inspections.rounds.models import Assembly, Plan
from inspections.tracks.models import DutySession
from tests.inspections.sealed_day import desk, sent
from tests.mobile_api.phones import Phone
from tests.rules.draw_day import make_day

__all__ = ["desk", "sent"]

ASKED = {"date": "2019-10-17", "teams": 2, "stops": 6}


def draw_plan(*, teams=2, stops=6):
    """(what it said, why it failed or None)."""
    said = StringIO()
    try:
        call_command("draw_plan", "--date", "2019-10-17", "--teams", str(teams), "--stops", str(stops), stdout=said)
    except CommandError as error:
        return said.getvalue(), str(error)
    return said.getvalue(), None


@pytest.mark.rule("S4")
@pytest.mark.django_db
def test_without_an_eligible_officer_nothing_is_planned_and_the_counts_say_why(desk):
    Certificate.objects.update(valid_to=date(2019, 10, 10))
    said, why = draw_plan()
    assert (said, why.startswith("需要 4 名执法人员，可出勤的只有 0 名（证件无效 4 名")) == ("", True)
    assert not Plan.objects.exists()
    Certificate.objects.update(valid_to=date(2030, 12, 31))
    assert draw_plan() == (f"plan {Plan.objects.get().pk}: frozen, waits for the nonce\n", None)


@pytest.mark.django_db
def test_more_stops_than_daylight_names_the_most_and_the_next_try_works(desk):
    said, why = draw_plan(teams=1, stops=30)
    assert (said, why) == ("", "要查 30 家，一天最多 16 家；请减少家数或增加队伍。")
    assert not Plan.objects.exists()
    assert draw_plan(teams=1)[1] is None


@pytest.mark.rule("S1")
@pytest.mark.django_db
def test_sealing_twice_is_one_seal(desk, as_, world):
    plan = desk.sealed()
    calls = list(Assembly.objects.order_by("pk").values())
    answer = as_("county_leader").post(f"/api/v1/plans/{plan.pk}/seal/", {})
    assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json")
    assert answer.json()["detail"] == "计划的当前状态不能做这一步。"
    assert list(Assembly.objects.order_by("pk").values()) == calls
    assert Plan.objects.get().state == "sealed"


@pytest.mark.rule("I6")
@pytest.mark.django_db
def test_a_key_used_for_another_body_is_refused_and_another_key_works(desk, as_dispatcher):
    head = {"Idempotency-Key": "k"}
    first = as_dispatcher.post("/api/v1/plans/", ASKED, headers=head)
    other = as_dispatcher.post("/api/v1/plans/", ASKED | {"stops": 5}, headers=head)
    assert (first.status_code, other.status_code) == (201, 409)
    assert other.json()["detail"] == "这个 Idempotency-Key 已用于另一份内容，请换一个。"
    assert Plan.objects.count() == 1
    again = as_dispatcher.post("/api/v1/plans/", ASKED | {"stops": 5}, headers={"Idempotency-Key": "another"})
    assert again.status_code == 201


@pytest.mark.rule("I6")
@pytest.mark.django_db
def test_an_operation_replayed_with_another_body_changes_nothing(world, at_nine, sent):
    phone = Phone(world.inspector)
    op = phone.op("duty.start", uuid4())
    phone.send(op)
    before = list(DutySession.objects.values())
    (result,) = phone.send(op | {"entity_id": str(uuid4())})
    assert (result["status"], result["code"], bool(result["detail"])) == ("conflict", "sync.id_used_for_another", True)
    assert list(DutySession.objects.values()) == before
    assert phone.send(op)[0]["status"] == "duplicate"


@pytest.fixture(scope="module")
def papers(tmp_path_factory):
    """`papers(attempt=3)`: the words of verify_draw for a record so changed."""
    folder, day = tmp_path_factory.mktemp("draw"), make_day()

    def words(**change):
        (folder / "draw.json").write_text(canonical(day.record | change), encoding="utf-8")
        (folder / "commitments.json").write_text(json.dumps(day.commitments), encoding="utf-8")
        return [str(folder / "draw.json"), "--commitments", str(folder / "commitments.json")]

    words.record = day.record
    return words


def verify_draw(words):
    try:
        VerifyDraw().run_from_argv(["manage.py", "verify_draw", *words])
    except SystemExit as end:
        return end.code
    return 0


@pytest.mark.rule("S7")
@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda record: {"witness_nonce": "ab" * 32}, "the nonce is the witness's"),
        (lambda record: {"day_key": "cd" * 32}, "the key is the one committed to"),
        (lambda record: {"result": [record["result"][0][::-1], *record["result"][1:]]}, "drawn again"),
        (lambda record: {"stops": record["stops"] - 1}, "chances add up to the stops"),
    ],
)
def test_a_changed_record_ends_with_1_and_the_changed_thing_named(papers, capsys, change, named):
    assert verify_draw(papers(**change(papers.record))) == 1
    wrong = [line for line in capsys.readouterr().out.splitlines() if not line.startswith("ok ")]
    assert len(wrong) == 1
    assert wrong[0].startswith("WRONG ")
    assert named in wrong[0]
    assert verify_draw(papers()) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "verified"


def test_a_record_that_is_none_ends_with_1_and_a_missing_file_with_2(papers, capsys, tmp_path):
    _, *commitments = papers()
    text = tmp_path / "text.json"
    text.write_text("no record")
    assert "unreadable" in verify_draw([str(text), *commitments])  # a sentence given to sys.exit: code 1
    assert verify_draw(["absent.json", *commitments]) == 2
    assert verify_draw(["absent.json"]) == 2
    assert "absent.json" in capsys.readouterr().err
