"""Wrong files, as a person at the terminal meets them: one message, nothing half-written, the next try works."""

import json
import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from inspections.campaigns.models import Campaign
from inspections.organisation.models import Officer
from layers.roads.models import Road
from layers.sites.models import Site
from layers.territory.models import County, Township
from tests.rules.made_county import made_county

EXTRACT = Path(__file__).parents[1] / "samples/liechtenstein.osm.pbf"
HEAD = "名称,统一社会信用代码,行业条线,乡镇,经度,纬度,坐标系\n"
GOOD = "示例石料厂,91350100M000100Y43,非煤矿山,东示例镇,112.15,25.35,wgs84\n"
OTHER = "示例另一厂,91330106673959654P,非煤矿山,东示例镇,112.16,25.36,wgs84\n"


def command(*words):
    """(what it said, why it failed or None)."""
    said = StringIO()
    try:
        call_command(*map(str, words), stdout=said)
    except CommandError as error:
        return said.getvalue(), str(error)
    return said.getvalue(), None


def numbers():
    return [model.objects.count() for model in (County, Township, Site, Road, Officer, Campaign)]


@pytest.fixture
def sites_file(world, at_nine, tmp_path):
    return tmp_path / "sites.csv"


@pytest.mark.rule("R2", "I28")
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("old", "new", "place", "remedy"),
    [
        ("112.15,25.35", "113.15,25.35", "line 2", "核对"),
        ("112.15,25.35", "25.35,112.15", "line 2", "改正"),
        ("112.15,25.35", "512.15,25.35", "line 2", "十进制度数"),
        ("Y43", "Y44", "line 2 · 统一社会信用代码", "校验"),
        ("示例石料厂", "", "line 2 · 名称", "缺少 名称"),
    ],
    ids=["outside the county", "swapped", "out of range", "check digit", "no name"],
)
def test_a_bad_row_is_named_and_the_mended_file_goes_in(sites_file, old, new, place, remedy):
    sites_file.write_text(HEAD + GOOD.replace(old, new) + OTHER, encoding="utf-8")
    said, why = command("import_sites", sites_file)
    lines = [line for line in said.splitlines() if line.startswith("line 2")]
    assert len(lines) == 1
    assert place in lines[0]
    assert remedy in lines[0]
    assert why == "1 rows were refused; the others were taken."
    assert not Site.objects.filter(uscc__in=("91350100M000100Y43", "91350100M000100Y44")).exists()

    sites_file.write_text(HEAD + GOOD + OTHER, encoding="utf-8")
    said, why = command("import_sites", sites_file)
    assert why is None
    assert said.splitlines()[-1] == "sites.csv: 1 created, 0 updated, 1 unchanged, 0 refused"


@pytest.mark.django_db
def test_a_site_that_stands_twice_is_taken_once(sites_file):
    sites_file.write_text(HEAD + GOOD + GOOD, encoding="utf-8")
    said, why = command("import_sites", sites_file)
    assert why
    assert said.startswith("line 3 · 统一社会信用代码: ")
    assert Site.objects.filter(uscc="91350100M000100Y43").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "remedy"),
    [(b"", "at least one row"), (HEAD.encode(), "at least one row"), ((HEAD + GOOD).encode("utf-16"), "CSV UTF-8")],
    ids=["empty", "header only", "UTF-16"],
)
def test_a_file_that_cannot_be_read_names_itself_and_the_remedy(sites_file, content, remedy):
    before = numbers()
    sites_file.write_bytes(content)
    said, why = command("import_sites", sites_file)
    assert (said, why.startswith("sites.csv "), remedy in why) == ("", True, True)
    assert numbers() == before
    sites_file.write_text(HEAD + GOOD, encoding="gb18030")
    assert command("import_sites", sites_file)[1] is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content", [b"no extract", b"", EXTRACT.read_bytes()[:20_000]], ids=["text", "empty", "cut off"]
)
def test_a_pbf_that_is_none_leaves_the_roads_as_they_were(tmp_path, content):
    bad = tmp_path / "bad.osm.pbf"
    assert command("import_roads", EXTRACT)[1] is None
    before = Road.objects.count()
    bad.write_bytes(content)
    said, why = command("import_roads", bad)
    assert (said, "bad.osm.pbf" in why, ".osm.pbf" in why) == ("", True, True)
    assert Road.objects.count() == before > 1000

    said, why = command("region_from_osm", bad, "--out", tmp_path / "region")
    assert (said, "bad.osm.pbf" in why) == ("", True)
    assert [path.name for path in tmp_path.iterdir()] == ["bad.osm.pbf"]


@pytest.fixture
def region(tmp_path):
    """A county of few sites, as a folder that a test may spoil."""
    folder = shutil.copytree(made_county(), tmp_path / "region")
    head, *rows = (folder / "sites.csv").read_text("utf-8").splitlines(keepends=True)
    (folder / "sites.csv").write_text(head + "".join(rows[:10]), encoding="utf-8")
    return folder


def spoil(name, content):
    return lambda folder: (folder / name).write_bytes(content.encode())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("spoiled", "named"),
    [
        (lambda folder: (folder / "townships.geojson").unlink(), "townships.geojson is missing"),
        (spoil("region.toml", "name = "), "region.toml cannot be read"),
        (spoil("region.toml", 'name = "x"'), "region.toml says no code"),
        (spoil("townships.geojson", '{"features": [{"geometry": null}]}'), "townships.geojson has no township"),
        (spoil("roads.osm.pbf", "no"), "roads.osm.pbf is not an OSM extract"),
        (spoil("officers.csv", "code,name\nT1,x\n"), "officers.csv: the column 'office' is missing"),
        (spoil("depots.csv", "name,lng,lat\nx,east,25\n"), "depots.csv: line 2 cannot be taken"),
        (spoil("users.csv", "\x01\x02"), "users.csv is neither"),
        (spoil("campaign.yaml", "a: [1"), "campaign.yaml is no campaign"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_spoiled_region_folder_is_refused_whole(region, spoiled, named):
    spoiled(region)
    before = numbers()
    _, why = command("load_region", region)
    assert named in why
    assert "\n" not in why
    assert numbers() == before


@pytest.mark.django_db
def test_the_mended_region_folder_goes_in(region):
    (region / "officers.csv").rename(region / "kept.csv")
    spoil("officers.csv", "code\nT1\n")(region)
    assert command("load_region", region)[1]
    (region / "kept.csv").replace(region / "officers.csv")
    said, why = command("load_region", region)
    assert why is None
    assert Site.objects.count() == 10
    assert "sites.csv: 10 created, 0 updated, 0 unchanged, 0 refused" in said


WIDE = HEAD.strip() + ",风险等级,法定代表人,联系电话,许可证号,许可证有效期,库容,备注\n"
POND = (
    "示例尾矿库,91350100M000100Y43,尾矿库,东示例镇,112.15,25.35,wgs84,红,示例陈,13800001234,示例证1,2031-12-31,"
    "1000,说明\n"
)


@pytest.mark.rule("R2", "I28")
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("old", "new", "column", "remedy"),
    [
        ("示例尾矿库", "示" * 101, "名称", "最多 100 个字"),
        ("13800001234", "1" * 41, "联系电话", "最多 40 个字"),
        ("示例证1", "证" * 61, "许可证号", "最多 60 个字"),
        ("示例陈", "陈" * 41, "法定代表人", "最多 40 个字"),
        ("91350100M000100Y43,尾矿库", ",尾矿库", "备注", "最多 100 个字"),
        ("1000,", "1" + "0" * 13 + ",", "库容", "太大"),
        ("1000,", "1e300,", "库容", "看不懂"),
        ("1000,", "-5,", "库容", "看不懂"),
        ("1000,", "一千,", "库容", "不是数字"),
        ("红", "purple", "风险等级", "红/橙/黄/蓝"),
        ("112.15", "", "经度", "缺少 经度"),
        ("说明", "说\0明", "", "控制字符"),
    ],
    ids=str,
)
def test_a_row_that_has_no_room_or_no_sense_stops_only_itself(sites_file, old, new, column, remedy):
    bad = POND.replace("说明", "明" * 101) if column == "备注" else POND
    good = POND.replace("91350100M000100Y43", "91330106673959654P").replace("示例尾矿库", "示例另一库")
    sites_file.write_text(WIDE + bad.replace(old, new, 1) + good, encoding="utf-8")
    said, why = command("import_sites", sites_file)
    assert why == "1 rows were refused; the others were taken."
    first = said.splitlines()[0]
    assert first.startswith(f"line 2 · {column}: " if column else "line 2: ")
    assert remedy in first
    assert list(Site.objects.filter(name__startswith="示例另一库").values_list("uscc", flat=True)) == [
        "91330106673959654P"
    ]


@pytest.mark.django_db
def test_columns_are_called_as_the_file_calls_them(sites_file):
    sites_file.write_text("name,sector,lng\n示例石料厂,非煤矿山,112.15\n", encoding="utf-8")
    assert "缺少 lat" in command("import_sites", sites_file)[0]


@pytest.mark.django_db
def test_full_width_digits_are_read_as_what_they_are(sites_file):
    row = POND.replace("112.15,25.35", "１１２．１５,２５．３５").replace("2031-12-31", "２０３１－１２－３１")
    sites_file.write_text(
        WIDE + row.replace("91350100M000100Y43", "９１３５０１００Ｍ０００１００Ｙ４３"), encoding="utf-8"
    )
    assert command("import_sites", sites_file)[1] is None
    assert Site.objects.get(uscc="91350100M000100Y43").location.coords == (112.15, 25.35)


@pytest.mark.django_db
def test_a_dry_run_does_not_say_that_anything_was_taken(sites_file):
    before = numbers()
    sites_file.write_text(HEAD + GOOD.replace("Y43", "Y44") + OTHER, encoding="utf-8")
    assert command("import_sites", sites_file, "--dry-run")[1] == (
        "1 rows were refused; nothing was written (--dry-run)."
    )
    sites_file.write_text(HEAD + OTHER, encoding="utf-8")
    said, why = command("import_sites", sites_file, "--dry-run")
    assert (said.splitlines()[-1], why) == ("nothing was written (--dry-run).", None)
    assert numbers() == before


TORN = [
    {"type": "Polygon", "coordinates": "no"},
    {"type": "Point", "coordinates": []},
    {"type": "Circle", "coordinates": [112.15, 25.35]},
    {"type": "Polygon", "coordinates": [[[112.1, 25.3], [112.2, 25.4]]]},
    [1],
]


def collection(*features):
    return json.dumps({"type": "FeatureCollection", "features": features})


@pytest.mark.django_db
@pytest.mark.parametrize("geometry", TORN, ids=str)
def test_one_shape_that_cannot_be_read_stops_only_its_row(world, tmp_path, geometry):
    point = {"type": "Point", "coordinates": [112.15, 25.35]}
    about = {"name": "示例油站", "sector": "危险化学品", "uscc": "91350100M000100Y43"}
    path = tmp_path / "sites.geojson"
    path.write_text(
        collection(
            {"type": "Feature", "geometry": geometry, "properties": about | {"uscc": "91330106673959654P"}},
            {"type": "Feature", "geometry": point, "properties": about | {"uscc": "91330106673959654P", "note": "\0"}},
            7,
            {"type": "Feature", "geometry": point, "properties": about},
        ),
        encoding="utf-8",
    )
    said, why = command("import_sites", path)
    assert why == "3 rows were refused; the others were taken."
    assert [line.split(":")[0] for line in said.splitlines()[:3]] == ["line 1", "line 2", "line 3"]
    assert Site.objects.filter(uscc="91350100M000100Y43").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change", [{"risk": "purple"}, {"name": "示" * 101}, {"valid_from": "明年"}, {"measures": "\0"}], ids=str
)
def test_a_bad_risk_zone_stops_only_itself(world, tmp_path, change):
    square = {"type": "Polygon", "coordinates": [[[112.1, 25.3], [112.2, 25.3], [112.2, 25.4], [112.1, 25.3]]]}
    about = {"name": "示例风险区", "risk": "red", "township": world.east.code}
    path = tmp_path / "zones.geojson"
    path.write_text(
        collection(
            {"type": "Feature", "geometry": square, "properties": about | change},
            {"type": "Feature", "geometry": square, "properties": about},
        ),
        encoding="utf-8",
    )
    said, _ = command("import_layer", "risk_zones", path)
    assert said.startswith("line 1")
    assert said.splitlines()[-1] == "zones.geojson: 1 created, 0 updated, 0 unchanged, 1 refused"
