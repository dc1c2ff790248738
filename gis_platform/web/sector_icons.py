"""The picture of each sector line, on the map, in lists and on paper."""

# sector line key → (kind of site, icon of the sprite)
SECTOR_ICONS = {
    "mines": ("mine", "pickaxe"),
    "tailings": ("tailings_pond", "waves"),
    "hazchem": ("hazchem", "flask-conical"),
    "fireworks": ("fireworks", "sparkles"),
    "industry_trade": ("industry_trade", "factory"),
}
KIND_ICONS = dict(SECTOR_ICONS.values())
