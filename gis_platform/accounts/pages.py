from functools import wraps

from django.conf import settings
from django.contrib.auth import views
from django.contrib.auth.decorators import login_required
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.core.exceptions import PermissionDenied
from django.dispatch import receiver
from django.shortcuts import render

from gis_platform import audit

from .backends import is_loopback
from .demo import demo_logins


class LogInPage(views.LoginView):
    template_name = "pages/login.html"
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs):
        offered = demo_logins() if settings.DEMO and is_loopback(self.request) else {}
        return super().get_context_data(demo_logins=offered, **kwargs)


def locked_out(request, response=None, credentials=None, *args, **kwargs):
    """After five wrong passwords: the log-in page says for how long (429)."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(request, "pages/login.html", {"locked_minutes": minutes, "form": None}, status=429)


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
    audit.record(user, "account.logged_in", user)


@receiver(user_logged_out)
def note_log_out(sender, request, user, **kwargs):
    if user is not None:
        audit.record(user, "account.logged_out", user)
