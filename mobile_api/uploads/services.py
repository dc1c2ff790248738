"""Bytes of an upload: appended under a file lock, on the disk before they are acknowledged."""

import fcntl
import os
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.http import UnreadablePostError

from gis_platform.common.errors import Refused, refuse
from inspections.evidence.services import store_photo
from mobile_api.sync.services import wake

from .models import Upload
from .rules import LIFE, MOST_OPEN

CHUNK_BYTES = 64 * 1024


class Busy(Exception):
    """Another request writes to this upload."""


class WrongOffset(Exception):
    pass


class TooMuch(Exception):
    """More bytes than were announced."""


class ChecksumDiffers(Exception):
    pass


def folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "incoming"


def part_of(upload) -> Path:
    return folder() / f"{upload.pk}.part"


def new_upload(*, by, photo_id, sha256, length, at) -> Upload:
    """Raises Refused where a phone opens uploads without end."""
    if Upload.objects.unfinished().filter(owner=by).count() >= MOST_OPEN:
        raise refuse("upload.too_many_open", most=MOST_OPEN)
    upload = Upload.objects.create(
        owner=by, photo_id=photo_id, sha256=sha256.lower(), length=length, created_at=at, expires_at=at + LIFE
    )
    folder().mkdir(parents=True, exist_ok=True)
    part_of(upload).touch()
    return upload


def offset_of(upload) -> int:
    if upload.finished_at:
        return upload.length
    try:
        return part_of(upload).stat().st_size
    except FileNotFoundError:
        return 0


def append(upload, stream, *, offset, check=None) -> int:
    """Write what the stream brings at `offset`; returns the new offset. `check`: (hash, digest wanted) or None.

    A cut line keeps what came, but nothing of a chunk whose checksum cannot be met.
    Raises Busy, WrongOffset, TooMuch, ChecksumDiffers.
    """
    with _locked(part_of(upload)) as file:
        if offset != file.seek(0, os.SEEK_END):
            raise WrongOffset
        try:
            _copy(stream, file, room=upload.length - offset, digest=check and check[0])
            if check and check[0].digest() != check[1]:
                raise ChecksumDiffers
        except (TooMuch, ChecksumDiffers):
            file.truncate(offset)
            raise
        except (UnreadablePostError, OSError):
            if check:
                file.truncate(offset)
        file.flush()
        os.fsync(file.fileno())
        return file.seek(0, os.SEEK_END)


@contextmanager
def _locked(path):
    with open(path, "ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy from None
        yield file


def _copy(stream, file, *, room, digest):
    while chunk := stream.read(CHUNK_BYTES):
        room -= len(chunk)
        if room < 0:
            raise TooMuch
        file.write(chunk)
        if digest:
            digest.update(chunk)


def finish(upload, *, at) -> Upload:
    """All bytes are here: hand them to evidence. Twice is once. Raises Refused; the bytes are then of no more use."""
    try:
        with transaction.atomic():
            upload = Upload.objects.select_for_update().get(pk=upload.pk)
            if upload.finished_at:
                return upload
            with open(part_of(upload), "rb") as file:
                store_photo(file, by=upload.owner, photo_id=upload.photo_id, sha256=upload.sha256, at=at)
            upload.finished_at = at
            upload.save(update_fields=["finished_at"])
    except Refused:
        drop(upload)
        raise
    part_of(upload).unlink(missing_ok=True)
    wake(upload.photo_id, at=at)
    return upload


def drop(upload) -> None:
    Upload.objects.filter(pk=upload.pk).delete()
    part_of(upload).unlink(missing_ok=True)


def purge_expired(*, at) -> int:
    """Uploads that nobody went on with, and the rows of those long finished."""
    gone = list(Upload.objects.expired(at))
    for upload in gone:
        drop(upload)
    return len(gone)
