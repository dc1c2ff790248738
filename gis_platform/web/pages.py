from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .navigation import HOME


@require_safe
@login_required
def home(request):
    """Each role lands where its day begins."""
    return redirect(HOME[request.user.role])


@require_safe
def favicon(request):
    """Browsers ask for it on pages that name no icon: the administration, PDFs, JSON."""
    return redirect(static("icons/mark.svg"))


@never_cache
@require_safe
def healthz(request):
    return HttpResponse("ok", content_type="text/plain")


@never_cache
@require_safe
def readyz(request):
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    return JsonResponse({"database": "ok"})
