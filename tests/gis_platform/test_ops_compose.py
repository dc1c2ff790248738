"""docker-compose.yml against what the parts and the settings really read; there is no docker where this runs."""

import os
import re
import shutil
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import psycopg
import pytest
import yaml
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from gis_platform.ops import commands, serve
from gis_platform.ops.paths import ROOT
from gis_platform.ops.say import Stop

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
OURS = {name: part for name, part in COMPOSE["services"].items() if "build" in part}
EXAMPLE = dict(
    line.split("=", 1) for line in (ROOT / ".env.example").read_text().splitlines() if line and not line.startswith("#")
)
SECRETS = {
    "SECRET_KEY": "s" * 50,
    "ENVELOPE_KEY": "ab" * 32,
    "APP_PASSWORD": "appsecret",
    "OWNER_PASSWORD": "ownersecret",
}
SHOW = (
    "from gis_platform import settings as s; d = s.DATABASES['default'];"
    "print(s.ALLOWED_HOSTS, s.STATIC_ROOT, s.VAR_DIR, s.REGION_DIR, s.WORKER_TIME_LIMIT_S, d['USER'], d['PASSWORD'])"
)


def in_container(name):
    """The environment that compose gives a part: .env, then its own values with ${…} filled in."""
    given = EXAMPLE | SECRETS
    own = {
        key: re.sub(r"\$\{(\w+)[^}]*\}", lambda found: given[found[1]], str(value))
        for key, value in OURS[name]["environment"].items()
    }
    return given | own


def started(code, env):
    env = {"PATH": os.environ["PATH"], **env}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_example_as_it_is_with_the_secrets_loads_and_empty_lines_take_their_defaults(tmp_path):
    shutil.copy(ROOT / ".env.example", tmp_path / ".env")
    lines = [line for line in (tmp_path / ".env").read_text().splitlines() if "=" in line and line[0] != "#"]
    env = dict(line.split("=", 1) for line in lines) | SECRETS | {"DATABASE_URL": "postgresql://app@db/zhicha"}
    said = started(SHOW, env)
    assert said.startswith("['localhost', '127.0.0.1', '[::1]']")
    assert f"{ROOT}/var/static {ROOT}/var {ROOT}/var/region 600" in said


def test_no_value_of_the_example_carries_its_comment():
    assert not [name for name, value in EXAMPLE.items() if "#" in value or value != value.strip()]


@pytest.mark.parametrize("name", OURS)
def test_the_settings_load_in_each_container_on_its_own_database_and_volume(name):
    said = started(SHOW, in_container(name))
    assert "/srv/var/static /srv/var /srv/var/region" in said
    assert said.split()[-2:] == ["app", "appsecret"]


def test_only_what_migrates_holds_the_owners_password():
    holders = {name for name in OURS if any("ownersecret" in str(value) for value in in_container(name).values())}
    assert holders == {"prepare"}


def test_every_setting_of_compose_and_the_example_is_one_that_the_code_reads():
    code = "".join(
        path.read_text() for path in [ROOT / "gis_platform/settings.py", *(ROOT / "gis_platform/ops").rglob("*.py")]
    )
    by_compose = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text()))
    names = EXAMPLE.keys() | {key for part in OURS.values() for key in part["environment"]}
    assert not [name for name in names - by_compose if f'"{name}"' not in code]


def test_every_command_and_health_check_is_one_of_bin_part(monkeypatch, tmp_path):
    done = []
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(commands, "prepare", lambda *words: done.append("prepare") or 0)
    monkeypatch.setattr(commands, "check", lambda name: done.append(f"check {name}") or 0)
    monkeypatch.setattr(serve, "router_command", lambda *words: ["router"])
    monkeypatch.setattr(commands.os, "execv", lambda path, argv: done.append(" ".join(argv)) or 0)
    spoken = [part["command"] for part in OURS.values()]
    spoken += [part["healthcheck"]["test"][1:] for part in OURS.values() if "healthcheck" in part]
    for program, *words in spoken:
        assert os.access(ROOT / program, os.X_OK)
        assert commands.part(words) == 0
    assert len(done) == len(spoken) == 7


def test_nothing_of_ours_starts_before_all_is_prepared():
    for name, part in OURS.items():
        waits = {other: how["condition"] for other, how in part["depends_on"].items()}
        assert waits["postgis"] == waits["redis"] == "service_healthy"
        assert name == "prepare" or waits["prepare"] == "service_completed_successfully"
        assert part["volumes"] == ["var:/srv/var"]


def test_web_has_as_many_connections_as_on_the_private_database():
    assert "max_connections=200" in COMPOSE["services"]["postgis"]["command"]
    assert "max_connections = 200" in (ROOT / "gis_platform/ops/private.py").read_text()


def test_prepare_makes_the_tiles_that_the_router_serves(monkeypatch, tmp_path):
    """The steps in their order, on folders of a volume; each step's own work is tested where it stands."""
    said = []

    def manage(*words, env=None):
        said.append(str(words[0]))
        if words[0] == "generate_county":
            (tmp_path / "region").mkdir()
            for name in ("region.toml", "roads.osm.pbf"):
                (tmp_path / "region" / name).write_text("")
        if words[0] == "build_routing_tiles":
            assert words[1:] == (tmp_path / "region/roads.osm.pbf", "--out", tmp_path / "routing")

    for name in ("REGION_DIR", "ROUTING_DIR", "STATIC_ROOT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(commands.steps, "manage", manage)
    monkeypatch.setattr(commands.steps, "county_there", lambda: "none")
    assert commands.prepare(tmp_path, tmp_path / "routing") == 0
    steps = ["migrate", "app_password", "collectstatic", "generate_county", "build_routing_tiles", "load_region"]
    assert said == steps
    monkeypatch.setattr(commands.steps, "county_there", lambda: "real")
    said.clear()
    commands.prepare(tmp_path, tmp_path / "routing")
    assert said == ["migrate", "app_password"]


def test_a_router_without_tiles_says_who_makes_them(tmp_path):
    with pytest.raises(Stop, match="no routing tiles"):
        serve.router_command(tmp_path, "127.0.0.1:1")


@pytest.mark.django_db(transaction=True)
def test_the_plain_role_gets_the_password_of_its_address(monkeypatch):
    owner = settings.DATABASES["default"]
    where = f"{connection.settings_dict['NAME']}?host={owner['HOST']}&port={owner['PORT']}"
    monkeypatch.setenv("DATABASE_OWNER_URL", f"postgresql://{owner['USER']}@/{where}")
    role = f"app_of_test_{os.getpid()}"
    with psycopg.connect(host=owner["HOST"], port=owner["PORT"], user=owner["USER"], dbname="postgres") as database:
        database.autocommit = True
        database.execute(f"create role {role}")
        try:
            kept = []
            for address in (f"{role}@", f"{role}:s3cret@"):
                monkeypatch.setenv("DATABASE_URL", f"postgresql://{address}/{where}")
                call_command("app_password")
                kept += database.execute(
                    "select rolcanlogin, rolpassword like 'SCRAM-SHA-256$%%' from pg_authid where rolname = %s", [role]
                ).fetchall()
            assert kept == [(False, None), (True, True)]
        finally:
            database.execute(f"drop role {role}")


def test_the_image_takes_no_secret_and_no_environment_of_the_checkout():
    ignored = (ROOT / ".dockerignore").read_text().split("\n")
    assert {"var", ".env", ".venv", "node_modules", ".git"} <= set(ignored)


class Answers(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *words):
        pass


def test_health_is_an_answer_though_it_redirects_or_refuses_the_host_and_silence_is_none(monkeypatch):
    said = {}
    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setattr(commands, "WEB_PORT", server.server_address[1])
        for server.status in (200, 301, 400, 503):
            said[server.status] = commands.check("web")
        server.shutdown()
    assert said == {200: 0, 301: 0, 400: 0, 503: 1}
    assert commands.check("web") == 1
