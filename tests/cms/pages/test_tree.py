"""Which kind of page may stand under which, and what the tree makes of a page."""

import pytest
from wagtail.models import Page, get_page_models

from cms.activities.models import Activity
from cms.enterprises.models import Enterprise, Job, Vacancy
from cms.learning.models import Course, Lesson
from cms.pages.models import Brief, ContentPage, InfoPage, Notice, PublicService
from cms.places.models import Area, Building, District, Organisation
from cms.venues.models import Venue
from tests import factories

OWNERS = {District, Area, Building, Organisation}
ALLOWED = {
    District: {Page},
    Area: {District},
    Building: {Area},
    Organisation: {District, Area, Building},
    Enterprise: {District, Area, Building},
    Job: {Enterprise},
    Vacancy: {Building},
    Activity: OWNERS,
    PublicService: OWNERS,
    InfoPage: {District},
    Venue: OWNERS | {Venue},
    Brief: OWNERS,
    Notice: OWNERS,
    Lesson: OWNERS,
    Course: OWNERS,
}


@pytest.mark.parametrize("kind", ALLOWED, ids=lambda kind: kind.__name__)
def test_a_kind_stands_only_under_its_owners(kind):
    above = {owner for owner in [Page, *ALLOWED] if kind in owner.allowed_subpage_models()}
    assert above == ALLOWED[kind]


def test_every_kind_has_its_rule():
    kinds = {model for model in get_page_models() if issubclass(model, ContentPage)}
    assert kinds == set(ALLOWED)


def test_there_is_one_district(district):
    assert not District.can_create_at(factories.root())


def test_a_copy_of_the_district_is_refused(client, district):
    client.force_login(factories.admin())
    form = {
        "new_title": "如意湖二",
        "new_slug": "second",
        "new_parent_page": factories.root().pk,
        "publish_copies": "on",
    }
    client.post(f"/admin/pages/{district.pk}/copy/", form)
    assert District.objects.count() == 1


def test_nothing_but_a_district_stands_at_the_top():
    assert [model for model in ALLOWED if model in Page.allowed_subpage_models()] == [District]
