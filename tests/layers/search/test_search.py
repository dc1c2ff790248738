import pytest

from layers.sites.models import Licence
from layers.sites.naming import search_text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def searchable(world):
    for site in world.sites.values():
        site.name_search = search_text(site.name, site.uscc, [f"FM-{site.code}"])
        site.save()
    Licence.objects.create(site=world.east_mine, kind="安全生产许可证", number="FM-EAST_MINE")


def found(client, text):
    return [hit["name"] for hit in client.get("/api/v1/search/", {"q": text}).json()["results"]]


@pytest.mark.parametrize(
    "text", ["示例石场甲", "石场", "shichang", "slscj", "Y1431127FXT0000103", "fm-east_mine", " 石场 "]
)
def test_a_site_is_found_by_name_pinyin_initials_and_numbers(as_dispatcher, text):
    assert "示例石场甲" in found(as_dispatcher, text)


def test_a_township_is_found_and_stands_first(as_dispatcher):
    assert found(as_dispatcher, "东示例")[0] == "东示例镇"
    assert "东示例镇" in found(as_dispatcher, "dongshili")


@pytest.mark.rule("I19")
@pytest.mark.parametrize("text", ["石场", "shichang", "Y1431127FXT0000103", "东示例镇", "示例"])
def test_nothing_out_of_scope_is_found(as_other_township, text):
    assert not {"示例石场甲", "示例鞭炮店甲", "东示例镇"} & set(found(as_other_township, text))


def test_a_name_that_begins_with_it_comes_first(as_dispatcher, world):
    world.west_works.name = "甲厂示例石场"
    world.west_works.name_search = search_text("甲厂示例石场", None, [])
    world.west_works.save()
    assert found(as_dispatcher, "示例石场") == ["示例石场甲", "甲厂示例石场"]


@pytest.mark.parametrize("text", ["", "%", "_", "x" * 61, "\x00"])
def test_odd_text_finds_nothing_and_breaks_nothing(as_dispatcher, text):
    answer = as_dispatcher.get("/api/v1/search/", {"q": text})
    assert answer.status_code == 400 or answer.json()["results"] == [] or text == "_"
