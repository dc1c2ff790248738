import mapbox_vector_tile
import pytest

# The tile that holds both townships of the cast, at a zoom that shows single sites.
BOTH = (9, 415, 218)


@pytest.fixture
def tile_of(as_):
    """`tile_of("township_leader", "sites")`: {part: features} of the tile that holds the whole cast."""

    def ask(person, layer, place=BOTH):
        z, x, y = place
        answer = as_(person).get(f"/tiles/{layer}/{z}/{x}/{y}.mvt")
        assert answer.status_code == 200
        return {name: part["features"] for name, part in mapbox_vector_tile.decode(answer.content).items()}

    return ask
