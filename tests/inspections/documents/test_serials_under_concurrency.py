"""I1 on real PostgreSQL with real threads."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from inspections.documents.models import Document, SerialCounter
from tests.rules.documents_sample import scheme

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 50


def together(deed, times=AT_ONCE):
    """Run `deed(n)` in that many threads that start at the same moment."""
    gate = Barrier(times)

    def one(n):
        try:
            gate.wait()
            return deed(n)
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


@pytest.mark.rule("I1")
def test_fifty_at_once_get_one_to_fifty_and_leave_the_other_series_alone(desk):
    other = desk.record()  # number 1 of both series
    numbers = together(lambda n: desk.another_visit().issue(scheme()).number)
    assert sorted(numbers) == list(range(2, AT_ONCE + 2))
    assert SerialCounter.objects.get(series=other.series).last_no == 1


@pytest.mark.rule("I1")
def test_the_first_ever_number_is_not_given_twice(desk):
    assert sorted(together(lambda n: desk.another_visit().issue(scheme()).number, 8)) == list(range(1, 9))


@pytest.mark.rule("I1")
def test_those_that_roll_back_leave_no_gap(desk):
    class Broken(Exception):
        pass

    def issue(n):
        try:
            with transaction.atomic():
                desk.another_visit().issue(scheme())
                if n % 3 == 0:
                    raise Broken
        except Broken:
            pass

    together(issue, 30)
    numbers = list(Document.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, 21))


@pytest.mark.rule("I1")
def test_one_visit_asked_at_once_gets_one_paper(desk):
    from gis_platform.common.errors import Refused

    def issue(n):
        try:
            return desk.scheme().number
        except Refused:
            return None

    assert [number for number in together(issue, 8) if number] == [1]
