from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from .navigation import HOME


@login_required
def home(request):
    """Each role lands where its day begins."""
    return redirect(HOME[request.user.role])


@never_cache
def healthz(request):
    return HttpResponse("ok", content_type="text/plain")


@never_cache
def readyz(request):
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    return JsonResponse({"database": "ok"})
