"""Every page of every role, on a desk and on a small phone: axe finds nothing serious, the browser does not complain.

The county stands a week after a walked day: its record is public, its hazard is open, the next plans are being made.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from playwright.sync_api import expect

from gis_platform.common import clock
from gis_platform.common.clock import now
from inspections.checklists.models import Checklist
from inspections.planning import services as planning
from inspections.rounds import services as rounds
from inspections.rounds.models import Assembly
from inspections.supervision.services import check_in
from inspections.visits.services import answer_item, leave_visit
from layers.risk.services import reassess
from layers.sites.models import Site
from layers.sites.rules import SiteStatus
from layers.territory.models import Scope
from tests import world as cast
from tests.conftest import NINE_ON_A_WEDNESDAY, SetClock
from tests.inspections.sealed_day import Desk, more_sites, one_more_officer
from tests.inspections.walking import SHEET, Walk, a_fix
from tests.journeys.conftest import DESK, PHONE, session_of

AXE = Path(django_settings.BASE_DIR, "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
SERIOUS = """async () => (await axe.run({ resultTypes: ["violations"] })).violations
  .filter(({ impact }) => impact === "serious" || impact === "critical")
  .map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ target }) => target.join(" ")).join(" | ")}`)"""
NEXT_MONDAY, NEXT_TUESDAY = date(2019, 10, 28), date(2019, 10, 29)
STEPS = ("date", "teams", "pool", "draw", "routes", "seal")

# By who looks; a second word only names a part of that role's pages. A page that differs between roles by its rows
# alone stands once: who may not plan has the inspector's map, who only reads has the township leader's records.
RECORDS = ["/visits/", "/visits/{visit}/", "/hazards/", "/hazards/{hazard}/"]
PAGES = {
    "nobody": ["/login/", "/draws/", "/draws/{walked}/"],
    "dispatcher": [
        "/map/", "/map/?site={site}", *RECORDS, "/supervision/", "/supervision/?view=townships", "/reports/",
        "/ledgers/",
    ],
    "dispatcher planning": [
        "/plans/", "/plans/new/", f"/plans/new/?date={NEXT_TUESDAY}", "/plans/{frozen}/?step=draw",
        *(f"/plans/{{draft}}/?step={step}" for step in STEPS), "/plans/{draft}/?step=pool&view=list",
        "/plans/{walked}/?step=day",
    ],
    "inspector": ["/field/", "/map/", *RECORDS],
    "unit_leader": ["/field/", "/draws/nonce/", "/supervision/", "/visits/", "/hazards/"],
    "township_leader": ["/township/", "/map/", *RECORDS, "/supervision/"],
    "township_officer": ["/field/", "/township/", "/visits/", "/hazards/"],
    "section_officer": ["/hazards/", "/hazards/{hazard}/", "/reports/", "/ledgers/"],
    "county_leader": ["/plans/", "/plans/{draft}/?step=seal", "/hazards/{hazard}/", "/supervision/", "/reports/"],
    "auditor": ["/visits/", "/hazards/", "/supervision/", "/reports/"],
    "enterprise": ["/hazards/", "/hazards/{hazard}/"],
    "admin": ["/admin/"],
}  # fmt: skip
IN_OTHER_LOOKS = {
    "dispatcher": ["/hazards/", "/hazards/{hazard}/", "/supervision/", "/reports/", "/plans/{draft}/?step=seal"],
    "township_leader": ["/township/"],
    "inspector": ["/field/"],
}

pytestmark = pytest.mark.django_db


@dataclass
class Week:
    """`sessions`: {person: session key}, made before a test's own transaction, which the server does not see."""

    world: Any
    ids: dict[str, Any] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)


def built(hand) -> Week:
    world = cast.build()
    more_sites(world)
    one_more_officer(world)
    Checklist.objects.create(
        key="industry_general", version=1, title="工贸检查表", valid_from="2019-01-01", content=SHEET
    )
    Site.objects.exclude(name__startswith="示例厂", township=world.east).update(status=SiteStatus.CLOSED)
    desk = Desk(world)
    desk.commit()
    plan = desk.sealed(teams=1, stops=2)
    Site.objects.update(status=SiteStatus.PRODUCING)
    hand.at = Assembly.objects.filter(plan=plan).first().departs_at + timedelta(minutes=20)
    week = Week(world)
    walk = Walk(world, hand, plan)
    visit, hazard = walked(walk)
    world.people["inspector"] = walk.leader  # whoever was drawn
    hand.set(2019, 10, 17, 18)
    rounds.close_due(at=now())
    planning.file_record(plan.pk, at=now())
    Scope.objects.create(user=world.section_officer, sector_line=visit.site.sector_line)
    Scope.objects.filter(user=world.enterprise).update(site=visit.site)
    reassess([visit.site_id], at=now())

    hand.set(2019, 10, 25, 9)
    stay = a_fix(112.15, 25.35)
    check_in(by=world.unit_leader, check_in_id=uuid4(), fix=stay, device_at=now(), at=now())
    draft = frozen(world, NEXT_MONDAY)
    desk.witness(on=NEXT_MONDAY)
    for deed in (planning.draw, planning.route):
        draft = deed(draft, by=world.dispatcher, at=now())
    planning.put_up(draft, approver=world.county_leader, by=world.dispatcher, at=now())
    week.ids = {
        "visit": visit.pk, "hazard": hazard.pk, "site": visit.site_id, "walked": plan.pk, "draft": draft.pk,
        "frozen": frozen(world, NEXT_TUESDAY).pk,
    }  # fmt: skip
    week.sessions = {person: session_of(user) for person, user in world.people.items()}
    return week


def walked(walk):
    """One stop with an answer, a finding, a photo and all signatures."""
    visit = walk.visit()
    hazard = walk.report(visit)
    given = {"checklist": "industry_general", "version": 1, "item_key": "ig-guard", "answer": "no"}
    answer_item(visit, by=walk.leader, **given, device_at=now(), at=now())
    walk.sign(visit)
    walk.clock.move(minutes=50)
    leave_visit(visit, by=walk.leader, at=now())
    visit.refresh_from_db()
    return visit, hazard


def frozen(world, on):
    departs_at, shift_ends_at = planning.shift(on)
    given = {"departs_at": departs_at, "shift_ends_at": shift_ends_at, "by": world.dispatcher, "at": now()}
    return planning.new_plan(teams=2, stops=6, **given)


@pytest.fixture(scope="module")
def week(django_db_setup, django_db_blocker, tmp_path_factory):
    """Built and committed once for all tests of this file, which only read; emptied at its end."""
    hand = SetClock(NINE_ON_A_WEDNESDAY)
    given = override_settings(
        MEDIA_ROOT=tmp_path_factory.mktemp("media"),
        VALHALLA_URL="",
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    )
    with django_db_blocker.unblock(), given, pytest.MonkeyPatch.context() as patch:
        assert connection.settings_dict["NAME"].startswith("test_"), "it is emptied afterwards"
        patch.setattr(clock, "_hand", hand)
        patch.setattr("gis_platform.common.later.send", lambda task, ids: None)
        try:
            yield built(hand)
        finally:
            call_command("flush", verbosity=0, interactive=False)


@pytest.fixture
def faults_of(week, open_context, origin, complaints):
    """`faults_of("dispatcher", pages)`: {page: what is wrong there at either size}."""

    def look(person, pages, **cookies):
        context = open_context()
        if person in week.sessions:
            cookies["sessionid"] = week.sessions[person]
        context.add_cookies([{"name": name, "value": value, "url": origin} for name, value in cookies.items()])
        page = context.new_page()
        faults = {}
        for path in (path.format(**week.ids) for path in pages):
            complaints.heard.clear()
            page.set_viewport_size(PHONE)  # first: a small map is sooner drawn
            assert page.goto(path).status == 200, path
            found = [f"360: {fault}" for fault in serious(page) + too_wide(page)]
            page.set_viewport_size(DESK)
            found += [f"1440: {fault}" for fault in serious(page)] + complaints.heard
            if found:
                faults[path] = found
        return faults

    return look


def settled(page):
    """Every module of the page has begun, and what is a map alone is drawn."""
    expect(page.locator("[data-module]:not([data-mounted])")).to_have_count(0)
    expect(page.locator("main.map:not([data-state=idle])")).to_have_count(0)
    expect(page.locator("[data-part=main]:empty")).to_have_count(0)


def serious(page):
    settled(page)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    return page.evaluate(SERIOUS)


def too_wide(page):
    width = page.evaluate("document.documentElement.scrollWidth")
    return [f"{width} px wide"] if width > PHONE["width"] else []


@pytest.mark.parametrize("who", PAGES)
def test_every_page_of_a_role_is_accessible_and_silent(faults_of, who):
    assert faults_of(who.split()[0], PAGES[who]) == {}


@pytest.mark.parametrize("look", [{"theme": "dark"}, {"django_language": "en"}], ids=["in the dark", "in English"])
def test_the_same_holds(faults_of, look):
    assert {who: faults for who, pages in IN_OTHER_LOOKS.items() if (faults := faults_of(who, pages, **look))} == {}


def test_a_page_that_is_not_there_says_so_and_leads_home(faults_of, see):
    page = see(None, "/nothing/")
    expect(page.get_by_role("heading", level=1)).to_have_text("找不到这一页")
    assert serious(page) == []
    page.get_by_role("link", name="回首页").click()
    page.wait_for_url("**/login/**")
