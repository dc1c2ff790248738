"""A real browser at a real server: Chromium by Playwright against Django's own server, PostGIS and Redis.

`see("dispatcher", "/map/")` opens a page as that person, already logged in; `complaints` is what the browser had to
say about all pages of the test. The server's clock is the suite's; `phone` sets the browser's to the same time.
"""

import os
import shutil
import threading
import time
from dataclasses import dataclass, field

import pytest
from celery import current_app
from django.conf import settings as django_settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test import Client
from django.test.testcases import LiveServerThread
from playwright.sync_api import expect, sync_playwright

from layers.sites.models import Site
from layers.sites.naming import search_text
from tests.inspections.sealed_day import Desk, more_sites, one_more_officer

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESK = {"width": 1440, "height": 900}
PHONE = {"width": 360, "height": 740}
# What takes a second alone takes several beside other work on two cores.
PATIENCE_MS = 15_000
expect.set_options(timeout=PATIENCE_MS)

# Positions of a phone whose clock is the one that the test has set.
POSITIONS_BY_THE_SET_CLOCK = """
for (const name of ["getCurrentPosition", "watchPosition"]) {
  const real = Geolocation.prototype[name];
  Geolocation.prototype[name] = function (found, ...rest) {
    return real.call(this, ({ coords }) => found({ coords, timestamp: Date.now() }), ...rest);
  };
}
"""


@dataclass
class Complaints:
    """What went wrong in the pages of one test: the console, failed requests, and requests that left the origin."""

    origin: str
    heard: list[str] = field(default_factory=list)

    def listen(self, page):
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.heard.append(f"error: {error}"))
        page.on("request", self._request)
        page.on("requestfailed", self._failed)
        page.on("response", self._response)

    def _console(self, message):
        # Reading pixels back is how software GL draws; it is no fault of the page.
        if message.type in {"error", "warning"} and "GPU stall" not in message.text:
            self.heard.append(f"console {message.type}: {message.text}")

    def _request(self, request):
        if not request.url.startswith((self.origin, "data:", "blob:")):
            self.heard.append(f"left the origin: {request.url}")

    def _failed(self, request):
        # A page that is left, and a map that is moved, take back what they asked for.
        if request.failure != "net::ERR_ABORTED":
            self.heard.append(f"failed: {request.url} {request.failure}")

    def _response(self, response):
        if response.status >= 400:
            self.heard.append(f"{response.status}: {response.url}")


@pytest.fixture(scope="session")
def chromium():
    path = shutil.which("chromium")
    if path is None:
        pytest.fail("Chromium is missing: `bin/setup --system` installs it.", pytrace=False)
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, which Django takes for an asynchronous caller.
        patch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


class KeptFiles(StaticFilesHandler):
    """Static files straight from their folders, kept by the browser as WhiteNoise has hashed ones kept."""

    idle = threading.Condition()
    answering = 0

    def __call__(self, environ, start_response):
        with self.idle:
            KeptFiles.answering += 1
        try:
            return super().__call__(environ, start_response)
        finally:
            with self.idle:
                KeptFiles.answering -= 1
                self.idle.notify_all()

    @classmethod
    def settle(cls):
        """Until nothing that a closed page had asked for still holds a table."""
        time.sleep(0.1)  # what was sent just before the close has been taken up by then
        with cls.idle:
            assert cls.idle.wait_for(lambda: cls.answering == 0, timeout=30), "a request is still being answered"

    def serve(self, request):
        answer = super().serve(request)
        answer.headers["Cache-Control"] = "max-age=3600"
        return answer


@pytest.fixture(scope="session")
def origin(django_db_setup):
    """Address of the server, which takes a thread a connection."""
    server = LiveServerThread("localhost", KeptFiles)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    yield f"http://localhost:{server.port}"
    server.terminate()


@pytest.fixture
def complaints(origin):
    return Complaints(origin)


@pytest.fixture
def open_context(chromium, origin, complaints):
    """`open_context(viewport=PHONE)`: a browser of its own, with no memory; closed before the tables are emptied."""
    made = []

    def new(**look):
        context = chromium.new_context(**{"base_url": origin, "viewport": DESK, "locale": "zh-CN"} | look)
        context.set_default_timeout(PATIENCE_MS)
        context.on("page", complaints.listen)
        made.append(context)
        return context

    yield new
    for context in made:
        context.close()
    KeptFiles.settle()


@pytest.fixture
def see(open_context, origin):
    """`see("dispatcher", "/map/", viewport=PHONE)`: that person's page, logged in without the log-in page."""

    def page_of(user, path=None, **look):
        context = open_context(**look)
        if user is not None:
            context.add_cookies([{"name": "sessionid", "value": session_of(user), "url": origin}])
        page = context.new_page()
        if path is not None:
            page.goto(path)
        return page

    return page_of


def session_of(user):
    client = Client()
    client.force_login(user, backend="gis_platform.accounts.backends.LoopbackDemoBackend")
    return client.cookies[django_settings.SESSION_COOKIE_NAME].value


@pytest.fixture(autouse=True)
def worker_at_once(monkeypatch):
    """Background tasks run as soon as the transaction has committed, in the thread that asked."""
    current_app.loader.import_default_modules()

    def run(task, ids):
        current_app.tasks[task].apply(args=[str(one) for one in ids], throw=True)

    monkeypatch.setattr("gis_platform.common.later.send", run)


@pytest.fixture
def county(transactional_db, world, at_nine, settings, tmp_path):
    """The cast and thirty more sites at nine on a Wednesday, commitments for the season, routes on straight lines."""
    settings.VALHALLA_URL = ""
    settings.MEDIA_ROOT = tmp_path
    more_sites(world)
    one_more_officer(world)
    for site in Site.objects.all():
        site.name_search = search_text(site.name, site.uscc, [])
        site.save(update_fields=["name_search"])
    desk = Desk(world)
    desk.commit()
    return desk


def drawn_map(page, selector="main.map"):
    """Waits until the map has drawn all there is to draw."""
    expect(page.locator(f'{selector}[data-state="idle"]')).to_be_visible()
    return page
