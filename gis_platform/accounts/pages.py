from functools import wraps

from django.conf import settings
from django.contrib.auth import views
from django.contrib.auth.decorators import login_required
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.core.exceptions import PermissionDenied
from django.dispatch import receiver
from django.http import JsonResponse
from django.shortcuts import render
from rest_framework.exceptions import Throttled

from gis_platform import audit
from gis_platform.common.errors import problem_body
from gis_platform.common.private import INTERFACES

from .backends import forget_wrong_passwords, is_loopback
from .demo import demo_logins


class LogInPage(views.LoginView):
    template_name = "pages/login.html"
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs):
        offered = demo_logins() if settings.DEMO and is_loopback(self.request) else {}
        return super().get_context_data(demo_logins=offered, **kwargs)


class LockedOut(Throttled):
    default_code = "locked_out"


def locked_out(request, response=None, credentials=None, *args, **kwargs):
    """After five wrong passwords: the log-in page or problem details say for how long (429)."""
    seconds = int(settings.AXES_COOLOFF_TIME.total_seconds())
    headers = {"Retry-After": str(seconds), "Cache-Control": "no-store"}
    if request.path.startswith(INTERFACES):
        body = problem_body(LockedOut(detail="account.locked_out"))
        return JsonResponse(body, status=429, content_type="application/problem+json", headers=headers)
    answer = render(request, "pages/login.html", {"locked_minutes": seconds // 60, "form": None}, status=429)
    for name, value in headers.items():
        answer[name] = value
    return answer


def page_for(permission: str):
    """Decorator of a page: logged in, and the role holds the permission; others get the page that says so."""

    def wrap(page):
        @login_required
        @wraps(page)
        def guarded(request, *args, **kwargs):
            if not request.user.may(permission):
                raise PermissionDenied
            return page(request, *args, **kwargs)

        return guarded

    return wrap


@receiver(user_logged_in)
def note_log_in(sender, request, user, **kwargs):
    forget_wrong_passwords(user)
    audit.record(user, "account.logged_in", user)


@receiver(user_logged_out)
def note_log_out(sender, request, user, **kwargs):
    if user is not None:
        audit.record(user, "account.logged_out", user)
