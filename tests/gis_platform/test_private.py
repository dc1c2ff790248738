"""What one person was shown stays in no cache, and no NUL reaches the database."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
PAGES = ["/map/", "/visits/", "/hazards/", "/supervision/", "/supervision/board.xlsx", "/plans/", "/reports/"]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_of_somebody_logged_in_is_private_and_not_kept(page_as, at_nine, path):
    answer = page_as("dispatcher").get(path, follow=True)
    assert answer.status_code == 200
    assert {"private", "no-store"} <= set(answer["Cache-Control"].replace(" ", "").split(","))


def test_the_township_s_map_file_is_private(page_as, at_nine):
    answer = page_as("township_leader").get("/township/risk_map.html")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")


def test_what_everybody_may_read_is_left_alone(world):
    assert "Cache-Control" not in Client().get("/draws/").headers


@pytest.mark.parametrize("path", ["/visits/?township=%00", "/hazards/?township=%00", "/map/?%00=1"])
def test_a_nul_in_an_address_is_a_wrong_address(page_as, path):
    assert page_as("dispatcher").get(path).status_code == 400


def test_a_nul_in_a_form_is_a_wrong_form(page_as):
    assert page_as("dispatcher").post("/draws/nonce/", {"nonce": "\0"}).status_code == 400


def test_a_nul_in_an_api_query_points_at_its_field(as_dispatcher):
    answer = as_dispatcher.get("/api/v1/sites/?township=%00")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "#/township")
