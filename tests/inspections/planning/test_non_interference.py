"""I7: before a stop's first valid arrival nobody outside S1 can tell whether there is a plan at all."""

import re
import uuid
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import get_resolver

from inspections.planning import services
from inspections.rounds import services as rounds
from tests.inspections.sealed_day import THURSDAY, at

pytestmark = [pytest.mark.django_db, pytest.mark.rule("I7")]

OUTSIDERS = (
    "second_dispatcher",
    "township_leader",
    "other_township_leader",
    "township_officer",
    "section_officer",
    "auditor",
    "admin",
    "enterprise",
    "unit_leader",
    "unit_member",
    "third_inspector",
    "",
)
NOWHERE = uuid.UUID(int=7)
# What differs from one answer to the next by itself: CSRF tokens, the page's nonce, folium's element ids.
NOISE = re.compile(rb'(_[0-9a-f]{32}|csrfmiddlewaretoken" value="[^"]+"|nonce="[^"]+"|csrf[-_]token[^>]{0,200}>)')
NOISY_HEADERS = {"Content-Security-Policy", "Set-Cookie", "Date", "Expires", "Content-Length"}


def paths(world) -> list[str]:
    """Every address that takes no id, and those of the sites, of the plan that is there and of one that is not."""
    lists = sorted(_plain(get_resolver().url_patterns, "/"))
    sites = [f"/api/v1/sites/{site.pk}/" for site in world.sites.values()]
    tiles = [f"/tiles/{layer}/10/831/438.mvt" for layer in ("sites", "townships", "risk_zones", "plan", "coverage")]
    return [path for path in lists if not path.startswith(("/admin/", "/logout", "/i18n"))] + sites + tiles


def _plain(patterns, prefix):
    for pattern in patterns:
        text = str(pattern.pattern).removeprefix("^").removesuffix("$").removesuffix("\\Z")
        if hasattr(pattern, "url_patterns"):
            yield from _plain(pattern.url_patterns, prefix + text)
        elif not re.search(r"[<(\\\[]", text):
            yield prefix + text


def of_the_plan(plan_id) -> list[str]:
    return [
        f"/api/v1/plans/{plan_id}/",
        f"/api/v1/plans/{plan_id}/geojson/",
        f"/plans/{plan_id}/",
        f"/draws/{plan_id}.json",
        f"/draws/{plan_id}/",
    ]


def seen(browsers, addresses) -> dict:
    return {(person, path): _answer(browser, path) for person, browser in browsers.items() for path in addresses}


def _answer(browser, path):
    answer = browser.get(path)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    headers = {name: value for name, value in answer.headers.items() if name not in NOISY_HEADERS}
    return answer.status_code, _parts(body) if body.startswith(b"PK") else NOISE.sub(b"", body), headers


def _parts(workbook) -> list:
    """Sheets of a workbook without the moment it was made."""
    with ZipFile(BytesIO(workbook)) as parts:
        return [(name, parts.read(name)) for name in sorted(parts.namelist()) if not name.startswith("docProps")]


@pytest.fixture
def browsers(page_as, client):
    found = {person: page_as(person) if person else client for person in OUTSIDERS}
    for browser in found.values():
        browser.raise_request_exception = False  # a page that breaks must break alike
    return found


def test_nothing_that_an_outsider_can_ask_for_depends_on_a_plan(desk, world, browsers, at_nine):
    desk.witness()  # every working day alike
    friday = THURSDAY.replace(day=18)
    of_the_day = [f"/plans/new/?date={friday}", f"/api/v1/plans/day/?date={friday}"]
    addresses = paths(world) + of_the_day
    assert len(addresses) > 15
    before = seen(browsers, addresses)
    nowhere = seen(browsers, of_the_plan(NOWHERE))

    departs_at, shift_ends_at = services.shift(friday)
    plan = desk.plan(departs_at=departs_at, shift_ends_at=shift_ends_at)
    assert _differences(before, seen(browsers, addresses)) == []

    calm = seen(browsers, addresses)
    desk.witness(on=friday)
    published = seen(
        browsers, ["/draws/commitments.json", "/plans/new/", *of_the_day]
    )  # all say that a nonce was given
    services.draw(plan, by=world.dispatcher, at=at_nine.at)
    services.route(plan, by=world.dispatcher, at=at_nine.at)
    services.put_up(plan, approver=world.county_leader, by=world.dispatcher, at=at_nine.at)
    services.seal(plan, by=world.county_leader, at=at_nine.at)
    members = {member for team in desk.content(plan)["teams"] for member in team["members"]}
    outside = {name: one for name, one in browsers.items() if not name or world.people[name].pk not in members}
    expected = {key: answer for key, answer in (calm | published).items() if key[0] in outside}
    assert _differences(expected, seen(outside, addresses)) == []

    rounds.release_due(at=at(7, 30, friday))
    assert _differences(expected, seen(outside, addresses)) == []
    here = seen(outside, of_the_plan(plan.pk))
    expected = [answer for key, answer in nowhere.items() if key[0] in outside]
    assert [_without(plan.pk, answer) for answer in here.values()] == [_without(NOWHERE, one) for one in expected]


def _without(plan_id, answer) -> str:
    """The log-in page is told where one wanted to go: the address that the asker wrote."""
    return repr(answer).replace(str(plan_id), "…")


def _differences(before, after) -> list:
    return [key for key in before if before[key] != after[key] and not _tells_the_day(key)]


def _tells_the_day(key) -> bool:
    """The auditor reads that envelopes were opened: ids only, and that is the exception I7 makes."""
    return key[0] == "auditor" and "audit" in key[1]
