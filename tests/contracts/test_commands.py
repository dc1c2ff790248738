"""Exit codes of the management commands: 0 done, 1 failed with one line that says why, 2 wrong usage."""

import pytest
from django.core.management import ManagementUtility

pytestmark = pytest.mark.django_db


@pytest.fixture
def manage(monkeypatch, capsys, world, at_nine):
    """`manage("assess_risk")`: (exit code, lines on stdout, lines on stderr), as `bin/manage` hands them on."""
    # A command closes its connections when it ends, and with them this test's transaction.
    monkeypatch.setattr("django.core.management.base.connections.close_all", lambda: None)

    def run(*words):
        try:
            ManagementUtility(["manage.py", *map(str, words)]).execute()
            code = 0
        except SystemExit as end:
            code = end.code
        out, err = capsys.readouterr()
        return code, out.splitlines(), err.splitlines()

    return run


@pytest.mark.parametrize(
    "words", [["assess_risk"], ["rebuild_coverage"], ["rebuild_coverage", "--check"], ["verify_audit"]]
)
def test_work_that_is_done_ends_with_0_and_says_what_it_did(manage, words):
    code, out, err = manage(*words)
    assert (code, len(out), err) == (0, 1, [])


FAILS = [
    "import_sites absent.csv",
    "import_layer townships absent.geojson",
    "import_roads absent.osm.pbf",
    "region_from_osm absent.osm.pbf --out region",
    "load_region absent",
    "draw_plan --date 2019-10-17 --teams 1 --stops 3",
    "draw_plan --date 2019-10-17 --teams 1 --stops 3 --by absent",
    "simulate_day --date 2019-10-17 --logins absent.json",
    "build_routing_tiles absent.osm.pbf --out tiles",
]
WRONG = [
    "import_sites",
    "import_layer rivers x.geojson",
    "import_roads",
    "region_from_osm x.osm.pbf",
    "load_region",
    "generate_county --out x",
    "draw_plan --date tomorrow --teams 1 --stops 3",
    "simulate_day",
    "rebuild_coverage --chekc",
    "verify_draw",
]


@pytest.mark.parametrize("line", FAILS)
def test_work_that_fails_ends_with_1_and_one_line_that_says_why(manage, line, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, _, err = manage(*line.split())
    assert (code, len(err)) == (1, 1)
    assert err[0].startswith("CommandError: ")
    if "absent." in line:
        assert "absent." in err[0]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("line", WRONG)
def test_wrong_usage_ends_with_2_and_shows_the_usage(manage, line):
    code, out, err = manage(*line.split())
    assert (code, out) == (2, [])
    assert err[0].startswith("usage: ")
    assert "error: " in err[-1]
