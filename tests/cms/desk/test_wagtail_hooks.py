"""The desk: doors to the daily work, and what goes live or ends by itself."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from cms.core import clock
from cms.pages.models import Notice
from tests import factories

HOME = reverse("wagtailadmin_home")


def desk(client):
    return BeautifulSoup(client.get(HOME).content, "html.parser").select_one(".w-dashboard")


def schedule(page, **ahead):
    page.go_live_at = clock.now() + datetime.timedelta(**ahead)
    page.save_revision().publish()


@pytest.fixture
def area(district):
    return factories.area(district)


def test_a_writers_doors_lead_to_screens_that_open(client, area):
    client.force_login(factories.writer(area, rights=("add", "change")))
    doors = desk(client).select(".ruyi-doors a")
    assert [door.get_text(strip=True) for door in doors][:2] == ["写通知", "写简报"]
    for door in doors:
        # Who has one place to write in is led there at once.
        answer = client.get(door["href"], follow=True)
        assert answer.status_code == 200
        assert answer.request["PATH_INFO"] != HOME


def test_who_may_not_add_pages_gets_no_doors_to_new_ones(client, area):
    client.force_login(factories.writer(area, rights=("change",)))
    assert [door.get_text(strip=True) for door in desk(client).select(".ruyi-doors a")] == [
        "使用手册"
    ]


def test_it_shows_what_goes_live_the_soonest_first_and_what_ends(client, area):
    client.force_login(factories.writer(area, rights=("change",)))
    schedule(factories.notice(area, title="后天的事", live=False), days=2)
    schedule(factories.notice(area, title="明天的事", live=False), days=1)
    soon, later = (clock.now() + datetime.timedelta(days=days) for days in (3, 30))
    factories.notice(area, title="快到期", expire_at=soon)
    factories.notice(area, title="还早", expire_at=later)
    titles = [link.get_text(strip=True) for link in desk(client).select(".ruyi-ahead a")]
    assert titles == ["明天的事", "后天的事", "快到期"]


def test_it_shows_nothing_of_other_peoples_places(client, area, district):
    client.force_login(factories.writer(area, rights=("change",)))
    schedule(factories.notice(district, title="别处的事", live=False), days=1)
    factories.notice(district, expire_at=clock.now() + datetime.timedelta(days=1))
    assert desk(client).select(".ruyi-ahead") == []


def test_the_lists_cost_as_much_for_many_pages_as_for_one(
    client, area, django_assert_max_num_queries
):
    client.force_login(factories.writer(area, rights=("change",)))
    schedule(factories.notice(area, live=False), days=1)
    desk(client)
    with django_assert_max_num_queries(100) as first:
        desk(client)
    for days in range(1, 6):
        schedule(factories.notice(area, live=False), days=days)
        factories.notice(area, expire_at=clock.now() + datetime.timedelta(days=days))
    assert Notice.objects.count() == 11
    with django_assert_max_num_queries(len(first)):
        desk(client)


def test_each_page_on_it_stands_with_whose_it_is(client, area, district):
    user = factories.writer(area, rights=("change",))
    client.force_login(user)
    schedule(factories.notice(area, title="停电通知", live=False), days=1)
    mended = factories.notice(factories.building(area, title="中科金座大厦"), title="停水通知")
    mended.save_revision(user=user, log_action=True)
    lines = {
        link.get_text(strip=True): link.find_next_sibling("small").get_text(strip=True)
        for link in desk(client).select(".ruyi-ahead a[href*=edit]")
    }
    assert lines == {"停电通知": area.title, "停水通知": "中科金座大厦"}
