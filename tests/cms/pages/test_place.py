"""A page's place in the tree is kept, however old the copy that somebody saves."""

import pytest
from wagtail.models import Page

from tests import factories


@pytest.fixture
def firm(district):
    return factories.enterprise(factories.building(factories.area(district)))


def saved_as(page, base):
    """The page as it is now, saved as its own class or as Wagtail's base class."""
    return Page.objects.get(pk=page.pk) if base else type(page).objects.get(pk=page.pk)


@pytest.mark.parametrize("base", [False, True])
def test_a_child_added_meanwhile_still_counts(firm, base):
    old = saved_as(firm, base)
    factories.job(firm)
    old.title = "改过"
    old.save()
    now = Page.objects.get(pk=firm.pk)
    assert (now.title, now.numchild) == ("改过", 1)
    factories.job(now.specific)
    assert now.get_children().count() == 2


@pytest.mark.parametrize("base", [False, True])
def test_a_move_meanwhile_stays(firm, district, base):
    old = saved_as(firm, base)
    firm.move(district, pos="last-child")
    old.title = "改过"
    old.save()
    now = Page.objects.get(pk=firm.pk)
    assert (now.title, now.get_parent().pk) == ("改过", district.pk)
    assert Page.find_problems() == ([], [], [], [], [])


def test_an_old_edition_published_after_a_move_stays_where_the_page_is(firm, district):
    edition = firm.latest_revision
    firm.move(district, pos="last-child")
    edition.publish()
    assert Page.objects.get(pk=firm.pk).get_parent().pk == district.pk


def test_a_branch_can_be_copied_with_all_below(firm, district):
    factories.job(firm)
    area = firm.get_ancestors().get(depth=3).specific
    copy = area.copy(recursive=True, to=district, update_attrs={"slug": "copy"})
    assert copy.get_descendants().count() == 3
    assert Page.find_problems() == ([], [], [], [], [])
