"""Addresses without a printed page, and the health report."""

import json

import pytest

from cms.publication.delivery import report
from cms.publication.models import Counter, Dirty
from cms.publication.services import settle_all
from tests import factories


@pytest.fixture
def printed(settings):
    settings.SITE_ROOT.mkdir()
    (settings.SITE_ROOT / "index.html").write_text("如意湖")
    (settings.SITE_ROOT / "404.html").write_text("找不到")
    return settings.SITE_ROOT


@pytest.fixture
def moved(district):
    area = factories.area(district, slug="dong")
    settle_all()
    area.slug = "xi"
    area.save_revision().publish()
    settle_all()
    return area


def test_a_former_address_leads_on_for_good(moved, client, printed):
    answer = client.get("/areas/dong/")
    assert (answer.status_code, answer["Location"]) == (301, "/areas/xi/")
    # A page may move back: a way remembered for ever would lead in circles.
    assert answer["Cache-Control"] == "no-cache"


def test_the_slash_at_the_end_may_be_left_out(moved, client, printed):
    for path, to in [("/areas/dong", "/areas/xi/"), ("/areas/xi", "/areas/xi/")]:
        assert client.get(path)["Location"] == to
    for path in ("/admin", "/graphql", "/documents"):
        assert client.get(path)["Location"] == f"{path}/"


def test_a_former_address_of_a_hidden_page_leads_nowhere(moved, client, printed):
    moved.unpublish()
    settle_all()
    assert client.get("/areas/dong/").status_code == 404


def test_the_address_of_a_public_page_not_printed_yet_does_not_lead_to_itself(
    moved, client, printed
):
    assert client.get("/areas/xi/").status_code == 404


def test_an_unknown_address_gets_the_printed_page_that_says_so(db, client, printed):
    answer = client.get("/nowhere/")
    assert (answer.status_code, answer.content.decode()) == (404, "找不到")


def test_before_the_first_print_the_visitor_is_asked_to_wait(db, client):
    answer = client.get("/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")


def test_health_counts_the_pages_whose_documents_fail(moved, client, printed):
    Dirty.objects.create(page_id=moved.pk, failures=1)
    assert client.get("/healthz").json()["failing"] == 1


def test_health_names_the_database_and_both_numbers(moved, client, printed, vendor):
    (printed / ".ruyi.json").write_text(json.dumps({"number": 2}))
    answer = client.get("/healthz")
    report = answer.json()
    assert answer.status_code == 200
    assert (report["ok"], report["database"], report["site"]) == (True, vendor, 2)
    assert report["publication"] == Counter.reached()
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("state", [None, "", "{", "{}", '{"number": "x"}'])
def test_health_without_a_readable_print_has_no_number_for_it(db, client, printed, state):
    if state is not None:
        (printed / ".ruyi.json").write_text(state)
    assert client.get("/healthz").json()["site"] is None


def test_health_knows_of_a_site_that_a_press_elsewhere_prints(moved, client, printed):
    report(number=1, trouble="")
    assert client.get("/healthz").json()["site"] == 1
