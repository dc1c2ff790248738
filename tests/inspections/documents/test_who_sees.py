import pytest
from rest_framework.test import APIRequestFactory, force_authenticate

from gis_platform.accounts.models import User
from inspections.documents import services
from inspections.documents.api import DocumentViewSet
from inspections.documents.models import Document, SerialCounter
from layers.territory.models import Scope
from tests.rules.documents_sample import at

pytestmark = pytest.mark.django_db
OPENED = {
    "dispatcher": 2,
    "second_dispatcher": 2,
    "inspector": 2,
    "second_inspector": 2,
    "third_inspector": 0,
    "unit_leader": 0,
    "township_leader": 2,
    "township_officer": 2,
    "other_township_leader": 0,
    "section_officer": 2,
    "other_section": 0,
    "county_leader": 2,
    "auditor": 2,
    "admin": 0,
    "enterprise": 1,  # the record; a scheme is internal
    "other_enterprise": 0,
}


@pytest.fixture(autouse=True)
def neighbours(world):
    """A section of another line and another enterprise of the same township."""
    for key, role, scope in (
        ("other_section", "section_officer", {"sector_line": world.lines["fireworks"]}),
        ("other_enterprise", "enterprise", {"site": world.east_shop}),
    ):
        world.people[key] = User.objects.create(username=key, role=role)
        Scope.objects.create(user=world.people[key], **scope)


def seen(world):
    return {name: Document.objects.visible_to(getattr(world, name)).count() for name in OPENED}


def ask(user, pk=None, action="list", **query):
    request = APIRequestFactory().get("/api/v1/documents/", query)
    force_authenticate(request, user)
    view = DocumentViewSet.as_view({"get": action}, **DocumentViewSet.pdf.kwargs if action == "pdf" else {})
    return view(request, **{"pk": pk} if pk else {})


def test_an_opened_paper_is_seen_by_role_and_scope(desk, world):
    desk.record()
    assert seen(world) == OPENED


def test_a_paper_not_yet_opened_is_seen_by_its_people_alone_until_it_opens(desk, world):
    desk.record(previous=desk.scheme(opened_at=None), opened_at=None)
    its_people = {"dispatcher", "inspector", "second_inspector", "county_leader"}
    assert {name for name, count in seen(world).items() if count} == its_people
    services.open_documents(desk.subject, at=at(12))
    assert seen(world) == OPENED


def test_nobody_reads_counters(desk, world):
    desk.scheme()
    assert not SerialCounter.objects.visible_to(world.dispatcher).exists()


def test_a_stranger_gets_what_an_absent_paper_gets(desk, world):
    paper = desk.record()
    for action in ("retrieve", "pdf"):
        hidden, absent = (ask(world.other_township_leader, pk, action) for pk in (paper.pk, desk.subject))
        assert (hidden.status_code, hidden.data) == (absent.status_code, absent.data)
        assert hidden.status_code == 404


def test_the_list_is_filtered_by_visit(desk, world):
    paper = desk.record()
    desk.another_visit().scheme()
    found = ask(world.dispatcher, subject=str(desk.subject)).data["results"]
    assert {one["serial"] for one in found} == {paper.serial, paper.previous.serial}
    assert ask(world.dispatcher, subject="no id").status_code == 400


def test_the_pdf_is_private_and_comes_once_it_is_rendered(desk, world):
    paper = desk.record()
    assert ask(world.enterprise, paper.pk, "pdf").status_code == 503
    services.file_pdf(paper.pk, render=lambda values, is_void: b"%PDF void" if is_void else b"%PDF")
    answer = ask(world.enterprise, paper.pk, "pdf")
    assert b"".join(answer.streaming_content) == b"%PDF"
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "private, no-store"


def test_a_void_paper_is_shown_with_its_mark(desk, world):
    paper = desk.record()
    services.void_document(paper, by=world.dispatcher, reason="笔误", at=at(12))
    services.file_pdf(paper.pk, render=lambda values, is_void: b"%PDF void" if is_void else b"%PDF")
    assert b"".join(ask(world.dispatcher, paper.pk, "pdf").streaming_content) == b"%PDF void"
    paper.refresh_from_db()
    assert paper.pdf.read() == b"%PDF"


def test_the_worker_renders_what_was_issued_and_twice_is_once(desk):
    from hashlib import sha256

    from inspections.documents.tasks import render_missing, render_pdf

    paper = desk.record()
    render_pdf(str(paper.pk))
    paper.refresh_from_db()
    first = (paper.pdf.name, paper.pdf_sha256)
    assert sha256(paper.pdf.read()).hexdigest() == paper.pdf_sha256
    render_pdf(str(paper.pk))
    render_missing()
    paper.refresh_from_db()
    assert (paper.pdf.name, paper.pdf_sha256) == first
    assert services.unrendered() == []
