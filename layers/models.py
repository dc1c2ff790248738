from layers.risk.models import Assessment
from layers.roads.models import Road, Settlement, Water
from layers.sites.models import (
    FireworksProfile,
    HazchemProfile,
    IndustryTradeProfile,
    Licence,
    MineProfile,
    Site,
    TailingsPondProfile,
)
from layers.territory.models import County, MemberUnit, Scope, SectorLine, Township
from layers.zones.models import RiskZone

__all__ = [
    "Assessment",
    "County",
    "FireworksProfile",
    "HazchemProfile",
    "IndustryTradeProfile",
    "Licence",
    "MemberUnit",
    "MineProfile",
    "RiskZone",
    "Road",
    "Scope",
    "SectorLine",
    "Settlement",
    "Site",
    "TailingsPondProfile",
    "Township",
    "Water",
]
