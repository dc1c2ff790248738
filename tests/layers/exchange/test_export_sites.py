import pyogrio.raw
import pytest

from layers.exchange.writers.vector import write_vector
from layers.sites.models import Site

pytestmark = pytest.mark.django_db


@pytest.mark.rule("I22")
@pytest.mark.parametrize("ending", ["geojson", "gpkg"])
@pytest.mark.parametrize("name", ["=1+1", "+86 示例厂", "-示例厂", "@示例厂", "\t=1+1", "'=1+1", "0012", "示例厂"])
def test_a_site_s_name_is_no_formula_in_an_exported_file(world, tmp_path, name, ending):
    Site.objects.filter(pk=world.east_mine.pk).update(name=name, code="00431127")
    path = tmp_path / f"sites.{ending}"
    rows = Site.objects.visible_to(world.dispatcher).filter(pk=world.east_mine.pk)
    write_vector(rows, path, layer="sites", geometry="location", fields={"name": "name", "code": "code"})
    _, _, _, columns = pyogrio.raw.read(path)
    kept, code = (column[0] for column in columns)
    assert kept[0] not in "=+-@\t\r"
    assert kept == (name if name[0] in "0示" else f"'{name}")
    assert code == "00431127"
