import uuid
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from gis_platform import audit
from gis_platform.common.errors import Refused
from inspections.supervision import services
from inspections.supervision.models import CheckIn

from .conftest import IN_WEST, JUST_OUTSIDE, NEAR_THE_EDGE, OUT_OF_THE_COUNTY

pytestmark = pytest.mark.django_db


def codes(row):
    return [reason["code"] for reason in row.reasons]


def test_a_deputy_well_inside_counts_and_is_recorded_as_it_came(team, world):
    row = team.checks_in(10, 11, 9, 30, altitude_m=210.5)
    assert (row.standing, row.reasons, row.township, row.on) == ("counted", [], world.east, date(2019, 10, 11))
    assert row.fix["altitude_m"] == 210.5
    assert row.edge_m == pytest.approx(5_030, abs=30)
    assert audit.deeds_on(row) == ["supervision.checked_in"]


@pytest.mark.rule("I3")
def test_ten_to_midnight_and_ten_past_fall_in_two_months(team):
    before, after = team.checks_in(9, 30, 23, 50), team.checks_in(10, 1, 0, 10)
    assert (before.on, after.on) == (date(2019, 9, 30), date(2019, 10, 1))


@pytest.mark.rule("I4")
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"is_mock": True}, "supervision.mocked"),
        ({"accuracy_m": 130}, "supervision.inaccurate"),
        ({"accuracy_m": None}, "supervision.inaccurate"),
        ({"at": OUT_OF_THE_COUNTY}, "supervision.outside"),
    ],
)
def test_what_does_not_count_is_kept_with_its_reason(team, change, code):
    row = team.checks_in(10, 11, 9, **change)
    assert (row.standing, codes(row)) == ("not_counted", [code])
    assert CheckIn.objects.filter(pk=row.pk).exists()


@pytest.mark.rule("I4")
def test_somebody_who_is_no_deputy_does_not_lead(team, world):
    row = team.checks_in(10, 11, 9, by=world.unit_member)
    assert codes(row) == ["supervision.no_deputy"]


def test_near_a_township_edge_and_without_a_known_source_a_person_decides(team, world):
    edge, unknown = team.checks_in(10, 11, 9, at=NEAR_THE_EDGE), team.checks_in(10, 12, 9, is_mock=None)
    assert [row.standing for row in (edge, unknown)] == ["to_review", "to_review"]
    assert edge.edge_m == pytest.approx(201, abs=3)


def test_just_over_the_county_line_the_nearest_township_is_named(team, world):
    row = team.checks_in(10, 11, 9, at=JUST_OUTSIDE)
    assert (row.township, row.is_inside, row.standing) == (world.east, False, "to_review")
    assert team.checks_in(10, 12, 9, at=OUT_OF_THE_COUNTY).township is None


def test_a_township_is_found_from_another_datum(team, world):
    assert team.checks_in(10, 11, 9, at=IN_WEST, datum="gcj02").township == world.west


@pytest.mark.parametrize(
    "fix", [{"lng": 25.35, "lat": 112.15}, {"lng": None}, {"lng": float("nan")}, {"datum": "moon"}]
)
def test_what_is_no_place_is_refused_and_nothing_is_written(team, fix):
    with pytest.raises(Refused) as refused:
        team.checks_in(10, 11, 9, **fix)
    assert refused.value.verdict.reasons[0].code == "supervision.no_place"
    assert not CheckIn.objects.exists()


def test_twice_is_once_and_nobody_takes_over_an_id(team, world):
    row = team.checks_in(10, 11, 9)
    again = {"check_in_id": row.pk, "fix": row.fix, "device_at": row.device_at, "at": row.at}
    assert services.check_in(by=world.unit_leader, **again) == row
    assert CheckIn.objects.count() == 1
    with pytest.raises(Refused):
        services.check_in(by=world.unit_member, **again)


def test_only_people_of_a_unit_check_in(team, world):
    with pytest.raises(Refused) as refused:
        team.checks_in(10, 11, 9, by=world.inspector)
    assert refused.value.verdict.reasons[0].code == "supervision.no_unit"


def test_the_first_check_out_holds(team, world):
    row = team.checks_in(10, 11, 9)
    first = services.check_out(by=world.unit_leader, check_in_id=row.pk, at=row.at.replace(hour=16))
    services.check_out(by=world.unit_leader, check_in_id=row.pk, at=row.at.replace(hour=18))
    row.refresh_from_db()
    assert row.checked_out_at == first.checked_out_at
    with pytest.raises(Refused):
        services.check_out(by=world.unit_member, check_in_id=row.pk, at=row.at)


@pytest.mark.rule("I14")
def test_a_check_in_is_never_changed_nor_deleted_by_sql(team):
    row = team.checks_in(10, 11, 9, is_mock=True)
    for deed in (
        lambda: CheckIn.objects.update(is_mock=False),
        lambda: CheckIn.objects.update(fix={}),
        lambda: CheckIn.objects.filter(pk=row.pk).delete(),
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            deed()


def test_history_is_recorded_once_and_nothing_of_the_future(team, world, at_nine):
    past = {
        "unit": "public_security", "month_offset": "-1", "day": "12", "township": "431127101",
        "arrived_at": "09:10", "left_at": "16:40", "lng": "112.15", "lat": "25.35",
        "leader": "unit_leader", "member": "unit_member", "is_led_by_deputy": "True",
    }  # fmt: skip
    rows = [past, past | {"day": "13", "is_led_by_deputy": "False"}, past | {"month_offset": "0", "day": "28"}]
    assert services.record_history(rows, today=at_nine().date(), at=at_nine()) == 2
    assert services.record_history(rows, today=at_nine().date(), at=at_nine()) == 0
    kept = list(CheckIn.objects.order_by("at").values_list("on", "standing", "is_historic"))
    assert kept == [(date(2019, 9, 12), "counted", True), (date(2019, 9, 13), "not_counted", True)]


def test_an_unknown_check_in_is_not_checked_out(team, world):
    with pytest.raises(Refused):
        services.check_out(by=world.unit_leader, check_in_id=uuid.uuid4(), at=team.checks_in(10, 11, 9).at)
