import base64
import binascii
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256 as digest_of
from typing import Any

from django.contrib.gis.geos import Point
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from gis_platform import audit
from gis_platform.common.errors import refuse, require

from .models import Photo, Signature
from .pictures import look_at
from .rules import (
    MAX_PHOTO_BYTES,
    MAX_SIGNATURE_BYTES,
    PHOTO_FORMATS,
    PNG_MAGIC,
    SignatureRole,
    may_keep_photo,
    position,
    taken_at,
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where evidence belongs and who may see it: the columns of `Evidence`."""

    subject: Any
    township_id: int | None
    sector_line_id: int | None
    site_id: int | None
    officer_ids: list[int]
    author_id: int | None
    approver_id: int | None
    opened_at: datetime | None


@transaction.atomic
def store_photo(file, *, by, photo_id, sha256, at):
    """Keep a finished upload (a binary file). The same photo again is the same row.

    Raises Refused: too large, no picture, another hash than the phone's, or an id used for another photo.
    """
    content = file.read(MAX_PHOTO_BYTES + 1)
    found, digest = look_at(content), digest_of(content).hexdigest()
    require(
        may_keep_photo(
            size_bytes=len(content),
            format_name=found.format_name,
            pixels=found.width_px * found.height_px,
            sha256=digest,
            declared=sha256,
        )
    )
    media_type, ending = PHOTO_FORMATS[found.format_name]
    spot = position(found.gps)
    photo, is_new = Photo.objects.get_or_create(
        id=photo_id,
        defaults={
            "owner": by,
            "sha256": digest,
            "file": _content_file(f"photos/{digest[:2]}/{digest}.{ending}", content),
            "media_type": media_type,
            "size_bytes": len(content),
            "width_px": found.width_px,
            "height_px": found.height_px,
            "taken_at": taken_at(found.exif, timezone.get_default_timezone()),
            "location": Point(*spot, srid=4326) if spot else None,
            "exif": found.exif | {"GPS": found.gps},
            "received_at": at,
        },
    )
    if photo.sha256 != digest or photo.owner_id != by.pk:
        raise refuse("photo.id_used")
    if is_new:
        audit.record(by, "photo.stored", photo, at=at, data={"sha256": digest})
    return photo


def _content_file(name, content):
    """A file named by its content is the same file whoever sends it."""
    return name if default_storage.exists(name) else default_storage.save(name, ContentFile(content))


@transaction.atomic
def place_photos(photo_ids, *, by, place):
    """Give photos of `by` to a visit. Raises Refused `photo.not_received` naming those that have not come yet,

    and `photo.of_another_visit` for one that belongs elsewhere: evidence does not wander.
    """
    wanted = set(photo_ids)
    photos = list(Photo.objects.select_for_update().filter(pk__in=wanted, owner=by))
    missing = sorted(str(one) for one in wanted - {photo.pk for photo in photos})
    if missing:
        raise refuse("photo.not_received", photos=missing, number=len(missing))
    if any(photo.subject not in (None, place.subject) for photo in photos):
        raise refuse("photo.of_another_visit")
    Photo.objects.filter(pk__in=wanted).update(**asdict(place))
    return photos


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature as a phone sends it: `png` base64 of a drawn PNG, or `refusal_reason` in its place."""

    id: Any
    role: SignatureRole
    name: str
    signed_at: datetime
    png: str = ""
    refusal_reason: str = ""
    signer_id: int | None = None


@transaction.atomic
def keep_signature(signed, *, by, place, at, about=None):
    """Append a signature; the same id again is the same row. Raises Refused where nothing is drawn."""
    png = _drawn(signed)
    signature, is_new = Signature.objects.get_or_create(
        id=signed.id,
        defaults={
            **asdict(place),
            "owner": by,
            "role": signed.role,
            "name": signed.name,
            "signer_id": signed.signer_id,
            "about": about,
            "png": png,
            "sha256": digest_of(png).hexdigest() if png else "",
            "refusal_reason": signed.refusal_reason,
            "signed_at": signed.signed_at,
            "received_at": at,
        },
    )
    if (signature.owner_id, signature.subject, bytes(signature.png)) != (by.pk, place.subject, png):
        raise refuse("signature.id_used")
    if is_new:
        audit.record(by, "signature.kept", signature, at=at, data={"role": signed.role, "sha256": signature.sha256})
    return signature


def _drawn(signed):
    if signed.refusal_reason:
        if signed.role != SignatureRole.ENTERPRISE:
            raise refuse("signature.only_the_unit_may_refuse")
        return b""
    try:
        png = base64.b64decode(signed.png, validate=True)
    except (binascii.Error, ValueError):
        png = b""
    if not png.startswith(PNG_MAGIC) or len(png) > MAX_SIGNATURE_BYTES or look_at(png).format_name != "PNG":
        raise refuse("signature.not_drawn", role=str(signed.role))
    return png


@transaction.atomic
def place_evidence(place):
    """Photos and signatures of a visit follow it: when it opens, or when an officer more is present."""
    for model in (Photo, Signature):
        model.objects.filter(subject=place.subject).update(**asdict(place))
