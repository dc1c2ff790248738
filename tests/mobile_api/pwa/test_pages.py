import json
import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.django_db
STATIC = Path(__file__).resolve().parents[3] / "mobile_api" / "static" / "field"
WORD_ASKED = re.compile(r"""\bword\("([a-z_.]+)["]""")


@pytest.fixture(autouse=True)
def plain_static_names(settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


def data_of(response, name):
    found = re.search(rf'<script id="{name}" type="application/json">(.*?)</script>', response.content.decode())
    return json.loads(found[1])


@pytest.mark.parametrize(
    ("person", "home"),
    [("inspector", "today"), ("unit_leader", "residence"), ("unit_member", "residence"), ("township_officer", "none")],
)
def test_each_role_with_a_phone_comes_to_its_own_screen(page_as, person, home):
    response = page_as(person).get("/field/")
    assert response.status_code == 200
    assert data_of(response, "me-data")["home"] == home


@pytest.mark.parametrize(
    "person", ["dispatcher", "township_leader", "section_officer", "county_leader", "auditor", "admin", "enterprise"]
)
def test_a_role_without_a_phone_is_turned_away(page_as, person):
    assert page_as(person).get("/field/").status_code == 403


def test_who_is_not_logged_in_is_asked_to(client):
    response = client.get("/field/")
    assert (response.status_code, response["Location"]) == (302, "/login/?next=/field/")


@pytest.mark.rule("S1")
def test_the_page_itself_says_nothing_of_a_plan_and_is_kept_by_nobody(page_as):
    response = page_as("inspector").get("/field/")
    assert "no-store" in response["Cache-Control"]
    assert set(data_of(response, "me-data")) == {"id", "name", "role", "home", "timezone"}
    assert "csrftoken" in response.cookies


def test_nothing_on_the_page_is_inline(page_as):
    body = page_as("inspector").get("/field/").content.decode()
    assert " style=" not in body
    assert " onclick=" not in body
    scripts = re.findall(r"<script([^>]*)>", body)
    assert all("src=" in attributes or "application/json" in attributes for attributes in scripts)


def test_every_word_that_a_module_asks_for_is_on_the_page(page_as):
    body = page_as("inspector").get("/field/").content.decode()
    blocks = re.findall(r'<script type="application/json" data-strings>(.*?)</script>', body, re.S)
    known = {key for block in blocks for key in json.loads(block)}
    asked = {key for module in STATIC.rglob("*.js") for key in WORD_ASKED.findall(module.read_text(encoding="utf-8"))}
    assert len(asked) > 100
    assert asked - known == set()
