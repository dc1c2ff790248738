from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from .models import Photo, Signature
from .pictures import without_exif

SHOWN_PX = 1920
THUMBNAIL_PX = 480


@require_safe
@login_required
def photo(request, photo_id):
    """The picture for eyes and exports, without EXIF; `?size=small` for lists."""
    found = get_object_or_404(Photo.objects.visible_to(request.user), pk=photo_id)
    longest_px = THUMBNAIL_PX if request.GET.get("size") == "small" else SHOWN_PX
    with found.file.open("rb") as file:
        return _picture(without_exif(file, longest_px=longest_px), "image/jpeg")


@require_safe
@login_required
def signature(request, signature_id):
    found = get_object_or_404(Signature.objects.visible_to(request.user).exclude(sha256=""), pk=signature_id)
    return _picture(bytes(found.png), "image/png")


def _picture(content, media_type):
    return HttpResponse(content, content_type=media_type, headers={"X-Content-Type-Options": "nosniff"})
