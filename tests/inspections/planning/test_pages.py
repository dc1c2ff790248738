"""The plan page as plain HTML and plain forms: what each step shows, what a refusal says, who sees which button."""

import json
import re
import uuid

import pytest

from gis_platform.common.clock import now
from inspections.organisation.models import Leave
from inspections.planning import services
from inspections.planning.models import SeasonKey
from inspections.rounds.models import Plan
from tests.inspections.planning.test_public_record import closed
from tests.inspections.sealed_day import NONCE, THURSDAY

__all__ = ["closed"]
pytestmark = pytest.mark.django_db
ASKED = {"date": "2019-10-17", "teams": 2, "stops": 6, "departs": "08:30", "shift_ends": "17:30"}
STEPS = ("date", "teams", "pool", "draw", "routes", "seal")


def page(browser, plan, step="", status=200):
    answer = browser.get(f"/plans/{plan.pk}/{f'?step={step}' if step else ''}")
    assert answer.status_code == status
    return answer.content.decode()


def do(browser, plan, deed, **given):
    return browser.post(f"/plans/{plan.pk}/{deed}/", given, follow=True)


def banners(answer) -> list[str]:
    found = re.findall(r'class="banner" data-state="danger">.*?<div>(.*?)</div>', answer.content.decode(), re.S)
    return [text.strip() for text in found]


def data_of(html, name):
    return json.loads(re.search(rf'id="{name}" type="application/json">(.*?)</script>', html, re.S)[1])


@pytest.mark.rule("S6", "S7")
def test_a_day_goes_from_date_to_seal_by_forms_alone(desk, page_as, world, sent):
    wen, mao, shen = page_as("dispatcher"), page_as("unit_leader"), page_as("county_leader")
    assert "?date=2019-10-17" in wen.get("/plans/new/").content.decode()
    assert "示例谭" in wen.get("/plans/new/?date=2019-10-17").content.decode()
    wen.post("/plans/new/", ASKED)
    plan = Plan.objects.get()

    mao.post("/draws/nonce/", {"date": "2019-10-17"})
    mao.post("/draws/nonce/", {"date": "2019-10-17", "nonce": NONCE})
    assert "抽中 6 家" in do(wen, plan, "draw").content.decode()
    assert "正在排路线" in do(wen, plan, "route").content.decode()
    services.route_in_background(plan.pk, at=now())
    assert "km" in page(wen, plan, "routes")

    do(wen, plan, "put_up", approver=world.county_leader.pk)
    assert f"/plans/{plan.pk}/" in shen.get("/plans/").content.decode()
    assert "已密封" in do(shen, plan, "seal").content.decode()
    plan.refresh_from_db()
    assert (plan.state, plan.approver) == ("sealed", world.county_leader)


def test_every_step_is_an_address_of_its_own(desk, page_as):
    wen, plan = page_as("dispatcher"), desk.put_up()
    pages = [page(wen, plan, step) for step in STEPS]
    assert len(set(pages)) == len(STEPS)
    for step, html in zip(STEPS, pages, strict=True):
        assert f'data-step="{step}"' in html
        assert html.count('aria-current="step"') == 1
    assert 'data-step="seal"' in page(wen, plan), "without a step: the one that waits"
    assert 'data-step="pool"' in page(wen, desk_plan_without_nonce(desk), "seal"), "a step not reached yet"


def desk_plan_without_nonce(desk):
    """Another day's plan, just frozen."""
    departs_at, shift_ends_at = services.shift(THURSDAY.replace(day=18))
    return desk.plan(departs_at=departs_at, shift_ends_at=shift_ends_at)


def test_a_refusal_lists_every_reason_and_keeps_what_was_typed(desk, page_as):
    answer = page_as("dispatcher").post("/plans/new/", ASKED | {"teams": 3, "stops": 90, "date": "2019-10-20"})
    assert answer.status_code == 409
    assert len(banners(answer)) >= 3
    assert 'value="90"' in answer.content.decode()
    assert not Plan.objects.exists()


def test_a_field_that_is_no_number_is_marked(desk, page_as):
    answer = page_as("dispatcher").post("/plans/new/", ASKED | {"teams": "两"})
    assert answer.status_code == 200
    assert 'name="teams"' in answer.content.decode()
    assert 'aria-invalid="true"' in answer.content.decode()


@pytest.mark.rule("S7")
def test_before_the_nonce_the_draw_says_whom_to_ask(desk, page_as):
    wen, plan = page_as("dispatcher"), desk.plan()
    html = page(wen, plan, "draw")
    assert "/draws/nonce/?date=2019-10-17" in html
    assert f"/plans/{plan.pk}/draw/" not in html
    answer = do(wen, plan, "draw", step="draw")
    assert (answer.status_code, len(banners(answer))) == (409, 1)


@pytest.mark.rule("S7")
def test_a_redraw_needs_a_reason_and_shows_the_one_given_up(desk, page_as):
    wen, plan = page_as("dispatcher"), desk.drawn()
    assert do(wen, plan, "redraw", reason=" ", step="draw").status_code == 409
    html = do(wen, plan, "redraw", reason="一组车辆故障").content.decode()
    assert "一组车辆故障" in html
    assert "第 2 次" in html


@pytest.mark.rule("S4", "S5")
def test_officers_are_shown_after_the_sites_with_why_some_could_not_go(desk, world, page_as):
    Leave.objects.create(officer=world.third_inspector.officer, from_on=THURSDAY, to_on=THURSDAY)
    html = page(page_as("dispatcher"), desk.drawn(teams=1, stops=3), "draw")
    assert re.search(r"示例易<br><span[^>]*>当天不能出勤", html)
    assert len(re.findall(r"第 1 队</span>", html)) == 2


def test_before_the_routes_are_there_the_map_claims_no_order(desk, page_as):
    wen, plan = page_as("dispatcher"), desk.drawn()
    assert data_of(page(wen, plan, "routes"), "plan-map")["isOrdered"] is False
    services.route_in_background(plan.pk, at=now())
    assert data_of(page(wen, plan, "routes"), "plan-map")["isOrdered"] is True
    assert data_of(page(wen, plan, "draw"), "plan-map")["isOrdered"] is False


@pytest.mark.parametrize(
    ("minutes", "words"), [(1, "正在排路线"), (3, "没有应答")], ids=["still within its time", "given up"]
)
def test_a_routing_that_never_answers_can_be_asked_for_again(desk, world, page_as, at_nine, minutes, words):
    plan = desk.drawn()
    services.ask_route(plan, by=world.dispatcher, at=now())
    at_nine.move(minutes=minutes)
    html = page(page_as("dispatcher"), plan, "routes")
    assert words in html
    assert (f"/plans/{plan.pk}/route/" in html) == (minutes == 3)


def test_what_does_not_fit_is_listed_with_its_reason(desk, world, page_as):
    departs_at, _ = services.shift(THURSDAY)
    plan = desk.routed(stops=6, teams=2, shift_ends_at=departs_at.replace(hour=11))
    html = page(page_as("dispatcher"), plan, "routes")
    assert re.search(r"排不进 \d 家", html)
    assert "当天时间不够" in html


def test_the_pool_lists_everybody_with_reason_and_the_low_classes(desk, page_as):
    wen, plan = page_as("dispatcher"), desk.plan(teams=1, stops=1)
    rows = page(wen, plan, "pool&view=list").split('class="pool-list"')[1].split("</section>")[0]
    assert rows.count("<tr>") - 1 == len(desk.content(plan)["pool"]["candidates"])
    assert "低于 1.5" in page(wen, plan, "pool")
    assert len(data_of(page(wen, plan, "pool"), "plan-map")["dots"]) == len(desk.content(plan)["pool"]["candidates"])


@pytest.mark.rule("S1")
def test_author_and_approver_have_different_buttons(desk, page_as):
    plan = desk.put_up()
    author, approver = page(page_as("dispatcher"), plan, "seal"), page(page_as("county_leader"), plan, "seal")
    assert (f"/plans/{plan.pk}/seal/" in author, f"/plans/{plan.pk}/seal/" in approver) == (False, True)
    assert (f"/plans/{plan.pk}/put_up/" in author, f"/plans/{plan.pk}/put_up/" in approver) == (True, False)


@pytest.mark.rule("S1", "I7")
@pytest.mark.parametrize("person", ["second_dispatcher", "county_leader", "auditor", "inspector", "township_leader"])
def test_to_others_each_address_of_a_plan_answers_as_if_it_never_was(desk, page_as, person):
    plan, other, browser = desk.routed(), uuid.uuid4(), page_as(person)
    for path in ("", "?step=routes", "draw/", "seal/", "cancel/", "nothing/"):
        ask = browser.post if path.endswith("/") else browser.get
        hidden, unknown = ask(f"/plans/{plan.pk}/{path}"), ask(f"/plans/{other}/{path}")
        assert (hidden.status_code, hidden.content) == (404, unknown.content) or path != "", path
        assert hidden.status_code == unknown.status_code == 404
    plan.refresh_from_db()
    assert plan.state == "draft"


def test_a_sealed_plan_shows_its_stops_and_takes_a_reason_to_give_up(desk, page_as):
    wen, plan = page_as("dispatcher"), desk.sealed()
    html = page(wen, plan)
    assert 'data-step="day"' in html
    assert html.count('data-state="sealed"') >= 6
    assert do(wen, plan, "cancel", reason="", step="day").status_code == 409
    assert "大雨停班" in do(wen, plan, "cancel", reason="大雨停班").content.decode()


def test_a_stop_released_by_hand_is_marked_and_an_unknown_one_is_not_found(desk, page_as, at_nine):
    wen, plan = page_as("dispatcher"), desk.sealed()
    stop = desk.content(plan)["teams"][0]["stops"][-1]["stop_id"]
    assert "提前放行" not in wen.get(f"/plans/{plan.pk}/?step=day").content.decode()
    at_nine.set(2019, 10, 17, 7, 30)
    assert "提前放行" in wen.get(f"/plans/{plan.pk}/?step=day").content.decode()
    assert "已放行" in do(wen, plan, "release", stop=stop).content.decode()
    assert do(wen, plan, "release", stop=str(uuid.uuid4())).status_code == 404


def test_before_there_is_anything_each_page_says_what_to_do(world, at_nine, page_as, client):
    wen = page_as("dispatcher")
    assert "/plans/new/" in wen.get("/plans/").content.decode()
    assert "new_season_key" in wen.get("/plans/new/").content.decode()
    assert "commitments.json" in client.get("/draws/").content.decode()
    assert not SeasonKey.objects.exists()


@pytest.mark.rule("S7")
def test_a_published_draw_shows_pseudonym_zone_and_chance_and_no_name(closed, client, at_nine):
    at_nine.set(2019, 10, 25, 9)
    html = client.get(f"/draws/{closed.pk}/").content.decode()
    record = client.get(f"/draws/{closed.pk}.json").json()
    assert all(name in html for name, _, _ in record["candidates"])
    assert "示例" not in html
    assert "python3 lottery.py draw.json --commitments commitments.json" in html
    assert data_of(html, "draw-files") == {
        "record": f"/draws/{closed.pk}.json",
        "commitments": "/draws/commitments.json",
    }
    only = client.get(f"/draws/{closed.pk}/?show=drawn").content.decode()
    assert only.count("<tr") - 1 == record["stops"]


def test_only_the_witness_gives_the_nonce_and_only_after_seeing(desk, page_as):
    assert page_as("unit_member").get("/draws/nonce/").status_code == 403
    mao = page_as("unit_leader")
    assert 'name="nonce"' not in mao.get("/draws/nonce/?date=2019-10-17").content.decode()
    assert mao.post("/draws/nonce/", {"date": "2019-10-17", "nonce": NONCE}).status_code == 409
    mao.post("/draws/nonce/", {"date": "2019-10-17"})
    wrong = mao.post("/draws/nonce/", {"date": "2019-10-17", "nonce": "12"})
    assert (wrong.status_code, len(banners(wrong))) == (409, 1)
    assert 'value="12"' in wrong.content.decode()
