import pytest

from gis_platform import audit
from inspections.supervision.models import CheckIn

from .conftest import NEAR_THE_EDGE

pytestmark = pytest.mark.django_db
FAIR = {"decision": "accepted", "reason": "照片可见村委会门牌"}


@pytest.fixture
def doubtful(team):
    return team.checks_in(10, 11, 9, at=NEAR_THE_EDGE)


def review(client, row, **change):
    return client.post(f"/api/v1/supervision-days/{row.pk}/review/", FAIR | change)


def test_a_dispatcher_accepts_and_it_counts_with_name_and_reason(as_dispatcher, doubtful, world):
    assert review(as_dispatcher, doubtful).status_code == 200
    doubtful.refresh_from_db()
    assert (doubtful.standing, doubtful.decided_by, doubtful.reasons) == ("counted", world.dispatcher, [])
    assert audit.deeds_on(doubtful) == ["supervision.checked_in", "supervision.reviewed"]


def test_refused_it_does_not_count_and_says_so(as_dispatcher, doubtful):
    review(as_dispatcher, doubtful, decision="refused")
    doubtful.refresh_from_db()
    assert (doubtful.standing, doubtful.reasons[0]["code"]) == ("not_counted", "supervision.review_refused")


def test_a_second_decision_is_refused(as_dispatcher, doubtful):
    review(as_dispatcher, doubtful)
    assert review(as_dispatcher, doubtful, decision="refused").status_code == 409
    doubtful.refresh_from_db()
    assert doubtful.standing == "counted"


def test_a_clear_one_is_not_opened(as_dispatcher, team):
    assert review(as_dispatcher, team.checks_in(10, 11, 9)).status_code == 409


def test_without_a_reason_it_is_a_bad_request(as_dispatcher, doubtful):
    assert review(as_dispatcher, doubtful, reason="").status_code == 400
    assert CheckIn.objects.get(pk=doubtful.pk).decision == "none"


@pytest.mark.parametrize("person", ["unit_leader", "county_leader", "auditor", "township_leader"])
def test_nobody_else_decides(as_, doubtful, person):
    assert review(as_(person), doubtful).status_code == 403
    assert CheckIn.objects.get(pk=doubtful.pk).decision == "none"


def test_from_the_page_the_panel_shows_the_result(page_as, doubtful):
    answer = page_as("dispatcher").post(f"/supervision/check-ins/{doubtful.pk}/review/", FAIR, follow=True)
    assert answer.status_code == 200
    assert "照片可见村委会门牌" in answer.content.decode()
    assert CheckIn.objects.get(pk=doubtful.pk).standing == "counted"
