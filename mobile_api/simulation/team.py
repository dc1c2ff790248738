"""Two officers' day on the road: drive, arrive, ask, find, sign, leave; each `yield` names the next moment."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import uuid4

from . import pictures
from .client import DayFailed
from .motion import Line, Spot, drive, moved, stay
from .phone import Phone

FINDINGS_A_STOP = 2
ANSWERS_A_BATCH = 25
# Yields the moments it waits for, returns the moment at which it is done.
type Moments = Generator[datetime, None, datetime]
NOTES = ("现场查看不符合要求", "台账记录不全", "防护设施缺失", "标识不清", "未能出示有效记录")


@dataclass
class Tally:
    stops: int = 0
    findings: int = 0
    photos: int = 0
    fixed_on_site: int = 0
    refusals: int = 0
    mocks_refused: int = 0


@dataclass
class Team:
    """`zone`: of the county; phones are logged in and have their package."""

    number: int
    lead: Phone
    second: Phone
    rng: Random
    zone: Any
    say: Any
    clock: Any
    tally: Tally = field(default_factory=Tally)
    here: Spot | None = None
    refuses_at: int = 2  # place of the stop whose enterprise will not sign
    mocks_at: int = 1  # place of the stop where a phone first sends a mock position

    @property
    def phones(self) -> tuple[Phone, Phone]:
        return self.lead, self.second

    def day(self, starts: datetime) -> Iterator[datetime]:
        """Moments in order; the caller lets each come before it takes the next."""
        ready = starts
        while self.lead.fetch()["stop"]:
            stop = self.lead.stop
            arrives = self._arrival(stop, ready)
            yield arrives
            self._send_drive(stop, arrives)
            ready = yield from self._visit(stop, arrives)
        yield ready + timedelta(minutes=1)
        self._off_duty()

    def _arrival(self, stop, ready) -> datetime:
        """As planned where the way allows it; nobody arrives before the road is driven."""
        takes = timedelta(seconds=(stop["leg"] or {}).get("duration_s") or 600)
        midnight = ready.astimezone(self.zone).replace(hour=0, minute=0, second=0, microsecond=0)
        return max(ready + takes, midnight + timedelta(seconds=stop["planned"]["start_s"]))

    def _send_drive(self, stop, arrives):
        leg = stop["leg"]
        line = Line(leg["geometry"] if leg else [_spot(stop)])
        begins = arrives - timedelta(seconds=leg["duration_s"] if leg else 0)
        for phone in self.phones:
            phone.track(drive(line, begins, arrives, phone.receiver))
        self.here = line.at(line.length_m)

    # At the gate

    def _visit(self, stop, arrives) -> Moments:
        visit_id, place = uuid4(), stop["place"]
        if place == self.mocks_at and self.number == 1:
            yield from self._mocked(stop, visit_id, arrives)
            arrives += timedelta(minutes=2)
        at = self.clock.to(arrives)
        self.lead.do(self._arrive(stop, visit_id, at))
        opened = self.lead.fetch()["stop"]
        if opened["state"] != "unsealed":
            raise DayFailed(
                f"the arrival at stop {place} of team {self.number} did not verify: {self._verdict(visit_id)}"
            )
        self.tally.stops += 1
        self.say(f"team {self.number} stop {place}: arrived {at:%H:%M}, {opened['site']['name']} unsealed")
        at += timedelta(minutes=1)
        yield at
        self._confirm(stop, at)
        at = yield from self._inspect(opened, visit_id, at)
        at = yield from self._sign(opened, visit_id, at)
        yield at
        self._stay(stop, arrives, at)
        self.lead.do(self.lead.op("visit.leave", visit_id, at))
        self.say(f"team {self.number} stop {place}: left {at:%H:%M}")
        return at

    def _mocked(self, stop, visit_id, at) -> Iterator[datetime]:
        """A planted position is logged and opens nothing."""
        self.lead.do(self._arrive(stop, visit_id, at, is_mock=True))
        if self.lead.fetch()["stop"]["state"] == "unsealed":
            raise DayFailed("a mock position unsealed a stop")
        self.tally.mocks_refused += 1
        self.say(f"team {self.number} stop {stop['place']}: a mock position was refused")
        yield at + timedelta(minutes=2)

    def _arrive(self, stop, visit_id, at, **change):
        gate = moved(_spot(stop), self.rng.uniform(-40, 40), self.rng.uniform(-40, 40))
        return self.lead.op("visit.arrive", visit_id, at, fix=self.lead.receiver.fix(gate, at) | change)

    def _verdict(self, visit_id):
        rows = [row for row in self.lead.sections["visits"] if row["id"] == str(visit_id)]
        return "; ".join(one["detail"] for row in rows for one in row["verdict"] or ())

    def _confirm(self, stop, at):
        """The second officer's phone learns of the visit once its stop is unsealed."""
        found = [row for row in self.second.fetch()["opened"] if row["stop_id"] == stop["stop_id"]]
        if not found or not found[0]["visit_id"]:
            raise DayFailed(f"the second officer of team {self.number} is not shown the unsealed stop")
        fix = self.second.receiver.fix(_spot(stop), at)
        self.second.do(self.second.op("presence.confirm", found[0]["visit_id"], at, fix=fix))

    # Inside

    def _inspect(self, stop, visit_id, at) -> Moments:
        """Every item of every sheet is answered; some by a no, and of those the first become findings."""
        items = [(sheet, item) for sheet in stop["sheets"] for item in sheet["items"]]
        ends = at + timedelta(minutes=stop["service_min"]) * 0.8
        step = (ends - at) / max(1, len(items))
        wrong = self._wrong(items)
        ops = []
        for number, (sheet, item) in enumerate(items):
            moment = at + step * (number + 1)
            phone = self.phones[number % 2]
            ops.append((phone, self._answer(phone, visit_id, sheet, item, moment, is_wrong=item["id"] in wrong)))
            if len(ops) == ANSWERS_A_BATCH or number == len(items) - 1:
                yield moment
                for phone in self.phones:
                    if own := [op for by, op in ops if by is phone]:
                        phone.do(*own)
                ops = []
        yield ends
        for sheet, item in [pair for pair in items if pair[1]["id"] in wrong][:FINDINGS_A_STOP]:
            self._find(stop, visit_id, sheet, item, ends)
        return ends

    def _wrong(self, items) -> set[str]:
        judged = [
            item["id"]
            for _, item in items
            if item.get("ok_when") in ("yes", "no") and item.get("grade_hint") == "general"
        ]
        return set(self.rng.sample(judged, min(len(judged), FINDINGS_A_STOP + 1)))

    def _answer(self, phone, visit_id, sheet, item, at, *, is_wrong):
        right = item.get("ok_when", "yes")
        answer = "record" if right == "record" else right if not is_wrong else {"yes": "no", "no": "yes"}[right]
        body = {"checklist": sheet["checklist"], "version": sheet["version"], "item": item["id"], "answer": answer}
        if answer == "record":
            body["value"] = str(self.rng.randint(1, 12))
        if is_wrong:
            body["note"] = self.rng.choice(NOTES)
        return phone.op("checklist.answer", visit_id, at, **body)

    def _find(self, stop, visit_id, sheet, item, at):
        spot = moved(_spot(stop), self.rng.uniform(-60, 60), self.rng.uniform(-60, 60))
        photo = self._photo(spot, at, "before")
        finding_id, basis = uuid4(), (item.get("basis") or [{}])[0]
        body = {
            "visit_id": str(visit_id),
            "text": f"{self.rng.choice(NOTES)}：{item['text']}",
            "fix": self.lead.receiver.fix(spot, at),
            "photos": [photo],
            "grade_hint": item.get("grade_hint") or "to_judge",
            "place": item["section"][:100],
            "checklist": sheet["checklist"],
            "item": item["id"],
            "standard": str(basis.get("doc", ""))[:200],
            "clause": str(basis.get("clause", ""))[:200],
        }
        self.lead.do(self.lead.op("finding.create", finding_id, at, **body))
        self.tally.findings += 1
        if item.get("grade_hint") == "general" and not self.tally.fixed_on_site:
            self._fix_on_site(finding_id, spot, at + timedelta(minutes=5))

    def _fix_on_site(self, finding_id, spot, at):
        photo = self._photo(spot, at, "after")
        signatures = [self._signed("officer", self.lead, at), self._signed("second_officer", self.second, at)]
        self.lead.do(self.lead.op("hazard.fix_on_site", finding_id, at, photos=[photo], signatures=signatures))
        self.tally.fixed_on_site += 1
        self.say(f"team {self.number}: one general hazard fixed on the spot")

    def _photo(self, spot, at, label) -> str:
        self.tally.photos += 1
        return self.lead.upload(pictures.photo(spot, at, label=f"team {self.number} {label}", rng=self.rng))

    # At the end

    def _sign(self, stop, visit_id, at) -> Moments:
        at += timedelta(minutes=8)
        yield at
        signatures = [self._signed("officer", self.lead, at), self._signed("second_officer", self.second, at)]
        unit = {
            "id": str(uuid4()),
            "role": "enterprise",
            "name": stop["site"]["principal"] or "现场负责人",
            "signed_at": at.isoformat(),
        }
        if stop["place"] == self.refuses_at and self.number == 1:
            signatures += [unit | {"refusal_reason": "对检查内容有异议，拒绝签字"}, self._witness(at)]
            self.tally.refusals += 1
        else:
            signatures.append(unit | {"png": pictures.signature(self.rng)})
        self.lead.do(self.lead.op("visit.sign", visit_id, at, signatures=signatures))
        return at + timedelta(minutes=2)

    def _signed(self, role, phone, at):
        return {
            "id": str(uuid4()),
            "role": role,
            "name": phone.me["name"],
            "signer": phone.me["id"],
            "signed_at": at.isoformat(),
            "png": pictures.signature(self.rng),
        }

    def _witness(self, at):
        png = pictures.signature(self.rng)
        return {"id": str(uuid4()), "role": "witness", "name": "村委会见证人", "signed_at": at.isoformat(), "png": png}

    def _stay(self, stop, begins, ends):
        for phone in self.phones:
            phone.track(stay(_spot(stop), begins, ends, phone.receiver))

    def _off_duty(self):
        at = self.clock.now()
        for phone in self.phones:
            phone.do(phone.op("duty.end", phone.duty_id, at))
            late = phone.receiver.fix(self.here or (0.0, 0.0), at + timedelta(minutes=20))
            if phone.track([late])["off_duty"] != 1:
                raise DayFailed("a fix from off-duty time was not dropped")


def _spot(stop) -> Spot:
    return stop["site"]["lng"], stop["site"]["lat"]
