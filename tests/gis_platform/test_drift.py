"""What is written in two places agrees: settings and .env.example, task names and tasks, reasons and their words."""

import ast
import re
from importlib import import_module
from pathlib import Path

import pytest
from celery import current_app
from django.conf import settings
from django.utils.module_loading import import_string

from gis_platform.celery import task_modules

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("gis_platform", "layers", "inspections", "mobile_api")
SOURCES = [p for package in PACKAGES for p in (ROOT / package).rglob("*.py") if "migrations" not in p.parts]


def calls(name):
    """(file, first argument) of every call of a function by that name with a text first."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if called == name and isinstance(node.args[0].value, str):
                    yield path, node.args[0].value


def test_every_variable_that_is_read_stands_in_the_example():
    read = {name for kind in ("env_text", "env_bool", "env_int", "env_list", "env_secret", "env_database")
            for _, name in calls(kind)}  # fmt: skip
    listed = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M))
    assert read - listed == {"DATABASE_AS_OWNER"}  # set by manage.py alone


def test_every_task_started_by_name_exists():
    current_app.loader.import_default_modules()
    for module in task_modules():
        import_module(module)
    started = {name for _, name in calls("run_later")}
    scheduled = {entry["task"] for entry in current_app.conf.beat_schedule.values()}
    assert started | scheduled
    assert (started | scheduled) - set(current_app.tasks) == set()


@pytest.mark.parametrize("name", ["RISK_INPUTS", "REGION_LOADERS", "DEMO_LOADERS"])
def test_every_name_in_a_seam_can_be_called(name):
    assert all(callable(import_string(dotted)) for dotted in getattr(settings, name))


AREAS = (
    r"^(document|draw|hazard|plan|round|stop|visit|site|risk|uscc|layer|checklist|supervision|report|request|package"
    r"|sync|upload|fix|photo|signature|route|ledger|track|season|nonce)\.[a-z_0-9]+$"
)


def reason_codes():
    """Codes of reasons in rules and services: texts like `visit.outside_fence` in a verdict or refusal."""
    found = set()
    for path in SOURCES:
        if path.name == "wording.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "refuse":
                found |= {a.value for a in node.args[:1] if isinstance(a, ast.Constant)}
            if isinstance(node, ast.Tuple) and len(node.elts) == 3 and isinstance(node.elts[1], ast.Constant):
                value = node.elts[1].value
                if isinstance(value, str) and re.match(AREAS, value):
                    found.add(value)
    return found


def test_every_reason_has_its_words():
    worded = {code for dotted in settings.REASON_WORDS for code in import_string(dotted)}
    assert len(reason_codes()) > 60
    assert reason_codes() - worded == set()
