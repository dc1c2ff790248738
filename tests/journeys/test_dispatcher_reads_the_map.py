"""The dispatcher's morning: the county on a map that is drawn from our own tiles, filtered, searched, linked to."""

import re

import pytest
from playwright.sync_api import expect

from layers.risk.services import reassess
from layers.sites.models import Site
from tests.journeys.conftest import drawn_map

pytestmark = pytest.mark.usefixtures("county")


@pytest.fixture
def board(see, world):
    """The whole county, drawn, as the dispatcher sees it."""
    return drawn_map(see(world.dispatcher, "/map/"))


def shown(page, level):
    return page.locator(f'.legend [data-filter="risk"][data-value="{level}"]')


def find(page, text):
    page.keyboard.press("/")
    page.keyboard.type(text)
    expect(page.get_by_role("option").first).to_be_visible()
    return page.get_by_role("option")


def test_the_map_is_drawn_from_vector_tiles_of_our_own(see, world, complaints):
    page = see(world.dispatcher)
    tiles = []
    page.on("response", lambda answer: tiles.append(answer) if answer.url.endswith(".mvt") else None)
    page.goto("/map/")
    drawn_map(page)
    assert any("/tiles/townships/" in answer.url and len(answer.body()) > 100 for answer in tiles)
    assert {answer.status for answer in tiles} == {200}
    assert {answer.headers["content-type"] for answer in tiles} == {"application/vnd.mapbox-vector-tile"}
    assert complaints.heard == []


def test_the_legend_counts_the_sites_in_view(board):
    expect(board.locator("[data-total]")).to_have_text(str(Site.objects.count()))
    for level in ("red", "orange", "yellow", "blue"):
        number = Site.objects.filter(risk_level=level).count()
        expect(shown(board, level).locator(".n")).to_have_text(str(number))


def test_a_press_on_the_legend_hides_a_level_and_another_brings_it_back(board):
    total, red = Site.objects.count(), Site.objects.filter(risk_level="red").count()
    shown(board, "red").click()
    expect(shown(board, "red")).to_have_attribute("aria-pressed", "false")
    expect(board.locator("[data-total]")).to_have_text(str(total - red))
    assert "risk=red" in board.url
    shown(board, "red").click()
    expect(board.locator("[data-total]")).to_have_text(str(total))
    assert "risk=" not in board.url


def test_a_site_is_found_by_name_initials_pinyin_or_code(board, world):
    for typed in ("石场甲", "slscj", "shilishichang", world.east_mine.uscc):
        expect(find(board, typed).first).to_contain_text(world.east_mine.name)
        board.get_by_role("combobox").fill("")


def test_enter_flies_to_the_site_that_was_found(board, world):
    site = world.east_mine
    find(board, "slscj")
    board.keyboard.press("Enter")
    expect(board.get_by_role("complementary", name=site.name)).to_be_visible()
    drawn_map(board)
    lng, lat, zoom = map(float, re.search(r"at=([\d.,]+)", board.url)[1].split(","))
    assert zoom >= 13
    assert max(abs(lng - site.location.x), abs(lat - site.location.y)) < 0.02
    expect(board.locator("[data-total]")).not_to_have_text(str(Site.objects.count()))


def test_the_drawer_says_why_the_site_has_its_colour(see, world, at_nine):
    reassess([world.east_mine.pk], at=at_nine())
    page = drawn_map(see(world.dispatcher, f"/map/?site={world.east_mine.pk}"))
    drawer = page.get_by_role("complementary", name="示例石场甲")
    expect(drawer.get_by_role("heading", name=re.compile("为什么是"))).to_be_visible()
    assert drawer.locator(".reasons li").count() >= 2
    drawer.get_by_role("button", name="关闭").click()
    expect(drawer).to_be_hidden()
    assert "site=" not in page.url


def test_a_link_shows_another_person_the_same_screen(board, see, world):
    find(board, "示例石场甲").first.click()
    shown(board, "blue").click()
    board.get_by_role("button", name="图层").click()
    board.locator('[data-filter="off"][data-value="roads"]').click()
    drawn_map(board)
    other = drawn_map(see(world.county_leader, board.url))
    assert other.url == board.url
    expect(other.get_by_role("complementary", name="示例石场甲")).to_be_visible()
    expect(shown(other, "blue")).to_have_attribute("aria-pressed", "false")
    expect(other.locator('[data-filter="off"][data-value="roads"]')).to_have_attribute("aria-pressed", "false")
    expect(other.locator("[data-total]")).to_have_text(board.locator("[data-total]").inner_text())
