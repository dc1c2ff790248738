"""Tiles of what people do: rows with UUID keys draw as those with numbers do."""

from math import cos, floor, log, pi, radians, tan
from uuid import uuid4

import mapbox_vector_tile
import pytest

from gis_platform.common.clock import now
from inspections.tracks.services import ingest, start_duty

pytestmark = pytest.mark.django_db


def tile_at(place, zoom):
    lat = radians(place.y)
    x = (place.x + 180) / 360 * 2**zoom
    y = (1 - log(tan(lat) + 1 / cos(lat)) / pi) / 2 * 2**zoom
    return f"{zoom}/{floor(x)}/{floor(y)}"


@pytest.fixture
def walked(walk):
    """A duty with a position, a stop arrived at, a hazard found."""
    duty = start_duty(by=walk.leader, duty_id=uuid4(), device_at=now(), at=now())
    visit = walk.visit()
    ingest(by=walk.leader, device_id="phone-1", provider="field", fixes=[walk.fix(visit.site)], at=now())
    return duty, visit, walk.report(visit)


@pytest.mark.parametrize("zoom", [0, 6, 10, 12])
@pytest.mark.parametrize("layer", ["hazards", "plan", "tracks", "coverage", "sites"])
def test_a_tile_with_rows_is_drawn(as_dispatcher, walked, layer, zoom):
    _, visit, hazard = walked
    place = hazard.location if layer == "hazards" else visit.site.location
    answer = as_dispatcher.get(f"/tiles/{layer}/{tile_at(place, zoom)}.mvt")
    assert answer.status_code == 200
    assert mapbox_vector_tile.decode(answer.content)[layer]["features"]


@pytest.mark.rule("I31")
def test_a_list_does_not_tell_where_a_duty_led(as_dispatcher, walked):
    """That is the audited detail's to tell: a box must not feel its way there."""
    duties = [as_dispatcher.get("/api/v1/tracks/", {"bbox": box}).json() for box in ("112,25,113,26", "1,2,3,4")]
    assert duties[0] == duties[1]
