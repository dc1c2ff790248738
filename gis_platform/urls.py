"""The whole address book on one page."""

from django.contrib import admin
from django.contrib.auth.views import LogoutView
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

from gis_platform.accounts import api as accounts
from gis_platform.accounts.pages import LogInPage
from gis_platform.web import pages as web
from gis_platform.web.urls import page_urls as web_urls
from inspections.urls import api_urls as inspections_api
from inspections.urls import page_urls as inspections_pages
from layers.urls import api_urls as layers_api
from layers.urls import page_urls as layers_pages
from mobile_api.urls import page_urls as mobile_pages

urlpatterns = [
    path("", web.home, name="home"),
    path("login/", LogInPage.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("favicon.ico", web.favicon, name="favicon"),
    path("healthz", web.healthz, name="healthz"),
    path("readyz", web.readyz, name="readyz"),
    path("api/v1/auth/token/", accounts.TokenView.as_view(), name="token"),
    path("api/v1/auth/refresh/", accounts.RefreshView.as_view(), name="token-refresh"),
    path("api/v1/", include([*layers_api, *inspections_api])),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("admin/", admin.site.urls),
    *web_urls,
    *layers_pages,
    *inspections_pages,
    *mobile_pages,
]
