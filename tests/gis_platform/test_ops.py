"""Set-up and the running parts, as a person at a terminal meets them."""

import socket
import subprocess
import sys
import time
from datetime import date

import pytest
from cryptography import x509
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from gis_platform import env
from gis_platform.ops import lan
from gis_platform.ops import setup as steps
from gis_platform.ops.commands import only_one
from gis_platform.ops.day import day_to_walk
from gis_platform.ops.paths import ROOT, folder, socket_dir
from gis_platform.ops.private import Private
from gis_platform.ops.say import Stop
from gis_platform.ops.serve import free_port
from gis_platform.ops.supervisor import Part, Supervisor
from layers.territory.models import County

EVERYWHERE = MultiPolygon(Polygon.from_bbox((112.0, 25.3, 112.2, 25.4)), srid=4326)


def test_a_taken_port_gives_the_next_one_and_says_so(capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert free_port(port) > port
    assert f"port {port} is taken" in capsys.readouterr().out


def test_a_second_run_is_told_where_the_first_one_is(tmp_path):
    lock = tmp_path / "run.lock"
    with only_one(lock):
        lock.write_text("http://127.0.0.1:8000/")
        with pytest.raises(Stop, match=r"already runs.*8000"), only_one(lock):
            pass
    with only_one(lock):
        pass


def test_work_that_was_cut_off_is_done_again(tmp_path):
    source, stamp, done = tmp_path / "in", tmp_path / "stamp", []
    source.write_text("1")

    def cut_off():
        done.append("half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        steps.once_per(stamp, [source], "work", cut_off)
    steps.once_per(stamp, [source], "work", lambda: done.append("whole"))
    steps.once_per(stamp, [source], "work", lambda: done.append("again"))
    assert done == ["half", "whole"]
    source.write_text("2")
    steps.once_per(stamp, [source], "work", lambda: done.append("anew"))
    assert done[-1] == "anew"


def test_sockets_fit_however_deep_the_folder_lies(tmp_path):
    deep = tmp_path.joinpath(*["a" * 40] * 5)
    assert len(str(socket_dir(deep) / ".s.PGSQL.5432")) < 108
    assert socket_dir(deep) != socket_dir(tmp_path)


@pytest.mark.parametrize(("day", "wanted"), [("2026-11-24", "2026-11-13"), ("2026-11-25", "2026-11-16")])
def test_the_walked_day_is_a_working_day(day, wanted):
    assert day_to_walk(date.fromisoformat(day)) == date.fromisoformat(wanted)


def test_a_part_that_is_killed_comes_back_and_none_is_left_behind():
    part = Part("sleeper", [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"], lambda: True)
    said = []
    supervisor = Supervisor([part], log=said.append)
    assert supervisor.start()
    first = part.process.pid
    with supervisor.in_background():
        part.process.kill()
        deadline = time.monotonic() + 10
        while part.process.pid == first and time.monotonic() < deadline:
            time.sleep(0.05)
    supervisor.stop()
    assert part.process.pid != first
    assert part.process.poll() is not None
    assert any("starting it again" in line for line in said)


@pytest.mark.parametrize(
    ("read", "value"), [(lambda: env.env_bool("X_TEST", False), "maybe"), (lambda: env.env_int("X_TEST", 1), "ten")]
)
def test_a_wrong_setting_stops_with_its_name(monkeypatch, read, value):
    monkeypatch.setenv("X_TEST", value)
    with pytest.raises(ImproperlyConfigured, match="X_TEST"):
        read()


def test_an_empty_setting_is_none_whoever_reads_it(monkeypatch, tmp_path):
    monkeypatch.setenv("X_TEST", " ")
    assert (env.env_text("X_TEST", "a"), env.env_list("X_TEST", ["b"])) == ("a", ["b"])
    assert (env.env_bool("X_TEST", True), env.env_int("X_TEST", 3)) == (True, 3)
    assert folder("X_TEST_FOLDER", tmp_path) == tmp_path
    (tmp_path / "env").write_text("X_TEST=by set-up\nX_TEST_SAID=by set-up\n")
    monkeypatch.setenv("X_TEST_SAID", "by hand")
    env.load_env_file(tmp_path / "env")
    assert (env.env_text("X_TEST"), env.env_text("X_TEST_SAID")) == ("by set-up", "by hand")


def test_empty_addresses_leave_the_services_private(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "")
    monkeypatch.setenv("REDIS_URL", "")
    private = Private(tmp_path)
    assert private.own_database
    assert private.own_redis


def test_what_set_up_writes_is_read_by_its_owner_alone(monkeypatch, tmp_path):
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    (tmp_path / "env").write_text("")
    (tmp_path / "env").chmod(0o644)
    (tmp_path / "media").mkdir(mode=0o755)
    steps.write_env(tmp_path, Private(tmp_path), database="zhicha", redis=0)
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.rglob("*")}
    assert modes == {"env": 0o600, "media": 0o700, "secrets": 0o700, "secret_key": 0o600, "envelope_key": 0o600}


@pytest.mark.django_db
def test_the_county_that_stands_there_is_told_in_a_word(capsys):
    said = []
    for is_synthetic in (None, True, False):
        if is_synthetic is not None:
            code = f"43112{int(is_synthetic)}"
            County.objects.create(code=code, name="某县", outline=EVERYWHERE, is_synthetic=is_synthetic)
        call_command("county_there")
        said.append(capsys.readouterr().out.strip())
    assert said == ["none", "synthetic", "real"]


def test_the_phone_trusts_the_certificate_by_the_authority_that_is_made_once(tmp_path):
    lan.make_certificates(tmp_path, "192.168.1.7")
    authority = (tmp_path / "ca.crt").read_bytes()
    lan.make_certificates(tmp_path, "192.168.1.8")
    assert (tmp_path / "ca.crt").read_bytes() == authority
    served = x509.load_pem_x509_certificate((tmp_path / "server.crt").read_bytes())
    served.verify_directly_issued_by(x509.load_pem_x509_certificate(authority))
    names = served.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert "192.168.1.8" in [str(one) for one in names.get_values_for_type(x509.IPAddress)]
    assert {path.stat().st_mode & 0o777 for path in tmp_path.glob("*.key")} == {0o600}


def test_a_secret_may_stand_in_a_file_and_has_no_default(monkeypatch, tmp_path):
    (tmp_path / "secret").write_text("s3cret\n")
    monkeypatch.setenv("X_TEST_FILE", str(tmp_path / "secret"))
    assert env.env_secret("X_TEST") == "s3cret"
    monkeypatch.delenv("X_TEST_FILE")
    with pytest.raises(ImproperlyConfigured, match="X_TEST"):
        env.env_secret("X_TEST")


@pytest.mark.parametrize(
    "words", [["run", "--region", "x"], ["run", "--once", "--lan"], ["bench", "nothing"], ["part"]]
)
def test_wrong_usage_is_one_line_and_exit_2(words):
    done = subprocess.run(
        [sys.executable, "-m", "gis_platform.ops", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) <= 2
