"""A day is planned: from the date to the seal by two people and a witness, and nobody else learns of it."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from gis_platform.common.clock import now
from inspections.planning import services
from inspections.rounds.models import Plan
from tests.inspections.sealed_day import NONCE, THURSDAY
from tests.journeys.conftest import drawn_map

TEAMS, STOPS = 2, 6


def step_of(page, name):
    expect(page.locator(f'main.plan[data-step="{name}"]')).to_be_visible()
    return page


def witness(page):
    """Mao looks at the three values and gives his number."""
    page.goto(f"/draws/nonce/?date={THURSDAY}")
    page.get_by_role("button", name="出示数值").click()
    expect(page.locator(".proof-steps li")).to_have_count(3)
    page.get_by_label("见证数").fill(NONCE)
    page.get_by_role("button", name="给出").click()
    expect(page.get_by_text("今天的见证做完了")).to_be_visible()


@pytest.mark.rule("S6", "S7")
def test_a_day_is_planned_from_the_date_to_the_seal(county, world, see, complaints):
    wen = see(world.dispatcher, "/plans/")
    wen.get_by_role("link", name="规划一天").first.click()
    wen.locator(f'.day-list a[href$="{THURSDAY}"]').click()
    wen.get_by_label("几队").fill(str(TEAMS))
    wen.get_by_label("几家").fill(str(STOPS))
    wen.get_by_role("button", name="冻结名单").click()

    step_of(wen, "pool").get_by_role("link", name="去抽取").click()
    expect(step_of(wen, "draw").get_by_role("button", name="抽取")).to_be_disabled()
    witness(see(world.unit_leader))
    wen.reload()
    wen.get_by_role("button", name="抽取", exact=True).click()
    expect(wen.get_by_role("heading", name=f"抽中 {STOPS} 家")).to_be_visible()
    wen.get_by_role("button", name="排路线").click()
    expect(step_of(wen, "routes").locator(".stop-list")).to_have_count(TEAMS)
    wen.get_by_role("link", name="复核并密封").click()

    step_of(wen, "seal").get_by_label("请谁复核").select_option(str(world.second_dispatcher.pk))
    wen.get_by_role("button", name="送复核").click()
    expect(wen.get_by_role("button", name="密封", exact=True)).to_be_disabled()

    lu = see(world.second_dispatcher, "/plans/")
    lu.get_by_role("link", name="去看").click()
    step_of(lu, "seal").get_by_role("button", name="密封", exact=True).click()
    expect(step_of(lu, "day").get_by_text("已密封").first).to_be_visible()
    plan = Plan.objects.get()
    assert (plan.state, plan.author, plan.approver) == ("sealed", world.dispatcher, world.second_dispatcher)
    assert complaints.heard == []


@pytest.mark.rule("S6")
def test_the_pool_is_a_map_and_a_list_with_reasons(county, world, see):
    plan = county.plan(teams=TEAMS, stops=STOPS)
    page = see(world.dispatcher, f"/plans/{plan.pk}/?step=pool")
    drawn_map(page, ".plan-map")
    number = int(re.search(r"\d+", page.get_by_role("heading", name=re.compile("候选")).inner_text())[0])
    page.get_by_role("link", name="名单").click()
    rows = page.locator(".pool-list tbody tr")
    expect(rows.filter(has_not_text="不在名单")).to_have_count(number)
    expect(rows.first.locator("td").last).not_to_be_empty()


@pytest.mark.rule("S7")
def test_a_redraw_keeps_its_reason(county, world, see):
    plan = county.drawn(teams=TEAMS, stops=STOPS)
    page = see(world.dispatcher, f"/plans/{plan.pk}/?step=draw")
    page.locator(".reason-deed summary").click()
    page.get_by_label("重抽理由").fill("一组车辆故障")
    page.locator(".reason-deed button").click()
    expect(page.get_by_text("一组车辆故障")).to_be_visible()
    expect(page.locator(".steps")).to_contain_text("第 2 次")


def test_the_timetable_shows_every_team_and_flies_to_a_stop(county, world, see, complaints):
    plan = county.routed(teams=TEAMS, stops=STOPS)
    page = see(world.dispatcher, f"/plans/{plan.pk}/?step=routes")
    drawn_map(page, ".plan-map")
    lanes = page.get_by_role("region", name="时间表")
    expect(lanes.locator(".lane")).to_have_count(TEAMS)
    stops = lanes.get_by_role("button")
    expect(stops).to_have_count(page.locator(".side .stop-list li").count())
    boxes = [stop.bounding_box() for stop in lanes.locator(".lane").first.get_by_role("button").all()]
    assert all(a["x"] + a["width"] <= b["x"] + 1 for a, b in pairwise(boxes)), "no stops overlap"
    stops.first.click()
    expect(page.locator('.plan-map[data-state="moving"]')).to_be_visible()
    drawn_map(page, ".plan-map")
    assert complaints.heard == []


def test_straight_lines_are_called_estimates(county, world, see):
    plan = county.routed(teams=TEAMS, stops=STOPS)
    page = see(world.dispatcher, f"/plans/{plan.pk}/?step=routes")
    expect(page.get_by_text("按直线估算")).to_be_visible()
    expect(page.locator("tr[data-total]")).to_contain_text("现在")


@pytest.mark.rule("S6")
def test_a_refused_day_says_every_reason_and_keeps_what_was_typed(county, world, see):
    page = see(world.dispatcher, "/plans/new/?date=2019-10-17")
    page.get_by_label("几队").fill("9")
    page.get_by_label("几家").fill("90")
    page.get_by_role("button", name="冻结名单").click()
    expect(page.get_by_role("alert").locator(".banner").first).to_be_visible()
    expect(page.get_by_label("几家")).to_have_value("90")
    assert not Plan.objects.exists()


@pytest.mark.rule("I5")
def test_meanwhile_a_township_leader_sees_nothing_of_it(county, world, see):
    qin = see(world.township_leader)
    places = ("/township/", "/visits/", "/hazards/", "/supervision/")
    before = [text_of(qin, place) for place in places]
    plan = county.put_up(teams=TEAMS, stops=STOPS)
    assert [text_of(qin, place) for place in places] == before
    services.seal(plan, by=world.county_leader, at=now())
    assert [text_of(qin, place) for place in places] == before
    for path in (f"/plans/{plan.pk}/", f"/plans/{plan.pk}/?step=routes", f"/api/v1/plans/{plan.pk}/geojson/"):
        assert qin.goto(path).status == 404
    assert qin.goto("/plans/").status == 403


def text_of(page, path):
    page.goto(path)
    return page.locator("main").inner_text()
