from collections import Counter
from datetime import timedelta

import pytest
from django.db import transaction

from gis_platform.common.clock import county_date
from layers.risk.models import Assessment
from layers.risk.past import load_past
from layers.risk.rules import RiskLevel
from layers.risk.services import reassess
from layers.sites.models import Site
from tests.inspections.sealed_day import more_sites

pytestmark = pytest.mark.django_db


@pytest.fixture
def scored(world, at_nine):
    """Thirty synthetic sites with a score, four without."""
    more_sites(world)
    Site.objects.filter(code__startswith="MORE").update(lec_l="3", lec_e="6", lec_c="7", risk_level="")
    return Site.objects.filter(code__startswith="MORE")


def levels(at):
    return dict(Assessment.objects.as_of(at).values_list("site__code", "level"))


@pytest.mark.rule("I17")
def test_a_month_ago_some_sites_were_higher_or_lower_and_today_s_map_is_today_s(scored, at_nine, tmp_path):
    load_past(tmp_path, county_date(at_nine()))
    assert reassess(Site.objects.values_list("pk", flat=True), at=at_nine()) == 0
    today, at_first = levels(at_nine()), levels(at_nine() - timedelta(days=199))
    assert today == dict(Site.objects.values_list("code", "risk_level"))
    ranks = {level.value: level.rank for level in RiskLevel}
    steps = [ranks[today[code]] - ranks[at_first[code]] for code in today]
    signs = Counter((step > 0) - (step < 0) for step in steps)
    assert signs[1] > 0
    assert signs[-1] > 0
    assert signs[0] > len(today) / 2
    assert levels(at_nine() - timedelta(days=15)) != today


def test_the_past_is_the_same_each_time_and_loaded_once(scored, at_nine, tmp_path):
    def loaded():
        load_past(tmp_path, county_date(at_nine()))
        return list(Assessment.objects.order_by("site", "period").values_list("site", "level", "period"))

    with transaction.atomic():
        first = loaded()
        assert loaded() == first
        transaction.set_rollback(True)
    assert not Assessment.objects.exists()
    assert loaded() == first


def test_a_real_site_gets_no_invented_past(scored, at_nine, tmp_path):
    scored.update(is_synthetic=False)
    load_past(tmp_path, county_date(at_nine()))
    assert set(Counter(Assessment.objects.values_list("site", flat=True)).values()) == {1}
