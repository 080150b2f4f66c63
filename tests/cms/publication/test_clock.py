"""The clock: each page goes live and ends once, whoever turns it, and however often."""

import datetime
import io

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page, PageLogEntry
from wagtail.signals import page_published

from cms.commands.management.commands.tick import tick
from cms.core import clock
from cms.pages.models import Notice
from cms.pages.services import expire_due, publish_due
from cms.publication.checking import check
from cms.publication.models import Dirty, Entry
from cms.publication.services import settle_all
from tests import factories
from tests.cms.publication import acts

CLOCKS = 4
DAY = datetime.timedelta(days=1)


def schedule(page, title="按时"):
    """Approve a new edition of the page for yesterday, as an editor did the day before that."""
    page = type(page).objects.get(pk=page.pk)
    page.title, page.go_live_at = title, clock.now() - DAY
    return page.save_revision(approved_go_live_at=page.go_live_at)


def scheduled(parent, **fields):
    page = factories.notice(parent, live=False, **fields)
    schedule(page)
    return page


def acts_logged(action, page):
    return PageLogEntry.objects.filter(action=action, page=page).count()


PUBLISHED = "wagtail.publish.scheduled"
ENDED = "wagtail.unpublish.scheduled"


# One clock


def test_what_is_due_goes_live_and_the_rest_waits(district):
    due = scheduled(district)
    later = factories.notice(district, live=False)
    later.go_live_at = clock.now() + DAY
    later.save_revision().publish()
    assert publish_due(clock.now()) == 1
    settle_all()
    assert Entry.objects.public("NOTICE").get().page_id == due.pk
    assert not Notice.objects.get(pk=later.pk).live


def test_a_scheduled_edition_of_a_live_page_replaces_it_in_time(district):
    page = factories.notice(district, title="先")
    schedule(page, "后")
    settle_all()
    assert Entry.objects.public("NOTICE").get().title == "先"
    assert tick()["published"] == 1
    assert Entry.objects.public("NOTICE").get().title == "后"


def test_what_has_ended_is_taken_down_and_is_marked_as_expired(district):
    page = factories.notice(district, expire_at=clock.now() + DAY)
    settle_all()
    assert expire_due(clock.now()) == 0
    assert expire_due(clock.now() + 2 * DAY) == 1
    settle_all()
    assert not Entry.objects.public("NOTICE").exists()
    assert Notice.objects.get(pk=page.pk).expired


def test_an_end_leaves_the_edition_that_is_to_follow_its_time(district, clock):
    page = factories.notice(district, title="先")
    page.go_live_at = timezone.now() + DAY
    page.title = "后"
    page.save_revision().publish()
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() - DAY)
    assert tick()["expired"] == 1
    clock(days=2)
    assert tick()["published"] == 1
    assert Notice.objects.get(pk=page.pk).title == "后"


def test_what_missed_its_whole_time_is_never_shown(district):
    page = factories.notice(district, live=False)
    page.go_live_at, page.expire_at = clock.now() - 2 * DAY, clock.now() - DAY
    page.save_revision(approved_go_live_at=page.go_live_at, clean=False)
    assert tick()["published"] == 0
    assert not Notice.objects.get(pk=page.pk).live
    assert publish_due(clock.now()) == 0


def test_a_second_tick_finds_nothing_to_do(district):
    scheduled(district)
    Page.objects.filter(pk=factories.notice(district).pk).update(expire_at=clock.now() - DAY)
    first = (
        "texted",
        "published",
        "expired",
        "relieved",
        "filed",
        "renumbered",
        "handed_in",
        "placed",
        "mended",
        "turned",
    )
    nothing = dict.fromkeys((*first, "resumed", "forgotten", "failing", "swept"), 0)
    assert tick() == {**nothing, "published": 1, "expired": 1}
    assert tick() == nothing
    assert list(check()) == []


def test_a_tick_settles_what_a_process_left_behind(district):
    page = factories.notice(district)
    assert Dirty.objects.filter(page_id=page.pk).exists()
    tick()
    assert Entry.objects.public("NOTICE").get().page_id == page.pk
    assert not Dirty.objects.exists()


def test_a_tick_mends_what_went_past_the_outbox(district):
    page = factories.notice(district)
    settle_all()
    Page.objects.filter(pk=page.pk).update(title="改过")
    assert tick()["mended"] == 1
    assert list(check()) == []


def test_the_command_says_what_it_did(district):
    scheduled(district)
    out = io.StringIO()
    call_command("tick", stdout=out)
    done = ["texted=0", "published=1", "expired=0", "relieved=0", "filed=0"]
    assert out.getvalue().split()[:5] == done


def test_a_page_that_cannot_be_published_stops_no_other(district):
    bad = scheduled(district, title="坏")
    revision = Notice.objects.get(pk=bad.pk).latest_revision
    revision.content = {**revision.content, "slug": "page"}
    revision.save()
    good = scheduled(district)
    assert publish_due(clock.now()) == 1
    settle_all()
    assert Entry.objects.public("NOTICE").get().page_id == good.pk
    assert publish_due(clock.now()) == 0
    assert acts_logged(PUBLISHED, bad) == 0


def test_a_page_that_cannot_be_ended_stops_no_other(district):
    bad, good = (factories.notice(district) for _ in range(2))
    Page.objects.filter(pk__in=[bad.pk, good.pk]).update(expire_at=clock.now() - DAY)
    Notice.objects.filter(pk=bad.pk)._raw_delete("default")
    assert expire_due(clock.now()) == 1
    assert not Page.objects.get(pk=good.pk).live


# A slow clock: what it read is no longer so


@pytest.fixture
def hurried_editor(district):
    """A page that an editor publishes by hand while the clock is at the page before it.

    Yields that page, scheduled with an old text; what is by hand says 新.
    """
    first = scheduled(district, title="第一")
    second = factories.notice(district, title="旧", live=False)
    schedule(second, "旧")
    draft = Notice.objects.get(pk=second.pk)
    draft.title = "新"
    newest = draft.save_revision(changed=True)

    def edit(instance, **_):
        if instance.pk == first.pk:
            newest.publish()

    page_published.connect(edit)
    yield second
    page_published.disconnect(edit)


def test_a_slow_clock_puts_no_old_text_over_a_newer_one(hurried_editor):
    assert publish_due(clock.now()) == 1
    assert Notice.objects.get(pk=hurried_editor.pk).title == "新"


def test_wagtails_slow_clock_would(hurried_editor):
    call_command("publish_scheduled")
    assert Notice.objects.get(pk=hurried_editor.pk).title == "旧"


def test_an_approval_that_is_older_than_the_live_edition_is_dropped(district):
    page = factories.notice(district, title="旧")
    revision = schedule(page, "旧")
    Notice.objects.get(pk=page.pk).save_revision().publish()
    revision.approved_go_live_at = clock.now() - DAY
    revision.save()
    assert publish_due(clock.now()) == 0
    revision.refresh_from_db()
    assert revision.approved_go_live_at is None


# Several clocks


@pytest.fixture
def due(crew):
    district = factories.district()
    settle_all()
    return [scheduled(district) for _ in range(5)]


def test_of_several_clocks_one_publishes_each_page(due, crew):
    barrier = crew.barrier(CLOCKS)
    published = crew.race(*[(acts.publish_what_is_due, barrier)] * CLOCKS)
    tick()
    assert sum(published) == len(due)
    assert [acts_logged(PUBLISHED, page) for page in due] == [1] * len(due)
    assert Entry.objects.public("NOTICE").count() == len(due)
    assert list(check()) == []


def test_of_several_of_wagtails_clocks_each_publishes_each_page(due, crew):
    barrier = crew.barrier(CLOCKS)
    crew.race(*[(acts.publish_with_wagtails_clock, barrier)] * CLOCKS)
    assert [acts_logged(PUBLISHED, page) for page in due] == [CLOCKS] * len(due)


def test_of_several_clocks_one_ends_each_page(crew):
    district = factories.district()
    pages = [factories.notice(district) for _ in range(5)]
    settle_all()
    Page.objects.filter(pk__in=[page.pk for page in pages]).update(expire_at=clock.now() - DAY)
    barrier = crew.barrier(CLOCKS)
    ended = crew.race(*[(acts.expire_what_is_due, barrier)] * CLOCKS)
    tick()
    assert sum(ended) == len(pages)
    assert [acts_logged(ENDED, page) for page in pages] == [1] * len(pages)
    assert not Entry.objects.public("NOTICE").exists()


def test_several_whole_ticks_at_once_leave_the_truth(due, crew):
    barrier = crew.barrier(CLOCKS)
    done = crew.race(*[(acts.turn_the_clock, barrier)] * CLOCKS)
    assert sum(each["published"] for each in done) == len(due)
    assert [each["failing"] for each in done] == [0] * CLOCKS
    assert list(check()) == []
