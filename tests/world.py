"""The cast of every test: two townships, four sites and the people around them.

Dispatcher Wen plans; Lu is the second dispatcher; leader Qin governs East township, leader Bai governs West and should
learn nothing of East; inspector Tan leads a team with inspector Hu; section officer Gu has the mines line; county
leader Shen approves; Mao (公安局, deputy) resides and is the draw's witness, Ning of his unit is no deputy; auditor Ren
reads; admin Xu manages accounts; Dong works for the East mine. All of them and all sites are invented.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.gis.geos import MultiPolygon, Point, Polygon

from gis_platform.accounts.models import User
from inspections.organisation.models import Certificate, Depot, Office, Officer, UnitMember
from layers.sites.models import Site
from layers.territory.models import County, MemberUnit, Scope, SectorLine, Township

# Two boxes side by side; 0.1° is about 10 km here. The shared edge lies at 112.10° E.
EAST_BOX = (112.10, 25.30, 112.20, 25.40)
WEST_BOX = (112.00, 25.30, 112.10, 25.40)
PASSWORD = "Right-horse-7"
LINES = {
    "mines": "非煤矿山",
    "tailings": "尾矿库",
    "hazchem": "危险化学品",
    "fireworks": "烟花爆竹",
    "industry_trade": "工贸",
}


@dataclass
class World:
    east: Township
    west: Township
    lines: dict[str, SectorLine]
    offices: dict[str, Office] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    sites: dict[str, Site] = field(default_factory=dict)
    depot: Any = None
    police: Any = None

    def __getattr__(self, name):
        """`world.dispatcher`, `world.east_mine`: people and sites by name."""
        for shelf in ("people", "sites"):
            if name in self.__dict__.get(shelf, {}):
                return self.__dict__[shelf][name]
        raise AttributeError(name)


def box(bounds) -> MultiPolygon:
    return MultiPolygon(Polygon.from_bbox(bounds), srid=4326)


def build() -> World:
    County.objects.create(code="431127", name="示例县", outline=box((112.00, 25.30, 112.20, 25.40)), is_synthetic=True)
    world = World(
        east=Township.objects.create(code="431127101", name="东示例镇", boundary=box(EAST_BOX)),
        west=Township.objects.create(code="431127100", name="西示例镇", boundary=box(WEST_BOX)),
        lines={key: SectorLine.objects.create(key=key, name=name) for key, name in LINES.items()},
    )
    _sites(world)
    _people(world)
    return world


def _sites(world):
    rows = (
        ("east_mine", "示例石场甲", "mine", "mines", world.east, 112.150, 25.350, "Y1431127FXT0000103"),
        ("east_shop", "示例鞭炮店甲", "fireworks", "fireworks", world.east, 112.160, 25.360, None),
        ("west_pond", "示例尾矿库甲", "tailings_pond", "tailings", world.west, 112.050, 25.350, "Y1431127FXT0000290"),
        (
            "west_works",
            "示例机械厂甲",
            "industry_trade",
            "industry_trade",
            world.west,
            112.040,
            25.340,
            "Y1431127FXT000037T",
        ),
    )
    for key, name, kind, line, township, lng, lat, uscc in rows:
        world.sites[key] = Site.objects.create(
            code=key.upper(), name=name, name_search=name, kind=kind, sector_line=world.lines[line], township=township,
            location=Point(lng, lat, srid=4326), raw_lng=lng, raw_lat=lat, uscc=uscc,
            uscc_missing_reason="" if uscc else "零售点无代码", is_synthetic=True,
        )  # fmt: skip


def _people(world):
    def person(key, name, role, **scope):
        user = User.objects.create_user(username=key, password=PASSWORD, role=role, name=name)
        world.people[key] = user
        if scope:
            Scope.objects.create(user=user, **scope)
        return user

    person("dispatcher", "示例文", "dispatcher")
    person("second_dispatcher", "示例陆", "dispatcher")
    person("township_leader", "示例秦", "township_leader", township=world.east)
    person("other_township_leader", "示例白", "township_leader", township=world.west)
    person("township_officer", "示例岳", "township_officer", township=world.east)
    person("section_officer", "示例顾", "section_officer", sector_line=world.lines["mines"])
    person("county_leader", "示例沈", "county_leader")
    person("auditor", "示例任", "auditor")
    person("admin", "示例徐", "admin")
    person("enterprise", "示例董", "enterprise", site=world.sites["east_mine"])
    mines = Office.objects.create(key="industry_mines", name="工贸矿山股")
    mines.sector_lines.set([world.lines["mines"], world.lines["tailings"], world.lines["industry_trade"]])
    world.offices["industry_mines"] = mines
    for number, (key, name) in enumerate(
        (("inspector", "示例谭"), ("second_inspector", "示例胡"), ("third_inspector", "示例易"))
    ):
        officer = Officer.objects.create(
            code=f"T{number}", name=name, user=person(key, name, "inspector"), office=mines
        )
        Certificate.objects.create(
            officer=officer, number=f"TEST-{number:03}", valid_from=date(2018, 1, 1), valid_to=date(2030, 12, 31)
        )
    world.police = MemberUnit.objects.create(key="public_security", name="公安局")
    for key, name, is_deputy in (("unit_leader", "示例毛", True), ("unit_member", "示例宁", False)):
        user = person(key, name, "unit_leader", member_unit=world.police)
        UnitMember.objects.create(user=user, unit=world.police, is_deputy=is_deputy, is_witness=is_deputy)
    world.depot = Depot.objects.create(name="示例驻地", location=Point(112.12, 25.35, srid=4326))
