"""One unannounced day in figures and files: what a person who was not there needs to believe it.

Figures are counted from the database at the end, never from what was intended.
"""

import json
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from gis_platform import audit
from gis_platform.accounts.models import User
from gis_platform.audit import chain
from gis_platform.common.clock import county_moment
from inspections.campaigns.rules import half_month_of
from inspections.coverage.queries import coverage, coverage_by, coverage_points
from inspections.documents.models import Document
from inspections.draw import lottery
from inspections.ledgers.five_batches import five_batches_xlsx
from inspections.ledgers.queries import five_batches
from inspections.planning.queries import published_draw
from inspections.planning.services import commitments, opened_draft, plan_gap
from inspections.rounds.models import Plan, Stop
from inspections.supervision.queries import resident_days_total
from inspections.tracks.models import Fix
from inspections.visits.models import Finding, Visit
from layers.exchange.writers.vector import write_vector
from layers.maps.coverage_map import coverage_map
from layers.maps.png import picture
from layers.maps.risk_map import risk_map
from layers.sites.models import Site
from layers.territory.models import Township

SOLVER_SECONDS = 10.0
SITE_FIELDS = {
    "code": "code", "name": "name", "kind": "kind", "uscc": "uscc", "township": "township__name",
    "sector": "sector_line__key", "risk": "risk_level", "status": "status", "is_synthetic": "is_synthetic",
}  # fmt: skip
FINDING_FIELDS = {
    "id": "id", "site": "visit__site__name", "township": "visit__township__name", "text": "text",
    "grade_hint": "grade_hint", "found_at": "found_at",
}  # fmt: skip


def county_reader() -> User:
    """On whose behalf the evidence is written: the first dispatcher sees the whole county, and nothing sealed."""
    return User.objects.filter(role="dispatcher", is_active=True).order_by("pk").first()


def plan_of(day: date) -> Any:
    return Plan.objects.filter(date=day).exclude(state="cancelled").order_by("-created_at").first()


def write_evidence(day: date, out: Path, *, at: datetime) -> list[str]:
    """Write the files of contracts (`--out`); returns their names. Each opens with the network off."""
    out.mkdir(parents=True, exist_ok=True)
    reader, plan = county_reader(), plan_of(day)
    (out / "risk_map.html").write_text(risk_map(reader, on=day), encoding="utf-8")
    picture(out / "risk_map.html", out / "risk_map.png")
    shares = {
        name: None if found.percent is None else float(found.percent)
        for _code, name, found in coverage_by(reader, "township", on=day)
    }
    covered = coverage_map(Township.objects.visible_to(reader), coverage_points(reader, on=day), shares=shares, on=day)
    (out / "patrol_coverage.html").write_text(covered, encoding="utf-8")
    _write_json(out / "plan.json", unsealed_plan(reader, plan))
    _write_draw(out, plan, at)
    findings = Finding.objects.visible_to(reader).filter(visit__plan=plan)
    write_vector(findings, out / "findings.geojson", layer="findings", geometry="location", fields=FINDING_FIELDS)
    write_vector(
        Site.objects.visible_to(reader), out / "sites.gpkg", layer="sites", geometry="location", fields=SITE_FIELDS
    )
    report = five_batches(reader, half_month_of(day), report=None, on=day)
    (out / "five_batches.xlsx").write_bytes(five_batches_xlsx(report))
    _write_papers(out, reader, plan)
    audit.record(reader, "evidence.written", plan, at=at)
    return sorted(path.name for path in out.iterdir())


def unsealed_plan(reader: User, plan: Plan) -> dict[str, Any]:
    """The stops that are open, as any county reader may see them; a sealed one has no line here."""
    stops = Stop.objects.visible_to(reader).filter(round__plan=plan).select_related("site", "township", "round__leader")
    return {
        "date": plan.date.isoformat(),
        "state": plan.state,
        "stops": [
            {
                "site": stop.site.code,
                "name": stop.site.name,
                "township": stop.township.name,
                "mode": stop.selection_mode,
                "team_leader": stop.round.leader.get_full_name(),
                "unsealed_at": stop.unsealed_at.isoformat(),
                "left_at": stop.left_at.isoformat() if stop.left_at else None,
                "lng": stop.site.location.x,
                "lat": stop.site.location.y,
            }
            for stop in stops.order_by("unsealed_at")
        ],
    }


def _write_draw(out: Path, plan: Plan, at: datetime) -> None:
    """The public record and the commitments, byte for byte as anybody fetches them."""
    published = published_draw(None, str(plan.pk))
    if published is not None:
        (out / "draw.json").write_text(lottery.canonical(published.record), encoding="utf-8")
    (out / "commitments.json").write_text(lottery.canonical(commitments(at=at)), encoding="utf-8")


def _write_papers(out: Path, reader: User, plan: Plan) -> None:
    visits = Visit.objects.visible_to(reader).filter(plan=plan).values_list("pk", flat=True)
    papers = Document.objects.visible_to(reader).filter(subject__in=list(visits)).exclude(pdf="")
    for paper in papers.order_by("issued_at", "pk"):
        (out / f"{paper.serial}.pdf").write_bytes(paper.pdf.read())


def _write_json(path: Path, values: Any) -> None:
    path.write_text(json.dumps(values, ensure_ascii=False, indent=1), encoding="utf-8")


def summary(day: date, evidence: Path, *, at: datetime) -> dict[str, Any]:
    """The figures of the walked day."""
    reader, plan = county_reader(), plan_of(day)
    content = opened_draft(plan, by=plan.author, why="summary of the day", at=at)
    first, last = _bounds(day)
    found = coverage(reader, on=day)
    return {
        "sites": Site.objects.visible_to(reader).active().count(),
        "townships": Township.objects.visible_to(reader).count(),
        "teams": len(content["teams"]),
        "stops_planned": sum(len(team["stops"]) for team in content["teams"]),
        "stops_visited": Stop.objects.filter(round__plan=plan).count(),
        "findings": Finding.objects.filter(visit__plan=plan).count(),
        "tracks_points": Fix.objects.filter(at__range=(first, last)).count(),
        "coverage_percent": float(found.percent or 0),
        "plan_gap_percent": round(plan_gap(plan, by=plan.author, seconds=SOLVER_SECONDS, at=at), 2),
        "documents": Document.objects.filter(issued_at__range=(first, last)).count(),
        "resident_days": resident_days_total(reader, first=day, last=day),
        "draw_verified": is_draw_verified(evidence),
        "audit_verified": _is_audit_verified(),
    }


def _bounds(day: date) -> tuple[datetime, datetime]:
    first = county_moment(day)
    return first, first + timedelta(days=1)


def is_draw_verified(evidence: Path) -> bool:
    """What a stranger would do with the two public files: run the one-file verifier, alone, on them."""
    record, paper = evidence / "draw.json", evidence / "commitments.json"
    if not (record.is_file() and paper.is_file()):
        return False
    verifier = settings.BASE_DIR / "inspections" / "draw" / "lottery.py"
    argv = [sys.executable, "-I", verifier, record, "--commitments", paper]
    return subprocess.run([str(word) for word in argv], capture_output=True, check=False).returncode == 0  # noqa: S603


def _is_audit_verified() -> bool:
    chain.seal()
    return not chain.verify()
