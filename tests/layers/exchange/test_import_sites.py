import json

import pytest
from django.core.management import CommandError, call_command

from gis_platform import audit
from layers.exchange.readers import UnreadableFile
from layers.exchange.sites_import import import_sites
from layers.sites.models import Licence, Site

pytestmark = pytest.mark.django_db
HEAD = "名称,统一社会信用代码,行业条线,乡镇,经度,纬度,坐标系,许可证号,许可证有效期,备注,可能性L,暴露频率E,后果C\n"
GOOD = "示例石料厂,91350100M000100Y43,非煤矿山,东示例镇,112.15,25.35,wgs84,示例证1号,2031-12-31,,6,6,7\n"


def imported(tmp_path, at_nine, text, *, encoding="utf-8", name="sites.csv", **options):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return import_sites(path, at=at_nine.at, **options)


def codes(report):
    return [note["code"] for note in report.notes]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_good_row_becomes_a_site_whatever_the_encoding(world, tmp_path, at_nine, encoding):
    report = imported(tmp_path, at_nine, HEAD + GOOD, encoding=encoding)
    site = Site.objects.get(uscc="91350100M000100Y43")
    assert (report.outcomes["created"], report.notes) == (1, [])
    assert (site.township, site.sector_line.key, site.kind) == (world.east, "mines", "mine")
    assert Licence.objects.get(site=site).number == "示例证1号"
    assert audit.deeds_on(site) == ["site.created"]


def test_the_same_file_twice_changes_nothing(world, tmp_path, at_nine):
    imported(tmp_path, at_nine, HEAD + GOOD)
    before = list(Site.objects.order_by("pk").values())
    report = imported(tmp_path, at_nine, HEAD + GOOD)
    assert report.outcomes["unchanged"] == 1
    assert list(Site.objects.order_by("pk").values()) == before


def test_a_changed_cell_updates_its_site(world, tmp_path, at_nine):
    imported(tmp_path, at_nine, HEAD + GOOD)
    report = imported(tmp_path, at_nine, HEAD + GOOD.replace("示例石料厂", "示例石料一厂"))
    assert report.outcomes["updated"] == 1
    assert Site.objects.get(uscc="91350100M000100Y43").name == "示例石料一厂"


def test_a_dry_run_reports_and_writes_nothing(world, tmp_path, at_nine):
    before = Site.objects.count()
    report = imported(tmp_path, at_nine, HEAD + GOOD, dry_run=True)
    assert (report.outcomes["created"], Site.objects.count()) == (1, before)


@pytest.mark.rule("R2", "I28")
@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("112.15,25.35", "113.15,25.35", "site.outside_county"),
        ("112.15,25.35", "25.35,112.15", "site.coordinates_swapped"),
        ("112.15,25.35", "512.15,25.35", "site.coordinates_out_of_range"),
        ("112.15", "abc", "site.not_a_number"),
        ("Y43", "Y44", "uscc.check_character"),
        ("示例石料厂", "", "site.column_missing"),
        ("非煤矿山", "远洋捕捞", "site.sector_unknown"),
        ("东示例镇", "不存在镇", "site.township_unknown"),
        ("wgs84", "mars", "site.datum_unknown"),
        ("2031-12-31", "明年", "site.bad_cell"),
        ("6,6,7", "5,6,7", "site.lec_not_in_set"),
        ("91350100M000100Y43", "", "site.uscc_or_reason_needed"),
    ],
)
def test_a_bad_row_stops_only_itself_and_says_why(world, tmp_path, at_nine, old, new, code):
    other = GOOD.replace("91350100M000100Y43", "91330106673959654P").replace("示例石料厂", "示例另一厂")
    report = imported(tmp_path, at_nine, HEAD + GOOD.replace(old, new, 1) + other)
    assert codes(report) == [code]
    assert (report.notes[0]["row"], report.outcomes["refused"], report.outcomes["created"]) == (2, 1, 1)
    assert "{" not in report.notes[0]["text"]
    assert report.notes[0]["text"] != code


def test_a_site_twice_in_one_file_names_the_first_line(world, tmp_path, at_nine):
    report = imported(tmp_path, at_nine, HEAD + GOOD + GOOD)
    assert codes(report) == ["site.twice_in_file"]
    assert "2" in report.notes[0]["text"]


@pytest.mark.rule("R2")
def test_a_declared_township_wins_and_the_mismatch_is_listed(world, tmp_path, at_nine):
    report = imported(tmp_path, at_nine, HEAD + GOOD.replace("东示例镇", "西示例镇"))
    assert Site.objects.get(uscc="91350100M000100Y43").township == world.west
    assert codes(report) == ["site.township_mismatch"]
    assert report.is_clean


@pytest.mark.rule("R2")
def test_geometry_proposes_a_township_where_none_is_declared(world, tmp_path, at_nine):
    imported(tmp_path, at_nine, HEAD + GOOD.replace("东示例镇", ""))
    assert Site.objects.get(uscc="91350100M000100Y43").township == world.east


@pytest.mark.rule("I23")
def test_a_gcj02_position_is_moved_once_and_the_raw_one_kept(world, tmp_path, at_nine):
    row = GOOD.replace("112.15,25.35,wgs84", "112.155369,25.347128,gcj02")
    for _ in range(2):
        imported(tmp_path, at_nine, HEAD + row)
        site = Site.objects.get(uscc="91350100M000100Y43")
        assert (site.raw_lng, site.raw_datum) == (112.155369, "gcj02")
        assert abs(site.location.x - 112.15) < 0.0005


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("empty.csv", b"", "no rows"),
        ("head.csv", HEAD.encode(), "no rows"),
        ("picture.csv", bytes(range(256)), "neither UTF-8 nor GB18030"),
        ("sites.doc", b"x", "ending"),
        ("bad.geojson", b"[1]", "not a GeoJSON"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_whole(world, tmp_path, at_nine, name, content, word):
    path = tmp_path / name
    path.write_bytes(content)
    before = Site.objects.count()
    with pytest.raises(UnreadableFile, match=word):
        import_sites(path, at=at_nine.at)
    assert Site.objects.count() == before


def test_geojson_points_carry_their_own_position(world, tmp_path, at_nine):
    feature = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [112.15, 25.35]},
        "properties": {"name": "示例油站", "sector": "危险化学品", "uscc": "91350100M000100Y43"},
    }
    text = json.dumps({"type": "FeatureCollection", "features": [feature]})
    assert imported(tmp_path, at_nine, text, name="sites.geojson").outcomes["created"] == 1


def test_the_command_writes_its_report_and_fails_on_a_refused_row(world, tmp_path, at_nine, capsys):
    path, report = tmp_path / "sites.csv", tmp_path / "report.json"
    path.write_text(HEAD + GOOD.replace("Y43", "Y44"), encoding="utf-8")
    with pytest.raises(CommandError, match="1 rows were refused"):
        call_command("import_sites", str(path), "--report", str(report))
    assert json.loads(report.read_text())["rows"][0]["column"] == "统一社会信用代码"
