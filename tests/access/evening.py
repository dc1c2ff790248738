"""One county in the evening of a walked day, with one thing of every kind in East township, and everybody who asks.

A capital letter is somebody whom the things of East reach, the small one the same role elsewhere (`asking`). The
evening is built once a module, in a transaction of its own; each request is rolled back, so that every row of the
table meets the same evening.
"""

import json
import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from io import BytesIO
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import yaml
from django.conf import settings
from django.contrib.gis.geos import Polygon
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client

from gis_platform.accounts.models import User
from gis_platform.audit.models import Event
from gis_platform.common.clock import now
from inspections.campaigns.models import Campaign
from inspections.checklists.models import Checklist
from inspections.documents.models import Document
from inspections.documents.services import file_pdf
from inspections.evidence.models import Signature
from inspections.evidence.services import store_photo
from inspections.ledgers.models import BatchEntry, FiveBatchReport
from inspections.organisation.models import Office, Officer
from inspections.planning import services as planning
from inspections.planning.models import DrawRecord
from inspections.rounds import services as rounds
from inspections.rounds.models import Assembly, Plan
from inspections.supervision.services import check_in
from inspections.tracks.services import end_duty, ingest, start_duty
from inspections.visits import services as visits
from layers.risk.models import Assessment
from layers.sites.models import Site
from layers.sites.rules import SiteStatus
from layers.territory.models import MemberUnit, Scope
from layers.zones.models import RiskZone
from mobile_api.uploads.services import new_upload
from tests import world as cast
from tests.conftest import COUNTY
from tests.inspections.sealed_day import THURSDAY, Desk, more_sites, one_more_officer
from tests.inspections.walking import SHEET, Walk, picture

FRIDAY, MONDAY = THURSDAY + timedelta(days=1), THURSDAY + timedelta(days=4)
NOWHERE = 2**40  # an id that was never given
CHANGING = re.compile(rb'nonce="[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"')  # by request, for everybody
IN_TURN = {"Content-Security-Policy", "Expires", "Set-Cookie"}
READINGS = {"plan.opened", "track.read"}  # on record, and no change


@dataclass
class Evening:
    world: Any
    who: dict[str, Any] = field(default_factory=dict)
    ids: dict[str, Any] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)

    def path(self, template):
        return template.format(**self.ids)

    def nowhere(self, template):
        """The same path with ids that never existed."""
        return template.format(**{name: NOWHERE if type(key) is int else uuid4() for name, key in self.ids.items()})

    def log_in(self, letter):
        self.clients[letter] = client = Client()
        if user := self.who[letter]:
            client.force_login(user, backend="gis_platform.accounts.backends.LoopbackDemoBackend")

    def ask(self, letter, method, path, body=None, *, content_type="", **headers):
        """(answer, whether a deed came on record). Whatever was done is undone. `body`: values, or bytes to send."""
        sent = {}
        if method not in ("GET", "HEAD"):
            is_json = path.startswith(("/api/", "/mobile/"))
            kind = "application/json" if is_json else "application/x-www-form-urlencoded"
            if not isinstance(body, bytes):
                body = json.dumps(body or {}) if is_json else urlencode(body or {})
            sent = {"data": body, "content_type": content_type or kind}
        client = self.clients[letter]
        if method in ("GET", "HEAD"):
            return client.generic(method, path, headers=headers), False
        with transaction.atomic():
            deeds = Event.objects.exclude(deed__in=READINGS)
            before = deeds.count()
            answer = getattr(client, method.lower())(path, headers=headers, **sent)
            has_done = deeds.count() > before
            transaction.set_rollback(True)
        if path == "/logout/":
            self.log_in(letter)  # the session was no row: it is gone
        return answer, has_done


def content_of(answer) -> bytes:
    return b"".join(answer) if answer.streaming else answer.content


def seen(answer):
    """What a stranger could compare between two answers."""
    kept = {name: value for name, value in answer.headers.items() if name not in IN_TURN}
    return answer.status_code, CHANGING.sub(b"", content_of(answer)), kept


def build(hand) -> Evening:
    world = cast.build()
    more_sites(world)
    one_more_officer(world)
    Campaign.objects.create(key="x", name="x", document=_campaign())
    Checklist.objects.create(key="industry_general", version=1, title="x", valid_from="2019-01-01", content=SHEET)
    evening = Evening(world)
    walk = _walked(world, hand)
    asking(evening, walk)
    _of_the_ground(evening, walk.seen.site)
    _of_the_walk(evening, walk)
    _of_the_office(evening)
    for letter in evening.who:
        evening.log_in(letter)
    return evening


def _campaign():
    document = yaml.safe_load((settings.BASE_DIR / "fixtures/campaign_2019.yaml").read_text(encoding="utf-8"))
    return json.loads(json.dumps(document, default=str))


def _walked(world, hand):
    """One team in East: a stop arrived at, found, signed, left; at the other the fix was not believed.

    Then the plan is over and its record filed, not yet public.
    """
    desk = Desk(world)
    desk.commit()
    Site.objects.exclude(name__startswith="示例厂", township=world.east).update(status=SiteStatus.CLOSED)
    plan = desk.sealed(teams=1, stops=2)
    Site.objects.update(status=SiteStatus.PRODUCING)
    hand.at = Assembly.objects.filter(plan=plan).first().departs_at + timedelta(minutes=20)
    walk = Walk(world, hand, plan)
    duty = start_duty(by=walk.leader, duty_id=uuid4(), device_at=now(), at=now())
    visit = walk.visit()
    ingest(by=walk.leader, device_id="phone-1", provider="field", fixes=[walk.fix(visit.site)], at=now())
    walk.hazard = walk.report(visit)
    hand.move(minutes=40)
    visits.answer_item(
        visit, by=walk.leader, checklist="industry_general", version=1, item_key="ig-guard", answer="no",
        device_at=now(), at=now(),
    )  # fmt: skip
    walk.sign(visit)
    visits.leave_visit(visit, by=walk.leader, at=now())
    hand.move(minutes=30)
    walk.unopened = walk.arrive(fix=walk.fix(is_mock=True)).visit
    end_duty(by=walk.leader, duty_id=duty.pk, device_at=now(), at=now())
    hand.set(2019, 10, 17, 18)
    rounds.close_due(at=now())
    planning.file_record(plan.pk, at=now())
    plan.refresh_from_db()
    visit.refresh_from_db()
    walk.duty, walk.seen = duty, visit
    return walk


def asking(evening, walk):
    world, site = evening.world, walk.seen.site
    people = world.people.values()
    stranger = next(user for user in people if user.role == "inspector" and user not in (walk.leader, walk.second))

    def another(name, role, **scope):
        user = User.objects.create_user(username=name, role=role, name=name)
        if scope:
            Scope.objects.create(user=user, **scope)
        return user

    section = another("section", "section_officer", sector_line=site.sector_line)
    office = Office.objects.create(key="publicity", name="宣教股")
    Officer.objects.create(code="S1", name="section", user=section, office=office)
    other_unit = MemberUnit.objects.create(key="other", name="示例局")
    evening.who = {
        "D": world.dispatcher,  # wrote the plans
        "d": world.second_dispatcher,
        "I": walk.leader,
        "i": stranger,
        "U": world.unit_leader,  # checked in; the draw's witness
        "u": another("other_unit", "unit_leader", member_unit=other_unit),
        "T": world.township_leader,
        "t": world.other_township_leader,
        "O": world.township_officer,
        "S": section,  # of the site's line, and of the office that entered the batch item
        "s": world.section_officer,
        "L": world.county_leader,  # sealed the plans
        "l": another("other_county_leader", "county_leader"),
        "A": world.auditor,
        "X": world.admin,
        "E": another("owner", "enterprise", site=site),
        "e": another("other_owner", "enterprise", site=world.west_pond),
        "-": None,  # nobody logged in
    }
    User.objects.filter(pk=world.admin.pk).update(is_staff=True)  # as accounts of administrators are made


def _of_the_ground(evening, site):
    east = evening.world.east
    zone = RiskZone.objects.create(
        name="示例风险区东", hazard_class="production", level="red", township=east, valid_from=date(2019, 1, 1),
        area=Polygon.from_bbox((112.14, 25.34, 112.16, 25.36)),
    )  # fmt: skip
    since = datetime(2019, 9, 1, tzinfo=COUNTY)
    judged = Assessment.objects.filter(site=site).first() or Assessment.objects.create(
        site=site, level="red", reasons=[], period=DateTimeTZRange(since, None)
    )
    evening.ids |= {"township": east.pk, "site": site.pk, "zone": zone.pk, "assessment": judged.pk}


def _of_the_walk(evening, walk):
    visit, finding = walk.seen, walk.hazard.finding
    papers = {paper.series: paper for paper in Document.objects.filter(subject=visit.pk)}
    for paper in papers.values():
        file_pdf(paper.pk, render=lambda values, is_void: b"%PDF-1.7")
    evening.ids |= {
        "visit": visit.pk,
        "unopened": walk.unopened.pk,
        "stop": visit.stop_id,
        "round": visit.stop.round_id,
        "finding": finding.pk,
        "hazard": walk.hazard.pk,
        "photo": finding.photos.first().pk,
        "signature": Signature.objects.filter(subject=visit.pk).exclude(sha256="").first().pk,
        "record": papers["应急检记"].pk,
        "scheme": papers["应急检查"].pk,
        "duty": walk.duty.pk,
        "over": walk.plan.pk,
        "public": _public_draw(walk.plan),
    }


def _public_draw(plan):
    """The same record under another plan, published an hour ago."""
    filed = DrawRecord.objects.get(plan=plan)
    older = Plan.objects.get(pk=plan.pk)
    older.pk, older.date = uuid4(), plan.date - timedelta(days=14)
    older.author = User.objects.create_user("former_dispatcher", role="dispatcher")
    older.approver = User.objects.create_user("former_leader", role="county_leader")
    older.save(force_insert=True)
    DrawRecord.objects.create(
        plan=older, record=filed.record, sha256=filed.sha256, public_from=now() - timedelta(hours=1)
    )
    return older.pk


def _of_the_office(evening):
    """Friday's sealed plan, Monday's draft, Mao's check-in, a batch item with its half-month's report, half a photo."""
    world, section, leader = evening.world, evening.who["S"], evening.who["I"]
    sealed = _draft(world, FRIDAY)
    Desk(world).witness(on=FRIDAY)
    by = {"by": world.dispatcher, "at": now()}
    planning.route(planning.draw(sealed, **by), **by)
    planning.put_up(sealed, approver=world.county_leader, **by)
    planning.seal(sealed, by=world.county_leader, at=now())
    morning = datetime.combine(THURSDAY, time(10), tzinfo=COUNTY)
    # By a browser: whether the position is a mock is unknown, so a dispatcher looks at it.
    fix = {"at": morning.isoformat(), "lng": 112.15, "lat": 25.35, "datum": "wgs84", "accuracy_m": 15, "is_mock": None}
    here = check_in(by=world.unit_leader, check_in_id=uuid4(), fix=fix, device_at=morning, at=morning)
    entry = BatchEntry.objects.create(
        kind="exposed", counted_on=date(2019, 10, 3), unit="示例单位", text="示例", office=section.officer.office,
        by=section, at=now(),
    )  # fmt: skip
    report = FiveBatchReport.objects.create(
        starts_on=date(2019, 10, 1), ends_on=date(2019, 10, 15), version=1, figures={}, text="示例", frozen_at=now(),
        by=world.dispatcher,
    )  # fmt: skip
    upload = new_upload(by=leader, photo_id=uuid4(), sha256="0" * 64, length=10, at=now())
    private = picture((1, 2, 3))
    loose = store_photo(BytesIO(private), by=leader, photo_id=uuid4(), sha256=sha256(private).hexdigest(), at=now())
    evening.ids |= {
        "sealed": sealed.pk, "draft": _draft(world, MONDAY).pk, "check_in": here.pk, "entry": entry.pk,
        "report": report.pk, "upload": upload.pk, "loose": loose.pk, "approver": world.county_leader.pk,
    }  # fmt: skip


def _draft(world, on):
    departs_at, shift_ends_at = planning.shift(on)
    times = {"departs_at": departs_at, "shift_ends_at": shift_ends_at}
    return planning.new_plan(teams=1, stops=2, **times, by=world.dispatcher, at=now())
