"""The township and its trends drawn as SVG on the server: they print, and show nothing beyond its own line."""

from math import cos, radians

from layers.risk.rules import LETTERS
from layers.roads.models import Road, Water

from .sector_icons import KIND_ICONS

WIDTH, HEIGHT, MARGIN = 560, 516, 26
STEP_DEG = 0.0002
SHOWN_ROADS = {
    "motorway": "exp", "trunk": "exp", "primary": "road", "secondary": "road", "tertiary": "road",
    "unclassified": "road",
}  # fmt: skip
ORDER = ["", "blue", "yellow", "orange", "red"]
NAMED = {"red", "orange"}
LETTER_PX = 13


class Sheet:
    """Degrees to drawing units: x shrunk by the cosine of the latitude, the township as large as fits."""

    def __init__(self, outline):
        west, south, east, north = outline.extent
        self.shrink = cos(radians((south + north) / 2))
        scale = min((WIDTH - 2 * MARGIN) / ((east - west) * self.shrink), (HEIGHT - 2 * MARGIN) / (north - south))
        self.scale, self.middle = scale, ((west + east) / 2, (south + north) / 2)

    def xy(self, lng, lat):
        x = WIDTH / 2 + (lng - self.middle[0]) * self.shrink * self.scale
        return round(x, 1), round(HEIGHT / 2 - (lat - self.middle[1]) * self.scale, 1)

    def path(self, geometry) -> str:
        """The `d` of a line, polygon, or collection of them."""
        if geometry.geom_type in {"Point", "MultiPoint"} or geometry.empty:
            return ""
        if geometry.geom_type == "LineString":
            return "M" + "L".join("{} {}".format(*self.xy(*place[:2])) for place in geometry.coords)
        if geometry.geom_type == "Polygon":
            return "".join(
                "M" + "L".join("{} {}".format(*self.xy(*p[:2])) for p in ring) + "z" for ring in geometry.coords
            )
        return "".join(self.path(part) for part in geometry)


def township_map(township, sites, user, *, overdue: set[int]):
    """Paths and marks of the drawing; `sites` are visible rows of this township."""
    sheet = Sheet(township.boundary)
    seat = sheet.xy(township.seat.x, township.seat.y) if township.seat else None
    marks = [mark(site, sheet, overdue) for site in sites]
    own = {"x": seat[0], "y": seat[1], "name": township.name} if seat else None
    place_names(marks, own)
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "outline": sheet.path(township.boundary.simplify(STEP_DEG / 2, preserve_topology=True)),
        "water": clipped(Water.objects.visible_to(user), township, sheet, lambda row: row.kind),
        "roads": clipped(
            Road.objects.visible_to(user).filter(highway__in=SHOWN_ROADS),
            township,
            sheet,
            lambda row: SHOWN_ROADS[row.highway],
        ),
        "seat": own,
        "marks": sorted(marks, key=lambda one: ORDER.index(one["level"])),
    }


def clipped(rows, township, sheet, kind):
    """[(kind, d)] of what lies inside the township, the rest cut off."""
    inside = rows.filter(geometry__intersects=township.boundary)
    cut = [(kind(row), row.geometry.simplify(STEP_DEG).intersection(township.boundary)) for row in inside]
    return [(name, path) for name, shape in cut if (path := sheet.path(shape))]


def mark(site, sheet, overdue):
    x, y = sheet.xy(site.location.x, site.location.y)
    return {
        "x": x, "y": y, "name": site.name, "level": site.risk_level, "letter": LETTERS[site.risk_level],
        "icon": KIND_ICONS[site.kind], "is_large": site.risk_level in NAMED, "is_overdue": site.pk in overdue,
    }  # fmt: skip


def place_names(marks, seat):
    """The township's name, and one beside each red and orange site, where a place is free; else it goes without."""
    taken = [(one["x"] - 9, one["y"] - 9, one["x"] + 9, one["y"] + 9) for one in marks]
    named = [one for one in sorted(marks, key=lambda m: -ORDER.index(m["level"])) if one["is_large"]]
    for one in [*named, *([seat] if seat else [])]:
        found = next(((label, box) for label, box in places(one) if is_free(box, taken)), None)
        if found:
            one["label"] = found[0]
            taken.append(found[1])


def places(one):
    """Right, left, below, above, then farther off: (label, its box)."""
    half, x, y = len(one["name"]) * LETTER_PX / 2, one["x"], one["y"]
    for far in (20, 40):
        yield {"anchor": "start", "x": x + far, "y": y + 5}, (x + far - 2, y - 9, x + far + 2 * half, y + 9)
        yield {"anchor": "end", "x": x - far, "y": y + 5}, (x - far - 2 * half, y - 9, x - far + 2, y + 9)
        yield {"anchor": "middle", "x": x, "y": y + far + 12}, (x - half, y + far - 2, x + half, y + far + 16)
        yield {"anchor": "middle", "x": x, "y": y - far}, (x - half, y - far - 14, x + half, y - far + 4)


def is_free(box, taken):
    west, north, east, south = box
    if west < 0 or east > WIDTH:
        return False
    return all(east < other[0] or west > other[2] or south < other[1] or north > other[3] for other in taken)


def spark(counts) -> dict | None:
    """A line of 60 × 18 through the known months; None with fewer than three."""
    known = [count for count in counts if count is not None]
    if len(known) < 3:
        return None
    low, high = min(known), max(known)
    step, span = 60 / (len(known) - 1), (high - low) or 1
    points = [(round(3 + i * step, 1), round(16 - (count - low) / span * 12, 1)) for i, count in enumerate(known)]
    return {"points": " ".join(f"{x},{y}" for x, y in points), "x": points[-1][0], "y": points[-1][1]}
