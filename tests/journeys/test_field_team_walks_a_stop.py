"""Two officers with telephones of 360 × 740: the call, the gate, the work there, the signatures, the way on.

A browser cannot prove where its position comes from, so an arrival waits for the planner's word (S2): she gives it.
"""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from inspections.checklists.models import Checklist
from inspections.documents.models import Document
from inspections.hazards.models import Hazard
from inspections.rounds.models import Assembly
from inspections.visits.models import Visit
from layers.sites.models import Site
from layers.sites.rules import SiteStatus
from tests.inspections.walking import SHEET, Walk, picture
from tests.journeys.conftest import PHONE, POSITIONS_BY_THE_SET_CLOCK
from tests.world import PASSWORD

# What a thumb may press on the page; links inside a sentence and what lies beneath a larger label are none.
SMALL_TARGETS = """() => [...document.querySelectorAll(".field a, .field button, .field input:not(.sr-only)")]
  .map((one) => [one.outerHTML.slice(0, 90), one.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.height < 47.5 || box.width < 47.5))
  .map(([html, box]) => `${html} ${box.width}x${box.height}`)"""


@dataclass
class Telephone:
    page: Page

    def stand(self, lng, lat, accuracy=8):
        self.page.context.set_geolocation({"longitude": lng, "latitude": lat, "accuracy": accuracy})

    def press(self, text):
        """The large button, link or row with this text."""
        self.page.locator(".field").locator("button, a").filter(has_text=text).first.click()

    def reads(self, text):
        expect(self.page.locator("[data-part=main]")).to_contain_text(text)

    def go(self, screen):
        self.page.goto(f"/field/#{screen}")

    def hears(self):
        """There is signal again: what waits goes out, what is new comes in."""
        self.page.evaluate("() => void dispatchEvent(new Event('online'))")

    def has_sent_all(self):
        self.hears()
        expect(self.page.locator("[data-part=sync]")).to_be_hidden()

    def package(self):
        return self.page.request.get("/mobile/v1/package/").text()

    def sign(self):
        pad = self.page.locator(".sign-pad canvas")
        pad.scroll_into_view_if_needed()
        box = pad.bounding_box()
        self.page.mouse.move(box["x"] + 40, box["y"] + 60)
        self.page.mouse.down()
        for k in range(8):
            self.page.mouse.move(box["x"] + 40 + 20 * k, box["y"] + (40 if k % 2 else 80))
        self.page.mouse.up()

    def take_photo(self, file):
        with self.page.expect_file_chooser() as asked:
            self.page.locator(".add-photo").click()
        asked.value.set_files({"name": "gate.jpg", "mimeType": "image/jpeg", "buffer": file})
        expect(self.page.locator(".pics .thumb")).to_be_visible()


@pytest.fixture
def walk(county, world, at_nine):
    """Thursday's sealed plan, one team, two stops; the clock two hours before departure."""
    Checklist.objects.create(
        key="industry_general", version=1, title="工贸检查表", valid_from="2019-01-01", content=SHEET
    )
    own = Site.objects.filter(pk__in=[site.pk for site in world.sites.values()])
    own.update(status=SiteStatus.CLOSED)
    plan = county.sealed(teams=1, stops=2)
    own.update(status=SiteStatus.PRODUCING)
    at_nine.at = Assembly.objects.filter(plan=plan).first().departs_at - timedelta(hours=2)
    return Walk(world, at_nine, plan)


@pytest.fixture
def under_way(walk, at_nine):
    """Twenty minutes after departure: the first stop is open to the leader."""
    at_nine.move(hours=2, minutes=20)
    return walk


@pytest.fixture
def phone(see, at_nine):
    """`phone(walk.leader)`: a person's telephone, at the depot, its clock set like the server's."""

    def of(user, path="/field/"):
        page = see(user, viewport=PHONE, has_touch=True, permissions=["geolocation"])
        page.add_init_script(POSITIONS_BY_THE_SET_CLOCK)
        page.clock.set_fixed_time(at_nine.at)
        telephone = Telephone(page)
        telephone.stand(112.12, 25.35)
        page.goto(path)
        return telephone

    return of


@pytest.fixture
def at_the_stop(under_way, phone):
    """The leader's telephone with the stop open and both officers there."""
    visit = under_way.visit()
    telephone = phone(under_way.leader, "/field/#visit")
    telephone.stand(visit.site.location.x, visit.site.location.y)
    telephone.reads("检查表")
    return telephone


def other_names(walk):
    """Names of every site but the one that is open to the leader now."""
    open_now = walk.stop.site_id if walk.stop else None
    return [site.name for site in Site.objects.exclude(pk=open_now)]


@pytest.mark.rule("S1")
def test_the_call_says_when_and_where_to_meet_and_nothing_else(walk, phone, world):
    leader = phone(None)
    leader.page.get_by_label("账号").fill(walk.leader.username)
    leader.page.get_by_label("密码", exact=True).fill(PASSWORD)
    leader.page.get_by_role("button", name="登录").click()
    leader.reads("任务")
    leader.reads(world.depot.name)
    leader.reads(f"{timezone.localtime(Assembly.objects.filter(plan=walk.plan).first().departs_at):%H:%M}")
    told = leader.package() + leader.page.content()
    assert [name for name in other_names(walk) if name in told] == []


@pytest.mark.rule("S1")
def test_on_duty_the_leader_sees_one_stop_and_the_other_officer_none(under_way, phone):
    leader, second = phone(under_way.leader), phone(under_way.second)
    leader.press("上岗")
    leader.reads(under_way.site.name)
    leader.reads("第 1 站")
    second.press("上岗")
    second.reads("等下一站")
    others = other_names(under_way)
    assert [name for name in others if name in leader.package()] == []
    assert [name for name in [under_way.site.name, *others] if name in second.package()] == []


@pytest.mark.rule("S2")
def test_before_arrival_is_logged_the_phone_says_where_one_stands(under_way, phone):
    site = under_way.site.location
    leader = phone(under_way.leader)
    leader.press("上岗")
    leader.reads(under_way.site.name)
    leader.stand(site.x + 0.006, site.y)
    leader.press("到了")
    leader.reads("在围栏外")
    expect(leader.page.get_by_role("button", name="仍然登记")).to_be_visible()
    leader.stand(site.x, site.y, accuracy=400)
    leader.press("再定位")
    leader.reads("误差超过 100 米")
    leader.stand(site.x, site.y)
    leader.press("再定位")
    leader.reads("在围栏内")
    leader.press("登记到达")
    leader.reads("待认可")
    leader.has_sent_all()
    leader.reads("无法确认定位来源")
    assert Visit.objects.get().standing == "unverified"


@pytest.mark.rule("S2", "S3")
def test_a_stop_is_walked_from_the_gate_to_the_record(under_way, phone, see, world, complaints):
    first = under_way.site
    leader, second = phone(under_way.leader), phone(under_way.second)
    for officer in (leader, second):
        officer.stand(first.location.x, first.location.y)
        officer.press("上岗")
    leader.press("到了")
    leader.press("登记到达")
    leader.reads("待认可")
    leader.has_sent_all()

    wen = see(world.dispatcher, "/visits/")
    wen.locator("tbody a").click()
    wen.get_by_label("理由").fill("电话核对")
    wen.get_by_role("button", name="认可").click()
    expect(wen.get_by_role("heading", level=1)).to_have_text(first.name)

    leader.hears()
    leader.reads("人工认可")
    second.hears()
    second.press("我也到了")
    second.press("确认在场")
    second.has_sent_all()

    leader.hears()
    leader.press("检查表")
    leader.press("开始")
    leader.press("否，拍照记隐患")
    leader.take_photo(picture("green"))
    leader.reads("1 张照片已加哈希")
    leader.press("保存")
    leader.reads("已记 1 条")
    leader.has_sent_all()
    assert Hazard.objects.get().finding.photos.count() == 1

    leader.go("sign")
    leader.page.get_by_label("姓名").fill("示例厂长乙")
    for _ in range(3):
        leader.sign()
        leader.press("确认签名")
    leader.reads("都签好了")
    leader.has_sent_all()
    leader.reads("检查记录已出具")
    leader.press("回到检查")
    record = Document.objects.get(subject=Visit.objects.get().pk, series="应急检记")
    leader.reads(record.serial)
    leader.press("现场检查记录")
    leader.reads("可以给企业看")
    paper = leader.page.request.get(leader.page.get_by_role("link", name="打开 PDF").get_attribute("href"))
    assert paper.body().startswith(b"%PDF")

    leader.go("visit")
    leader.press("离开本站")
    leader.reads("第 2 站")
    leader.has_sent_all()
    leader.go("received")
    for deed in ("上岗", f"到达 {first.name}", "检查项：", "隐患：", "签字：示例厂长乙", f"离开 {first.name}"):
        leader.reads(deed)
    assert complaints.heard == []


@pytest.mark.rule("S3")
def test_a_refusal_to_sign_needs_its_reason_and_a_witness(at_the_stop):
    leader = at_the_stop
    leader.press("签字")
    leader.press("对方拒签")
    go = leader.page.get_by_role("button", name="确认签名")
    for label, text in (("拒签人", "示例厂长乙"), ("拒签理由", "不同意检查结果"), ("见证人", "示例村干部丙")):
        leader.page.get_by_label(label, exact=True).fill(text)
    expect(go).to_be_disabled()
    leader.sign()
    go.click()
    for _ in range(2):
        leader.sign()
        leader.press("确认签名")
    leader.has_sent_all()
    leader.reads("检查记录已出具")
    assert Visit.objects.get().recorded_at is not None


def test_without_signal_nothing_is_lost(at_the_stop):
    leader = at_the_stop
    leader.page.context.set_offline(True)
    leader.press("记隐患")
    leader.take_photo(picture("blue"))
    leader.page.get_by_label("情况").fill("消防通道堵塞")
    leader.press("保存")
    expect(leader.page.locator("[data-part=sync]")).to_contain_text("没有信号")
    assert not Hazard.objects.exists()
    leader.page.locator("[data-part=sync]").click()
    leader.reads("隐患：消防通道堵塞")
    leader.reads("照片 1 张")
    leader.page.context.set_offline(False)
    leader.has_sent_all()
    leader.reads("服务器收到")
    assert Hazard.objects.get().finding.text == "消防通道堵塞"


def test_without_permission_to_locate_the_phone_says_what_to_do(under_way, see, at_nine):
    page = see(under_way.leader, viewport=PHONE, has_touch=True)
    page.clock.set_fixed_time(at_nine.at)
    page.goto("/field/")
    leader = Telephone(page)
    leader.press("上岗")
    leader.press("到了")
    leader.reads("没有定位权限")
    expect(page.get_by_role("button", name="再定位")).to_be_visible()


def test_every_screen_fits_a_small_phone_and_a_thumb(under_way, phone, complaints):
    leader = phone(under_way.leader)
    site = under_way.site
    leader.stand(site.location.x, site.location.y)
    faults = misfits(leader, {"today": "任务"})
    leader.press("上岗")
    faults |= misfits(leader, {"today": site.name, "navigate": "高德", "skip": "为什么跳过", "arrive": "在围栏内"})
    under_way.visit()
    leader.hears()
    leader.go("visit")
    faults |= misfits(
        leader, {"visit": "检查表", "checklist": "防护罩", "checklist/industry_general/ig-guard": "防护罩"}
    )
    faults |= misfits(leader, {"finding": "已自动记下", "sign": "姓名", "sign/refused": "拒签理由"})
    faults |= misfits(leader, {"received": "已收到", "menu": site.name})
    assert faults == {}
    assert complaints.heard == []


def misfits(telephone, screens):
    """{screen: what is wider than the phone or smaller than a thumb}; each is there once it reads its text."""
    found = {}
    for screen, text in screens.items():
        telephone.go(screen)
        telephone.reads(text)
        wide = telephone.page.evaluate("document.documentElement.scrollWidth")
        found[screen] = telephone.page.evaluate(SMALL_TARGETS) + [wide] * (wide > PHONE["width"])
    return {screen: faults for screen, faults in found.items() if faults}
