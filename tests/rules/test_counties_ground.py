import json
import tomllib
from collections import Counter
from pathlib import Path

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, shape

from gis_platform.common.geo import distance_m
from layers.exchange.counties import CountyError, generate_county
from layers.exchange.counties.sites import scaled_mix
from layers.sites.uscc import check_uscc
from tests.rules.made_county import SEED, features, made_county, point, rows, sites

LANSHAN = Path(__file__).parents[2] / "fixtures" / "lanshan"
LEVELS = ["blue", "yellow", "orange", "red"]


def outline():
    return shape(json.loads((LANSHAN / "outline.geojson").read_text("utf-8"))["features"][0]["geometry"])


def level_by_rules(site):
    """§4, over the columns that it names."""

    def number(name):
        return float(site[name] or 0)

    danger = number("lec_l") * number("lec_e") * number("lec_c")
    levels = [
        next(level for cut, level in ((320, "red"), (160, "orange"), (70, "yellow"), (0, "blue")) if danger >= cut)
    ]
    is_third_grade = number("pond_volume_m3") >= 10_000_000
    direct = {
        "red": [
            site["mhi_grade"] in {"一级", "二级"},
            site["is_overhead_pond"] == "是" and is_third_grade,
            number("underground_people_per_shift") >= 30,
            site["status"] == "在产" and "" < site["licence_expires"] < "2019-10-01",
        ],
        "orange": [
            site["mhi_grade"] in {"三级", "四级"},
            site["is_overhead_pond"] == "是",
            number("dust_workers") >= 10,
            site["fireworks_kind"] == "批发",
        ],
    }
    levels += [level for level, reasons in direct.items() if any(reasons)]
    return max(levels, key=LEVELS.index)


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    generate_county(tmp_path / "again", seed=SEED)
    first, second = made_county(), tmp_path / "again"
    assert sorted(p.name for p in first.iterdir()) == sorted(p.name for p in second.iterdir())
    assert [p.name for p in first.iterdir() if p.read_bytes() != (second / p.name).read_bytes()] == []


def test_another_seed_gives_another_county(tmp_path):
    generate_county(tmp_path / "other", seed=SEED + 1, sites=40)
    assert (tmp_path / "other" / "roads.osm.pbf").read_bytes() != (made_county() / "roads.osm.pbf").read_bytes()


def test_region_toml_names_every_file_and_what_a_loader_needs():
    region = tomllib.loads((made_county() / "region.toml").read_text("utf-8"))
    assert (region["code"], region["timezone"], region["metric_crs"], region["datum"]) == (
        "431127",
        "Asia/Shanghai",
        4546,
        "wgs84",
    )
    data = {path.name for path in made_county().iterdir()} - {"region.toml", "README.md"}
    assert set(region["files"].values()) == data
    assert region["is_synthetic"]


def test_townships_tile_the_outline_without_gap_or_overlap():
    areas = [area for area, _ in features("townships.geojson")]
    assert len(areas) == 14
    assert shapely.coverage_is_valid(areas)
    assert sum(area.area for area in areas) == pytest.approx(outline().area, rel=1e-6)
    assert shapely.union_all(areas).symmetric_difference(outline()).area < 1e-6 * outline().area


def test_each_township_holds_its_seat_and_says_that_its_lines_are_approximate():
    for area, township in features("townships.geojson"):
        assert area.contains(Point(township["seat_lng"], township["seat_lat"]))
        assert township["is_approximate"] is True


def test_the_fixture_has_349_sites_in_five_sectors():
    counts = Counter(site["sector"] for site in sites())
    assert counts == {"非煤矿山": 15, "尾矿库": 4, "危险化学品": 60, "烟花爆竹": 120, "工贸": 150}
    for column in ("code", "name"):
        assert len({site[column] for site in sites()}) == 349


@pytest.mark.rule("R2")
def test_every_site_lies_in_the_township_it_declares():
    areas = {township["name"]: area for area, township in features("townships.geojson")}
    assert [site["code"] for site in sites() if not areas[site["township"]].contains(point(site))] == []


@pytest.mark.rule("I28")
def test_every_credit_code_is_valid_or_missing_with_a_reason():
    for site in sites():
        assert check_uscc(site["uscc"]).ok if site["uscc"] else site["uscc_missing_because"]
    given = [site["uscc"] for site in sites() if site["uscc"]]
    assert len(set(given)) == len(given) > 300
    assert {code[0] for code in given} == {"Y"}


def test_levels_follow_from_the_rules_and_none_is_asserted():
    assert Counter(map(level_by_rules, sites())) == {"red": 10, "orange": 40, "yellow": 100, "blue": 199}
    assert {site["risk"] for site in sites()} == {""}


def test_sites_stand_where_such_stand():
    seats = [(t["seat_lng"], t["seat_lat"]) for _, t in features("townships.geojson")]
    for site in sites():
        to_seat = min(distance_m((point(site).x, point(site).y), seat) for seat in seats)
        if site["sector"] == "非煤矿山":
            assert to_seat > 600
        if site["fireworks_kind"] == "批发":
            assert to_seat > 1_400
    retailers = [point(site) for site in sites() if site["fireworks_kind"] == "零售"]
    tree = shapely.STRtree(retailers)
    for a, b in tree.query(retailers, predicate="dwithin", distance=0.001).T:
        p, q = retailers[a], retailers[b]
        assert a == b or distance_m((p.x, p.y), (q.x, q.y)) >= 50


def test_every_made_row_says_that_it_is_synthetic():
    for name in ("officers.csv", "depots.csv", "users.csv", "history.csv", "history_findings.csv", "supervision.csv"):
        assert {row["is_synthetic"] for row in rows(name)} == {"true"}
    assert {site["is_synthetic"] for site in sites()} == {"true"}
    assert all(site["name"].startswith("示例") for site in sites())
    for name in ("water.geojson", "zones.geojson"):
        assert all(properties["is_synthetic"] for _, properties in features(name))


@given(st.integers(20, 10_000))
@settings(max_examples=60, deadline=None)
def test_any_number_of_sites_is_met_exactly(count):
    assert sum(sum(levels) for levels in scaled_mix(count).values()) == count


@pytest.mark.parametrize("count", [0, 19, 10_001])
def test_a_number_that_can_not_be_made_is_refused(tmp_path, count):
    with pytest.raises(CountyError, match=f"--sites {count}"):
        generate_county(tmp_path / "county", sites=count, seed=SEED)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "mother.txt").write_text("dear")
    with pytest.raises(CountyError, match="no region folder"):
        generate_county(tmp_path / "letters", sites=20, seed=SEED)
    assert [p.name for p in tmp_path.iterdir()] == ["letters"]
    assert (tmp_path / "letters" / "mother.txt").read_text() == "dear"


def test_an_older_region_folder_is_replaced_whole(tmp_path):
    out = tmp_path / "county"
    generate_county(out, sites=20, seed=1)
    (out / "left_over.csv").write_text("old")
    generate_county(out, sites=25, seed=2)
    assert len(sites(out)) == 25
    assert not (out / "left_over.csv").exists()
    assert [p.name for p in tmp_path.iterdir()] == ["county"]
