"""A page's place in the tree is kept, and what changes it locks first what it will write."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
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


# Locks

WRITES = ("INSERT", "UPDATE", "DELETE")


class Statements(CaptureQueriesContext):
    """What is asked of the database, and when: the number of the first statement like that."""

    def __init__(self):
        super().__init__(connection)

    def first(self, *words):
        return next(
            n for n, query in enumerate(self) if all(word in query["sql"] for word in words)
        )

    def first_lock(self, *words):
        """In SQLite there are no words for it: whoever writes there is alone."""
        locked = ("FOR UPDATE",) if connection.features.has_select_for_update else ()
        return self.first("SELECT", *words, *locked)

    def first_write(self):
        return next(
            n
            for n, query in enumerate(self)
            if query["sql"].startswith(WRITES) and '"wagtailcore_' in query["sql"]
        )


@pytest.mark.parametrize("act", ["publish", "unpublish"])
def test_a_pages_aliases_are_locked_with_it_before_either_is_written(district, act):
    notice = factories.notice(district)
    alias = notice.create_alias(parent=district, update_slug="alias")
    edition = notice.save_revision()
    with Statements() as statements:
        edition.publish() if act == "publish" else notice.unpublish()
    both = statements.first_lock('"numchild" FROM', f"IN ({notice.pk}, {alias.pk})")
    assert both < statements.first_write()


def test_who_reorders_waits_for_a_turn_and_only_then_reads_what_stands_where(client, district):
    client.force_login(factories.admin())
    first, second = factories.notice(district), factories.notice(district)
    url = reverse("wagtailadmin_pages:set_page_position", args=[second.pk])
    with Statements() as statements:
        assert client.post(f"{url}?position=0").status_code == 200
    turn = statements.first_lock('"wagtailcore_page"."depth" = 1')
    read = statements.first('"path"', f'"wagtailcore_page"."id" = {second.pk}')
    branch = statements.first_lock('"numchild" FROM', " LIKE ")
    assert turn < read < branch < statements.first_write()
    assert [page.pk for page in district.get_children()] == [second.pk, first.pk]
    assert Page.find_problems() == ([], [], [], [], [])
