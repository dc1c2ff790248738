from inspections.checklists.models import Checklist
from inspections.documents.models import Document

from .models import Answer, Visit


def visits_of_stops(stop_ids):
    """{stop id: id of its visit} of unsealed stops, so that a second officer's phone finds what to confirm."""
    found = Visit.objects.not_voided().filter(stop__in=stop_ids).values_list("stop", "pk")
    return dict(found)


def site_history(site_id, *, limit=10):
    """The last finished visits of a site with their finding counts, for the card of its released stop."""
    return Visit.objects.finished().filter(site=site_id).with_counts().order_by("-arrived_at", "-id")[:limit]


def current_answers(visit):
    return Answer.objects.filter(visit=visit).current()


def asked_items(answers):
    """{(checklist, item id): item} in the versions that were answered."""
    versions = {(one.checklist, one.version) for one in answers}
    packs = Checklist.objects.filter(key__in={key for key, _ in versions})
    return {
        (pack.key, item["id"]): item
        for pack in packs
        if (pack.key, pack.version) in versions
        for item in pack.content["items"]
    }


def papers_of(visit, user):
    """Papers of the visit that the reader may see, in order of issue."""
    return Document.objects.visible_to(user).filter(subject=visit.pk).order_by("issued_at")
