from datetime import date

import pytest

from inspections.checklists.models import Checklist
from inspections.checklists.queries import sheets_for
from inspections.checklists.services import load_checklists
from layers.sites.models import (
    FireworksProfile,
    HazchemProfile,
    IndustryTradeProfile,
    MineProfile,
    Site,
    TailingsPondProfile,
)
from layers.sites.rules import LINE_OF_KIND

pytestmark = pytest.mark.django_db
ON = date(2019, 10, 16)
# Every kind, with each way of working that a profile may name, an unknown one, and no profile at all.
SITES = [
    *(("mine", MineProfile, "method", value) for value in ("open_pit", "underground", "", None)),
    *(("tailings_pond", TailingsPondProfile, "use_state", value) for value in ("运行", "闭库", "", None)),
    *(
        ("hazchem", HazchemProfile, "business", value)
        for value in ("producer", "store", "trader", "filling_station", "user", "", None)
    ),
    *(
        ("fireworks", FireworksProfile, "business", value)
        for value in ("wholesale", "retail", "retail_seasonal", "", None)
    ),
    *(("industry_trade", IndustryTradeProfile, "trade", value) for value in ("machinery", "", None)),
]


@pytest.fixture
def packs(db):
    load_checklists()


def test_all_seventeen_packs_are_loaded_and_twice_is_once(packs):
    assert Checklist.objects.count() == 17
    assert load_checklists() == 0


def test_a_mine_is_asked_by_how_it_is_worked(world, packs):
    MineProfile.objects.create(site=world.east_mine, method="underground")
    keys = {sheet.key for sheet in sheets_for(Site.objects.get(pk=world.east_mine.pk), on=ON)}
    assert "non_coal_underground" in keys
    assert "non_coal_open_pit" not in keys


def test_a_site_with_stored_substances_has_its_sheet(world, packs):
    site = world.east_mine
    site.kind, site.sector_line = "hazchem", world.lines["hazchem"]
    site.save()
    HazchemProfile.objects.create(
        site=site, business="store", substances=[{"name": "液氯", "q_t": "10", "critical_t": "5", "beta": "4"}]
    )
    assert {sheet.key for sheet in sheets_for(Site.objects.get(pk=site.pk), on=ON)} == {"hazchem_producer_storage"}


def test_a_pond_and_a_works_need_no_profile_to_be_asked(world, packs):
    assert all(sheets_for(site, on=ON) for site in (world.west_pond, world.west_works))


@pytest.mark.rule("S6")
@pytest.mark.parametrize(("kind", "profile", "field", "value"), SITES)
def test_no_site_is_without_a_checklist(world, packs, kind, profile, field, value):
    site = world.east_mine
    site.kind, site.sector_line = kind, world.lines[LINE_OF_KIND[kind]]
    site.save()
    if value is not None:
        profile.objects.create(site=site, **{field: value})
    sheets = sheets_for(Site.objects.get(pk=site.pk), on=ON)
    assert sheets
    assert all(sheet.items for sheet in sheets)


def test_a_user_of_chemicals_is_asked_what_every_unit_is_asked_and_no_grade_is_proposed(world, packs):
    site = world.east_mine
    site.kind, site.sector_line = "hazchem", world.lines["hazchem"]
    site.save()
    HazchemProfile.objects.create(site=site, business="user")
    (sheet,) = sheets_for(Site.objects.get(pk=site.pk), on=ON)
    assert sheet.key == "enterprise_duty"
    assert not any(item.get("major_basis") for item in sheet.items)
