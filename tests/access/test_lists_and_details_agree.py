"""What a list names can be opened, what it leaves out is hidden; a neighbour township's leader learns nothing (I19)."""

from io import BytesIO
from re import findall
from zipfile import ZipFile, is_zipfile

import pytest

from inspections.documents.models import Document
from inspections.evidence.models import Photo
from inspections.hazards.models import Hazard
from inspections.ledgers.models import BatchEntry, FiveBatchReport
from inspections.rounds.models import Plan, Round, Stop
from inspections.supervision.models import CheckIn
from inspections.tracks.models import DutySession
from inspections.visits.models import Finding, Visit
from layers.publishing.registry import published
from layers.risk.models import Assessment
from layers.sites.models import Site
from layers.territory.models import Township
from layers.zones.models import RiskZone

from .evening import content_of
from .expected import rows

pytestmark = pytest.mark.django_db
LETTERS = list(rows()[0].marks)
LISTS = {
    "townships": Township, "sites": Site, "risk-zones": RiskZone, "assessments": Assessment, "plans": Plan,
    "rounds": Round, "stops": Stop, "visits": Visit, "findings": Finding, "photos": Photo, "hazards": Hazard,
    "documents": Document, "supervision-days": CheckIn, "reports": FiveBatchReport, "batch-entries": BatchEntry,
    "tracks": DutySession,
}  # fmt: skip
PAGES = {"visits": "/visits/", "hazards": "/hazards/?show=all", "plans": "/plans/"}
GROUND = {"county", "roads", "water", "settlements"}  # everybody's


@pytest.fixture(scope="module")
def existing(evening):
    """{list: [id]} of the whole county; of sites and assessments, which are many alike, every fourth."""
    found = {name: [str(pk) for pk in model.objects.values_list("pk", flat=True)] for name, model in LISTS.items()}
    for name, own in (("sites", "site"), ("assessments", "assessment")):
        found[name] = sorted({*found[name][::4], str(evening.ids[own])})
    found["plans"].remove(str(evening.ids["public"]))  # a copy: its envelope opens under another id alone
    return found


def listed(evening, letter, name):
    """The ids of a list; None where the role has no such list."""
    answer, _ = evening.ask(letter, "GET", f"/api/v1/{name}/?limit=1000")
    return {str(row["id"]) for row in answer.json()["results"]} if answer.status_code == 200 else None


def test_every_list_of_the_api_is_compared(evening, existing):
    """So that a new list can't be forgotten; coverage lists sites."""
    named = {row.path.split("/")[3] for row in rows() if row.path.startswith("/api/v1/") and row.path.count("/") == 4}
    assert named - {"search", "coverage"} == set(LISTS)
    assert all(existing.values())


@pytest.mark.rule("I7", "I19")
@pytest.mark.parametrize("letter", LETTERS)
def test_a_detail_opens_if_and_only_if_its_list_names_it(evening, existing, letter):
    wrong = []
    for name, ids in existing.items():
        own = listed(evening, letter, name)
        refused = 401 if letter == "-" else 403
        for key in ids:
            status = evening.ask(letter, "GET", f"/api/v1/{name}/{key}/")[0].status_code
            expected = refused if own is None else 200 if key in own else 404
            if status != expected:
                wrong.append(f"GET /api/v1/{name}/{key}/ as {letter}: expected {expected}, got {status}")
    assert not wrong, "\n" + "\n".join(wrong)


@pytest.mark.rule("I19")
@pytest.mark.parametrize("letter", LETTERS)
def test_a_page_names_what_its_list_names(evening, letter):
    for name, address in PAGES.items():
        answer, _ = evening.ask(letter, "GET", address)
        if answer.status_code == 200:
            linked = set(findall(rf'href="/{name}/([0-9a-f-]{{36}})/', answer.content.decode()))
            assert linked == listed(evening, letter, name), f"{address} as {letter}"


def of_east(evening):
    """Words by which East would be known: its name and code, its sites, everything that happened there."""
    east = evening.world.east
    sites = Site.objects.filter(township=east)
    known = [east.name, east.code, "示例风险区东", *sites.values_list("name", flat=True)]
    known += [str(key) for name, key in evening.ids.items() if type(key) is not int and name != "public"]
    return [word.encode() for word in known]


def opened(answer) -> bytes:
    """The text of an answer; of a workbook its sheets."""
    content = content_of(answer)
    if not is_zipfile(BytesIO(content)):
        return content
    with ZipFile(BytesIO(content)) as book:
        return b"".join(book.read(name) for name in book.namelist())


def told(evening, letter):
    """{address: words of East} over every address that the person is shown."""
    words = of_east(evening)
    found = {}
    for row in rows():
        if row.method == "GET" and row.marks[letter] == "+":
            text = opened(evening.ask(letter, "GET", evening.path(row.path))[0])
            if known := [word.decode() for word in words if word in text]:
                found[row.path] = known
    return found


@pytest.mark.rule("I19")
def test_no_address_tells_the_neighbours_leader_a_word_of_east(evening):
    assert told(evening, "t") == {}
    assert len(told(evening, "T")) > 15  # or the words would prove nothing


@pytest.mark.rule("I19")
@pytest.mark.parametrize("letter", ["t", "e", "X"])
def test_no_tile_of_east_holds_anything_for_a_stranger(evening, letter):
    x, y = 13296, 6998  # within East, at zoom 14
    names = sorted({"townships", "sites", "risk_zones", "hazards", "plan", "tracks", "coverage"})
    assert all(published(name) for name in names)
    assert {name: tile(evening, letter, name, x, y) for name in names} == dict.fromkeys(names, b"")
    assert tile(evening, "T", "townships", x, y)


def tile(evening, letter, layer, x, y):
    return evening.ask(letter, "GET", f"/tiles/{layer}/14/{x}/{y}.mvt")[0].content


@pytest.mark.rule("I19")
@pytest.mark.parametrize("letter", ["t", "e", "X"])
def test_no_search_finds_anything_of_east_for_a_stranger(evening, letter):
    east = evening.world.east
    for word in (east.name, east.code, Site.objects.get(pk=evening.ids["site"]).name):
        assert evening.ask(letter, "GET", f"/api/v1/search/?q={word}")[0].json() == {"results": []}
        assert evening.ask("T", "GET", f"/api/v1/search/?q={word}")[0].json()["results"]
