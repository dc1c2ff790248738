"""The picture of each sector line, on the map, in lists and on paper."""

from django.utils.translation import gettext, gettext_noop

# sector line key → (kind of site, icon of the sprite)
SECTOR_ICONS = {
    "mines": ("mine", "pickaxe"),
    "tailings": ("tailings_pond", "waves"),
    "hazchem": ("hazchem", "flask-conical"),
    "fireworks": ("fireworks", "sparkles"),
    "industry_trade": ("industry_trade", "factory"),
}
KIND_ICONS = dict(SECTOR_ICONS.values())
# A region names its lines itself; the usual names have their English in the catalogue.
USUAL_NAMES = (
    gettext_noop("非煤矿山"),
    gettext_noop("尾矿库"),
    gettext_noop("危险化学品"),
    gettext_noop("烟花爆竹"),
    gettext_noop("工贸"),
)


def sector_name(line) -> str:
    return gettext(line.name)
