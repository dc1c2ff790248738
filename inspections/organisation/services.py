"""People of a region folder: offices, units, depots, officers with their certificates, users with their scopes."""

import csv
import io
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path

from django.contrib.gis.geos import Point
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import transaction

from gis_platform.accounts.models import User
from gis_platform.common.clock import county_today
from layers.exchange.readers import UnreadableFile, decode
from layers.sites.models import Site
from layers.sites.rules import LINE_OF_KIND, SiteKind
from layers.territory.models import MemberUnit, Scope, SectorLine, Township

from .models import Certificate, Depot, Leave, Office, Officer, Recusal, UnitMember

Row = dict[str, str]
YES = "true"


def load_people(region: Path) -> None:
    """Load or refresh everybody the folder names. Users come without a password: the administrator gives it."""
    with transaction.atomic():
        for name, load in LOADERS.items():
            for number, row in enumerate(rows_of(region / name), start=2):
                _load(name, number, row, load)


def _load(name: str, number: int, row: Row, load: Callable[[Row], None]) -> None:
    try:
        load(row)
    except KeyError as error:
        raise UnreadableFile(f"{name}: the column {error} is missing; add it and load the folder again") from None
    except (ValueError, ValidationError, ObjectDoesNotExist) as error:
        raise UnreadableFile(f"{name}: line {number} cannot be taken ({error}); mend it and load again") from None


def rows_of(path: Path) -> Iterable[Row]:
    if not path.is_file():
        return []
    return list(csv.DictReader(io.StringIO(decode(path.read_bytes(), path.name), newline="")))


def _unit(row: Row) -> None:
    named = {"name": row["name"], "is_main": row["is_main"] == YES}
    MemberUnit.objects.update_or_create(key=row["code"], defaults=named)


def _office(row: Row) -> None:
    office, _ = Office.objects.update_or_create(key=row["code"], defaults={"name": row["name"]})
    office.sector_lines.set(_lines(row["sector_lines"]))


def _depot(row: Row) -> None:
    location = Point(float(row["lng"]), float(row["lat"]), srid=4326)
    Depot.objects.update_or_create(name=row["name"], defaults={"location": location})


def _officer(row: Row) -> None:
    officer, _ = Officer.objects.update_or_create(
        code=row["code"],
        defaults={
            "name": row["name"],
            "office": Office.objects.get(key=row["office"]),
            "is_synthetic": row.get("is_synthetic") == YES,
        },
    )
    Certificate.objects.update_or_create(
        number=row["certificate_no"],
        defaults={
            "officer": officer,
            "valid_from": row["certificate_valid_from"],
            "valid_to": row["certificate_valid_to"],
        },
    )
    if row.get("leave_from_days"):
        first, last = (county_today() + timedelta(days=int(row[f"leave_{end}_days"])) for end in ("from", "to"))
        Leave.objects.get_or_create(officer=officer, from_on=first, to_on=last)
    for code in filter(None, row.get("recused_sites", "").split(";")):
        if site := Site.objects.filter(code=code).first():
            reason = row.get("recused_because", "")
            Recusal.objects.update_or_create(officer=officer, site=site, defaults={"reason": reason})


def _user(row: Row) -> None:
    user, is_new = User.objects.get_or_create(
        username=row["username"], defaults={"role": row["role"], "name": row["display_name"]}
    )
    if is_new:
        user.set_unusable_password()
        user.is_staff = row["role"] == "admin"
        user.save()
    if row.get("officer"):
        Officer.objects.filter(code=row["officer"]).update(user=user)
    if row.get("is_head") == YES:
        Office.objects.filter(key=row["office"]).update(head=user)
    for scope in _scopes(row):
        Scope.objects.get_or_create(user=user, **scope)
    if row.get("unit"):
        _unit_member(user, row)


def _scopes(row: Row) -> list[dict]:
    """Scopes of a user: a township, a site, or one row a sector line of a section officer."""
    if row.get("township"):
        return [{"township": Township.objects.get(code=row["township"])}]
    if row.get("site"):
        return [{"site": Site.objects.get(code=row["site"])}]
    if row["role"] == "section_officer":
        return [{"sector_line": line} for line in _lines(row.get("sector_lines", ""))]
    return []


def _unit_member(user: User, row: Row) -> None:
    unit = MemberUnit.objects.get(key=row["unit"])
    UnitMember.objects.update_or_create(
        user=user,
        defaults={"unit": unit, "is_deputy": row["is_deputy"] == YES, "is_witness": row["is_witness"] == YES},
    )
    Scope.objects.get_or_create(user=user, member_unit=unit)


def _lines(words: str) -> list[SectorLine]:
    """`mine;tailings_pond`: kinds of sites or keys of lines."""
    keys = [LINE_OF_KIND[SiteKind(word)] if word in SiteKind else word for word in words.split(";") if word]
    return list(SectorLine.objects.filter(key__in=keys))


LOADERS = {
    "units.csv": _unit,
    "offices.csv": _office,
    "depots.csv": _depot,
    "officers.csv": _officer,
    "users.csv": _user,
}
