"""tus 1.0 for photos: POST creates (with or without the first bytes), HEAD tells how far, PATCH goes on, DELETE ends.

`Upload-Metadata` must have photo_id (the phone's UUID) and sha256 (hex) of the whole file.
"""

from uuid import UUID

from django.http import Http404
from django.utils.http import http_date
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import APIView

from gis_platform.accounts.api import Holds
from gis_platform.common.clock import now
from gis_platform.common.errors import Refused

from . import services
from .models import Upload
from .rules import ALGORITHMS, EXTENSIONS, MAX_BYTES, SHA256, TUS, checksum, metadata, whole_number

OFFSET_TYPE = "application/offset+octet-stream"
SILENT_S = 30  # a phone that changed networks leaves its old connection half open, holding the lock


class Tus(exceptions.APIException):
    """A refusal of the protocol; `status_code` as tus names it."""

    def __init__(self, status: int, code: str):
        self.status_code, self.default_code = status, code
        super().__init__(f"upload.{code}")


_FAILURES = {
    services.Busy: (423, "upload_is_being_written"),
    services.WrongOffset: (409, "wrong_offset"),
    services.TooMuch: (413, "more_than_announced"),
    services.ChecksumDiffers: (460, "checksum_differs"),
}


@extend_schema(exclude=True)
class TusView(APIView):
    """No parser touches the body: it is read as it comes."""

    permission_classes = (Holds.the("phone.use"),)
    parser_classes = ()

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        if request.method != "OPTIONS" and request.headers.get("Tus-Resumable") != TUS:
            raise Tus(412, "tus_version")

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Tus-Resumable"], response["Cache-Control"] = TUS, "no-store"
        if response.status_code == 412:
            response["Tus-Version"] = TUS
        return response

    def options(self, request, *args, **kwargs):
        headers = {
            "Tus-Version": TUS,
            "Tus-Extension": EXTENSIONS,
            "Tus-Max-Size": str(MAX_BYTES),
            "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
        }
        return Response(status=204, headers=headers)

    def write(self, request, upload, offset):
        """Append the body of the request; hand the file on when it is whole. Returns the offset."""
        raw = request._request
        if socket := raw.META.get("gunicorn.socket"):
            socket.settimeout(SILENT_S)
        try:
            check = checksum(request.headers.get("Upload-Checksum", ""))
        except ValueError:
            raise Tus(400, "checksum_unknown") from None
        try:
            reached = services.append(upload, raw, offset=offset, check=check)
        except tuple(_FAILURES) as failure:
            raise Tus(*_FAILURES[type(failure)]) from None
        if reached == upload.length:
            _finish(upload)
        return reached


@extend_schema(exclude=True)
class UploadsView(TusView):
    def post(self, request):
        length = whole_number(request.headers.get("Upload-Length"))
        if length is None or length < 1:
            raise Tus(400, "upload_length")
        if length > MAX_BYTES:
            raise Tus(413, "too_large")
        photo_id, sha256 = _announced(request)
        upload = services.new_upload(by=request.user, photo_id=photo_id, sha256=sha256, length=length, at=now())
        offset = 0
        if request.content_type == OFFSET_TYPE:
            offset = self.write(request, upload, 0)
        headers = {"Location": f"{request.path}{upload.pk}", "Upload-Offset": str(offset)}
        return Response(status=201, headers=headers | _expires(upload))


@extend_schema(exclude=True)
class UploadView(TusView):
    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        self.found = Upload.objects.visible_to(request.user).filter(pk=kwargs["upload_id"]).first()
        if self.found is None and request.method != "OPTIONS":
            raise Http404

    def head(self, request, upload_id):
        offset = services.offset_of(self.found)
        if offset == self.found.length:
            _finish(self.found)  # whole, but the server fell between the last byte and its keeping
        headers = {"Upload-Offset": str(offset), "Upload-Length": str(self.found.length)}
        return Response(status=200, headers=headers | _expires(self.found))

    def patch(self, request, upload_id):
        if request.content_type != OFFSET_TYPE:
            raise Tus(415, "offset_octet_stream_wanted")
        offset = whole_number(request.headers.get("Upload-Offset"))
        if offset is None or self.found.finished_at:
            raise Tus(400 if offset is None else 409, "wrong_offset")
        reached = self.write(request, self.found, offset)
        return Response(status=204, headers={"Upload-Offset": str(reached)} | _expires(self.found))

    def delete(self, request, upload_id):
        services.drop(self.found)
        return Response(status=204)


def _finish(upload):
    try:
        services.finish(upload, at=now())
    except Refused as refused:
        # 409 would be tried again by every tus client; this file will never be better.
        refused.status_code = 422
        raise


def _announced(request) -> tuple[UUID, str]:
    try:
        said = metadata(request.headers.get("Upload-Metadata", ""))
        photo_id, sha256 = UUID(said["photo_id"]), said["sha256"]
    except (ValueError, KeyError):
        raise Tus(400, "metadata_photo_id_and_sha256_needed") from None
    if not SHA256.fullmatch(sha256):
        raise Tus(400, "metadata_photo_id_and_sha256_needed")
    return photo_id, sha256


def _expires(upload) -> dict[str, str]:
    return {"Upload-Expires": http_date(upload.expires_at.timestamp())}
