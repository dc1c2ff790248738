"""Dates that are none and periods that never were: a page or 404, never a fault of ours."""

import pytest

pytestmark = pytest.mark.django_db
NO_DAYS = ["2026-13-45", "0001-01-01", "9999-12-31", "soon", "2019-02-30"]


@pytest.mark.parametrize("date", NO_DAYS)
def test_a_day_that_is_none_shows_the_choice_of_days(page_as, at_nine, date):
    assert page_as("dispatcher").get("/plans/new/", {"date": date}).status_code == 200
    assert page_as("unit_leader").get("/draws/nonce/", {"date": date}).status_code == 200
    form = {"date": date, "teams": 1, "stops": 2, "departs": "08:30", "shift_ends": "17:30"}
    assert page_as("dispatcher").post("/plans/new/", form).status_code in (200, 409)


@pytest.mark.parametrize("period", ["2026-99-99", "%00", "zz", "2019-10-02"])
def test_a_half_month_that_never_was_is_no_workbook(page_as, at_nine, campaign, period):
    assert page_as("dispatcher").get(f"/reports/{period}.xlsx").status_code == 404


def test_a_half_month_is_a_workbook(page_as, at_nine, campaign):
    assert page_as("dispatcher").get("/reports/2019-10-01.xlsx").status_code == 200
