"""Photos and signatures as a phone makes them, generated and saying so in the picture itself."""

from base64 import b64encode
from datetime import datetime
from io import BytesIO
from math import sin
from random import Random

from PIL import ExifTags, Image, ImageDraw

SIZE = (1280, 960)
_SOIL = ((148, 122, 92), (128, 118, 108), (110, 120, 96), (156, 140, 118))


def photo(spot: tuple[float, float], at: datetime, *, label: str, rng: Random) -> bytes:
    """A JPEG of a yard that never was, with EXIF position and time."""
    lng, lat = spot
    image = Image.new("RGB", SIZE, (176, 196, 214))
    draw = ImageDraw.Draw(image)
    _landscape(draw, rng)
    stamp = f"SYNTHETIC  {label}  {at:%Y-%m-%d %H:%M:%S}  {lng:.5f}, {lat:.5f}"
    draw.rectangle((0, SIZE[1] - 46, *SIZE), fill=(20, 24, 28))
    draw.text((16, SIZE[1] - 36), stamp, fill=(240, 240, 240), font_size=22)
    out = BytesIO()
    image.save(out, "JPEG", quality=82, exif=exif(lng, lat, at))
    return out.getvalue()


def _landscape(draw, rng):
    width, height = SIZE
    horizon = rng.randint(300, 420)
    draw.polygon(
        [(0, horizon), *[(x, horizon - rng.randint(20, 160)) for x in range(80, width, 160)], (width, horizon)],
        fill=(120, 138, 118),
    )
    draw.rectangle((0, horizon, width, height), fill=rng.choice(_SOIL))
    for _ in range(rng.randint(4, 8)):
        x, y = rng.randint(40, width - 200), rng.randint(horizon - 80, height - 260)
        side = rng.randint(60, 220)
        draw.rectangle((x, y, x + side, y + rng.randint(50, 190)), fill=_shade(rng), outline=(60, 60, 60), width=3)
    for _ in range(900):
        x, y = rng.randint(0, width), rng.randint(horizon, height)
        draw.ellipse((x, y, x + rng.randint(2, 9), y + rng.randint(2, 6)), fill=_shade(rng))


def _shade(rng):
    base = rng.randint(70, 190)
    return base, max(0, base - rng.randint(0, 25)), max(0, base - rng.randint(0, 50))


def exif(lng: float, lat: float, at: datetime) -> Image.Exif:
    found = Image.Exif()
    found[ExifTags.Base.Make], found[ExifTags.Base.Model] = "Zhicha", "simulate_day"
    taken = found.get_ifd(ExifTags.IFD.Exif)
    taken[ExifTags.Base.DateTimeOriginal] = f"{at:%Y:%m:%d %H:%M:%S}"
    taken[ExifTags.Base.OffsetTimeOriginal] = f"{at:%z}"[:3] + ":" + f"{at:%z}"[3:]
    gps = found.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLatitude] = "N" if lat >= 0 else "S", _sexagesimal(abs(lat))
    gps[ExifTags.GPS.GPSLongitudeRef], gps[ExifTags.GPS.GPSLongitude] = "E" if lng >= 0 else "W", _sexagesimal(abs(lng))
    return found


def _sexagesimal(value: float) -> tuple[float, float, float]:
    """Degrees, minutes, seconds to 1/10,000 s (3 mm)."""
    minutes, seconds = divmod(round(value * 3600, 4), 60)
    degrees, minutes = divmod(minutes, 60)
    return float(degrees), float(minutes), round(seconds, 4)


def signature(rng: Random) -> str:
    """A stroke on white, PNG in base64."""
    image = Image.new("L", (480, 160), 255)
    a, b, c = rng.uniform(20, 40), rng.uniform(40, 70), rng.uniform(0, 6)
    stroke = [(x, 80 + 40 * sin(x / a + c) * sin(x / b)) for x in range(30, 450, 3)]
    ImageDraw.Draw(image).line(stroke, fill=20, width=5, joint="curve")
    out = BytesIO()
    image.save(out, "PNG", optimize=True)
    return b64encode(out.getvalue()).decode()
