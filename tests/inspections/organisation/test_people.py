"""People of a region folder: who they are after loading it, and after loading it again."""

import pytest

from inspections.organisation.models import Office
from inspections.organisation.services import load_people
from layers.territory.models import SectorLine

pytestmark = pytest.mark.django_db
USERS = """\
username,display_name,role,unit,office,township,sector_lines,site,officer,is_deputy,is_head,is_witness
officer,示例股员,section_officer,,industry_mines,,mine,,,false,{first},false
head,示例股长,section_officer,,industry_mines,,mine,,,false,{second},false
"""


def region(folder, *, first="false", second="true"):
    (folder / "offices.csv").write_text("code,name,sector_lines\nindustry_mines,工贸矿山股,mine\n", encoding="utf-8")
    (folder / "users.csv").write_text(USERS.format(first=first, second=second), encoding="utf-8")
    return folder


@pytest.fixture
def mines(db):
    return SectorLine.objects.create(key="mines", name="非煤矿山")


@pytest.mark.rule("R7")
def test_a_region_names_the_head_of_an_office_and_may_name_another_one_later(mines, tmp_path):
    load_people(region(tmp_path))
    assert Office.objects.get(key="industry_mines").head.username == "head"
    load_people(region(tmp_path, first="true", second="false"))
    assert Office.objects.get(key="industry_mines").head.username == "officer"


def test_a_region_without_a_head_takes_nobody_from_office(mines, tmp_path):
    load_people(region(tmp_path))
    load_people(region(tmp_path, second="false"))
    assert Office.objects.get(key="industry_mines").head.username == "head"
