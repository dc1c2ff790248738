from hashlib import sha256

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from gis_platform import audit
from gis_platform.common.clock import county_date
from gis_platform.common.errors import require
from gis_platform.common.later import run_later
from inspections.organisation.models import Certificate

from .form import sha256_of, to_values
from .models import Document, SerialCounter
from .rules import CertifiedOfficer, DocumentState, PaperBefore, Series, may_issue, may_void, serial_text


@transaction.atomic
def issue_document(form, *, document_id, subject, site, officers, author, approver, previous, opened_at, by, at):
    """Number and keep a paper. `form` is a dataclass of this slice, `officers` the rows of those whom it names.

    The number belongs to this transaction: rolled back, it is the next one's (I1). Raises Refused with every reason.
    """
    series, on = form.SERIES, county_date(at)
    counter, _ = SerialCounter.objects.select_for_update().get_or_create(
        authority=form.authority.abbr, series=series, year=on.year
    )
    require(
        may_issue(
            series,
            on=on,
            subject=subject,
            named=[officer.certificate_no for officer in form.officers],
            officers=_certified(officers),
            before=_locked(previous),
            is_first=not Document.objects.valid().filter(subject=subject, series=series).exists(),
            completeness=form.completeness(),
        )
    )
    counter.last_no += 1
    counter.save(update_fields=["last_no"])
    serial = serial_text(form.authority.abbr, series, on.year, counter.last_no)
    values = to_values(form, serial=serial, issued_at=at, zone=timezone.get_default_timezone())
    document = Document.objects.create(
        id=document_id,
        authority=form.authority.abbr,
        series=series,
        year=on.year,
        number=counter.last_no,
        serial=serial,
        subject=subject,
        previous=previous,
        site=site,
        township_id=site.township_id,
        sector_line_id=site.sector_line_id,
        officer_ids=sorted(officer.user_id for officer in officers if officer.user_id),
        author=author,
        approver=approver,
        opened_at=opened_at,
        values=values,
        values_sha256=sha256_of(values),
        issued_at=at,
        issued_by=by,
    )
    audit.record(by, "document.issued", document, at=at, data={"values_sha256": document.values_sha256})
    run_later("inspections.documents.tasks.render_pdf", document.pk)
    return document


def _certified(officers):
    held = Certificate.objects.filter(officer__in=officers)
    return [CertifiedOfficer(one.officer_id, one.number, one.valid_from, one.valid_to) for one in held]


def _locked(previous):
    """The paper before as plain values, held so that it cannot become void meanwhile."""
    if previous is None:
        return None
    row = Document.objects.select_for_update().get(pk=previous.pk)
    return PaperBefore(Series(row.series), DocumentState(row.state), row.subject)


@transaction.atomic
def void_document(document, *, by, reason, at):
    """作废: the number stays used, the paper is marked. Raises Refused with every reason."""
    document = Document.objects.select_for_update().get(pk=document.pk)
    resting = list(document.next_papers.valid().values_list("serial", flat=True))
    require(may_void(DocumentState(document.state), reason=reason, resting=resting))

    document.state = DocumentState.VOID
    document.void_reason, document.voided_by, document.voided_at = reason, by, at
    document.save(update_fields=["state", "void_reason", "voided_by", "voided_at"])

    audit.record(by, "document.voided", document, at=at, data={"reason": reason})
    run_later("inspections.documents.tasks.render_pdf", document.pk)
    return document


@transaction.atomic
def open_documents(subject, *, at):
    """The visit's arrival was verified or accepted: its papers follow the rule of their scope from now on."""
    return Document.objects.filter(subject=subject, opened_at=None).update(opened_at=at)


def file_pdf(document_id, *, render):
    """Keep the rendered paper, and once it is void a marked copy beside it. `render(values, is_void=…) -> bytes`.

    Doing it twice, even at once, is doing it once: the first row update wins, later files stay unnamed.
    """
    document = Document.objects.get(pk=document_id)
    if not document.pdf_sha256:
        content = render(document.values, is_void=False)
        digest = sha256(content).hexdigest()
        name = default_storage.save(f"documents/{document.pk}.pdf", ContentFile(content))
        Document.objects.filter(pk=document.pk, pdf_sha256="").update(pdf=name, pdf_sha256=digest)
    if document.is_void and not document.void_pdf:
        name = default_storage.save(
            f"documents/{document.pk}-void.pdf", ContentFile(render(document.values, is_void=True))
        )
        Document.objects.filter(pk=document.pk, void_pdf="").update(void_pdf=name)


def unrendered():
    """Ids of papers that still wait for a file, oldest first."""
    return list(Document.objects.unrendered().order_by("issued_at").values_list("pk", flat=True)[:50])
