"""The day's values have no row yet that could be locked when two ask for them at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from gis_platform import audit
from gis_platform.common.clock import now
from inspections.planning import services
from inspections.planning.models import Nonce
from tests.inspections.sealed_day import THURSDAY

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.rule("S7")
@pytest.mark.parametrize("has_plan", [True, False])
def test_values_shown_twice_at_once_are_the_same_values(desk, world, as_dispatcher, has_plan):
    if has_plan:
        desk.plan()
    gate = Barrier(2)

    def show(_):
        try:
            gate.wait()
            return services.show_values(by=world.unit_leader, on=THURSDAY, at=now()).shown
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(show, range(2))
    assert first == second
    nonce = Nonce.objects.get(date=THURSDAY)
    assert nonce.shown == first
    assert audit.deeds_on(nonce).count("nonce.values_shown") == 1
