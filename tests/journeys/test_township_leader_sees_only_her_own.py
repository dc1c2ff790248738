"""Leader Qin of East: her one page, her counts, and no name of West in anything her browser is sent."""

from collections import Counter

import mapbox_vector_tile
import pytest
from playwright.sync_api import expect

from gis_platform.common.clock import now
from layers.risk.services import reassess
from layers.sites.models import Site
from tests.journeys.conftest import drawn_map

LEVELS = ("red", "orange", "yellow", "blue")
PAGES = ("/township/", "/map/", "/visits/", "/hazards/", "/supervision/")


@pytest.fixture
def told_of(world, county):
    """`told_of("west")`: all names that only that township has."""

    def names(key):
        township = getattr(world, key)
        return [township.name, *Site.objects.filter(township=township).values_list("name", flat=True)]

    return names


def holds(content: bytes, names):
    return [name for name in names if name.encode() in content]


def test_her_day_begins_on_one_page_of_her_township(county, world, see, complaints):
    page = see(world.township_leader, "/")
    page.wait_for_url("**/township/")
    expect(page.get_by_role("heading", level=1)).to_have_text("东示例镇安全风险一页纸")
    expect(page.get_by_role("img", name="东示例镇地图")).to_be_visible()
    assert complaints.heard == []


def test_four_counts_are_those_of_her_sites(county, world, see):
    page = see(world.township_leader, "/township/")
    own = Counter(Site.objects.filter(township=world.east).values_list("risk_level", flat=True))
    figures = [text.split()[0] for text in page.locator(".stats .value").all_inner_texts()]
    assert [int(figure.strip("家")) for figure in figures] == [own[level] for level in LEVELS]


@pytest.mark.rule("I5")
def test_nothing_that_her_browser_is_sent_names_another_township(county, world, see, told_of):
    page = see(world.township_leader)
    answers, sent = [], {}
    page.on("response", lambda answer: answers.append(answer) if "/static/" not in answer.url else None)
    for path in PAGES:
        page.goto(path)
        page.wait_for_load_state("networkidle")
        sent |= {answer.url: answer.body() for answer in answers}
        answers.clear()
    assert any(url.endswith(".mvt") for url in sent)
    assert {url: found for url, body in sent.items() if (found := holds(body, told_of("west")))} == {}
    assert any(holds(body, told_of("east")) for body in sent.values()), "the names would be found if they were there"


@pytest.mark.rule("I5")
def test_tiles_hold_her_sites_only(county, world, see, told_of):
    page = see(world.township_leader, "/township/")
    names = set()
    for layer in ("townships", "sites"):
        answer = page.request.get(f"/tiles/{layer}/9/415/218.mvt")
        parts = mapbox_vector_tile.decode(answer.body()).values()
        names |= {
            one["properties"]["name"] for part in parts for one in part["features"] if "name" in one["properties"]
        }
    assert names & set(told_of("east"))
    assert not names & set(told_of("west"))


@pytest.mark.rule("I5")
def test_search_does_not_find_what_is_not_hers(county, world, see):
    page = drawn_map(see(world.township_leader, "/map/"))
    box = page.get_by_role("combobox")
    box.fill("示例尾矿库甲")
    expect(page.get_by_text("没有找到")).to_be_visible()
    box.fill("示例石场甲")
    expect(page.get_by_role("option")).to_have_count(1)


@pytest.mark.rule("I5")
def test_an_address_of_another_township_answers_like_one_that_never_was(county, world, see):
    page = see(world.township_leader)
    answers = [
        page.goto(path)
        for path in (
            f"/township/?township={world.west.code}",
            "/township/?township=431127999",
            f"/sites/{world.west_pond.pk}/drawer/",
            "/sites/987654321/drawer/",
        )
    ]
    assert {answer.status for answer in answers} == {404}
    expect(page.get_by_role("heading", name="找不到这一页")).to_be_visible()


def test_the_offline_page_opens_without_a_network(county, world, see, open_context, tmp_path, complaints):
    reassess(Site.objects.values_list("pk", flat=True), at=now())
    page = see(world.township_leader, "/township/")
    with page.expect_download() as asked:
        page.get_by_role("link", name="离线网页").click()
    file = tmp_path / "risk_map.html"
    asked.value.save_as(file)
    assert "示例尾矿库甲" not in file.read_text(encoding="utf-8")
    alone = open_context(offline=True).new_page()
    complaints.origin = "file:"
    alone.goto(file.as_uri())
    expect(alone.locator(".leaflet-marker-icon").first).to_be_visible()
    assert complaints.heard == []


def test_on_a_phone_the_page_fits(county, world, see):
    page = see(world.township_leader, "/township/", viewport={"width": 360, "height": 740})
    expect(page.locator(".stats .stat")).to_have_count(4)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
