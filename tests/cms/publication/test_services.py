"""The publication follows the pages: what is public has one true document, the rest has none."""

import json
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models.signals import pre_save
from django_tasks_db.models import DBTaskResult
from wagtail.models import Page, PageViewRestriction

from cms.pages.models import Notice
from cms.places.models import District
from cms.publication.checking import check
from cms.publication.models import Address, Counter, Dirty, Entry, Read
from cms.publication.services import INLINE, mark, settle, settle_all, settle_later
from tests import factories
from tests.cms.publication.acts import Stop


@pytest.fixture(autouse=True)
def true_in_the_end(db):
    """Whatever a test does, the publication is true after it."""
    yield
    settle_all()
    assert list(check()) == []
    assert_numbers_are_given_once()


def assert_numbers_are_given_once():
    """Those missing belonged to documents that changed again."""
    numbers = list(Entry.objects.order_by("number").values_list("number", flat=True))
    assert len(numbers) == len(set(numbers))
    assert (numbers or [0])[-1] == Counter.reached()


@pytest.fixture
def area(district):
    area = factories.area(district, title="东片区")
    settle_all()
    return area


@pytest.fixture
def notice(area):
    notice = factories.notice(area, title="停水通知")
    settle_all()
    return notice


def entry_of(page):
    return Entry.objects.filter(page_id=page.pk).first()


def shown(page):
    """The public document of a page, None while there is none."""
    entry = entry_of(page)
    return json.loads(entry.document) if entry and not entry.deleted else None


def number_of(page):
    return entry_of(page).number


def fresh(page):
    return type(page).objects.get(pk=page.pk)


def publish(page, **changes):
    page = fresh(page)
    for name, value in changes.items():
        setattr(page, name, value)
    page.save_revision().publish()
    settle_all()


def restrict(page, kind=PageViewRestriction.LOGIN):
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=kind)
    settle_all()
    return restriction


# Publishing


def test_a_published_page_has_a_document(notice, area, district):
    document = shown(notice)
    assert document["title"] == "停水通知"
    assert document["url"].endswith("/ting-shui-tong-zhi/")
    assert document["owner"]["title"] == "东片区"
    assert [link["title"] for link in document["breadcrumb"]] == ["如意湖", "东片区"]


def test_a_draft_has_none(district):
    draft = factories.notice(district, live=False)
    settle_all()
    assert entry_of(draft) is None
    assert not Address.objects.filter(page_id=draft.pk).exists()


def test_a_draft_of_a_live_page_changes_nothing(notice):
    before = Counter.reached()
    draft = fresh(notice)
    draft.title, draft.summary = "绝密", "绝密"
    draft.save_revision()
    settle_all()
    assert shown(notice)["title"] == "停水通知"
    assert Counter.reached() == before
    mark([notice.pk])
    settle_all()
    assert "绝密" not in entry_of(notice).document
    assert Counter.reached() == before


def test_a_new_edition_takes_the_next_number(notice):
    before = Counter.reached()
    publish(notice, title="停电通知")
    assert shown(notice)["title"] == "停电通知"
    assert number_of(notice) == before + 1 == Counter.reached()


def test_the_same_again_takes_no_number(notice):
    before, updated = Counter.reached(), shown(notice)["updatedAt"]
    publish(notice)
    publish(notice)
    assert Counter.reached() == before
    assert shown(notice)["updatedAt"] == updated


def test_an_earlier_edition_can_come_back(notice):
    first = notice.live_revision
    publish(notice, summary="改过")
    first.publish()
    settle_all()
    assert shown(notice)["summary"] == ""


def test_numbers_skip_none(district):
    start = Counter.reached()
    pages = [factories.notice(district) for _ in range(5)]
    settle_all()
    pages[2].unpublish()
    settle_all()
    assert sorted(number_of(page) for page in pages) == [start + n for n in (1, 2, 4, 5, 6)]


def test_ordinals_count_within_a_kind_and_stay(district):
    first, second = factories.notice(district), factories.notice(district)
    factories.brief(district)
    settle_all()
    assert [shown(page)["ordinal"] for page in (first, second)] == [1, 2]
    first.delete()
    third = factories.notice(district)
    settle_all()
    publish(second, title="改过")
    assert [shown(page)["ordinal"] for page in (second, third)] == [2, 3]


# Leaving the public


def test_an_unpublished_page_leaves_a_tombstone_with_the_next_number(notice):
    before = Counter.reached()
    notice.unpublish()
    settle_all()
    assert entry_of(notice).deleted
    assert number_of(notice) == before + 1


@pytest.mark.parametrize("act", ["unpublish", "delete", "restrict"])
def test_a_tombstone_holds_none_of_the_words(area, act):
    body = [factories.paragraph("<p>鹮鹮鹮</p>")]
    job = factories.job(factories.enterprise(area, industry="鹮业"), title="鹮", body=body)
    settle_all()
    assert Entry.objects.public().found_by("鹮鹮").exists()
    if act == "restrict":
        restrict(job)
    else:
        getattr(job, act)()
    settle_all()
    entry = entry_of(job)
    assert (entry.document, entry.title, entry.title_words, entry.text_words) == ("", "", "", "")
    assert "鹮" not in "".join(str(value) for value in vars(entry).values())
    assert not Entry.objects.all().found_by("鹮鹮").exists()
    assert not Read.objects.filter(page_id=job.pk).exists()


def test_a_page_comes_back_at_its_address_with_its_ordinal(notice):
    url, ordinal = entry_of(notice).url, entry_of(notice).ordinal
    notice.unpublish()
    settle_all()
    publish(notice)
    assert (shown(notice)["url"], shown(notice)["ordinal"]) == (url, ordinal)


def test_with_an_owner_goes_all_that_is_below(area):
    building = factories.building(area)
    firm = factories.enterprise(building)
    pages = [area, building, firm, factories.job(firm)]
    settle_all()
    area.unpublish()
    settle_all()
    assert [shown(page) for page in pages] == [None] * 4
    publish(area)
    assert None not in [shown(page) for page in pages]


def test_deleting_a_branch_leaves_a_tombstone_for_each_page(area):
    building = factories.building(area)
    pages = [area, building, factories.notice(building)]
    settle_all()
    before = Counter.reached()
    fresh(area).delete()
    settle_all()
    assert [entry_of(page).deleted for page in pages] == [True] * 3
    assert sorted(number_of(page) for page in pages) == [before + 1, before + 2, before + 3]


def test_a_deleted_queryset_leaves_tombstones_too(area):
    pages = [factories.notice(area) for _ in range(3)]
    settle_all()
    Page.objects.filter(pk__in=[page.pk for page in pages]).delete()
    settle_all()
    assert [entry_of(page).deleted for page in pages] == [True] * 3


def test_what_stands_below_a_draft_owner_stays_hidden_until_the_owner_goes_live(district):
    area = factories.area(district, live=False)
    building = factories.building(area)
    notice = factories.notice(building)
    settle_all()
    assert Entry.objects.public().count() == 1
    publish(area)
    assert [page["title"] for page in shown(notice)["breadcrumb"]] == [
        "如意湖",
        area.title,
        building.title,
    ]


# Restrictions


@pytest.mark.parametrize(
    "kind",
    [PageViewRestriction.LOGIN, PageViewRestriction.PASSWORD, PageViewRestriction.GROUPS],
)
def test_a_restricted_page_is_not_public(notice, kind):
    restriction = restrict(notice, kind)
    assert shown(notice) is None
    restriction.delete()
    settle_all()
    assert shown(notice)["title"] == "停水通知"


def test_a_restricted_owner_hides_all_below_and_shows_it_again(area):
    building = factories.building(area)
    pages = [area, building, factories.notice(building)]
    settle_all()
    restriction = restrict(area)
    assert [shown(page) for page in pages] == [None] * 3
    restriction.delete()
    settle_all()
    assert None not in [shown(page) for page in pages]


def test_a_restriction_of_the_root_hides_everything_and_shows_it_again(notice):
    restriction = restrict(factories.root())
    assert Entry.objects.public().count() == 0
    restriction.delete()
    settle_all()
    assert Entry.objects.public().count() == 3


def test_two_restrictions_are_lifted_only_together(notice, area):
    above, own = restrict(area), restrict(notice)
    above.delete()
    settle_all()
    assert (shown(area) is None, shown(notice) is None) == (False, True)
    own.delete()
    settle_all()
    assert shown(notice) is not None


def test_a_page_made_below_a_restricted_owner_is_hidden(area):
    restrict(area)
    notice = factories.notice(area)
    settle_all()
    assert entry_of(notice) is None


# Moving


def test_a_move_changes_the_owner_of_the_page_and_the_way_to_all_below(district, area):
    other = factories.area(district, title="西片区")
    building = factories.building(area)
    firm = factories.enterprise(building)
    job = factories.job(firm)
    settle_all()
    url = shown(job)["url"]
    fresh(building).move(other, pos="last-child")
    settle_all()
    assert shown(building)["area"] == other.pk
    assert [link["title"] for link in shown(job)["breadcrumb"]][1] == "西片区"
    assert entry_of(job).area_id == other.pk
    assert shown(job)["url"] == url


def test_moving_below_a_hidden_owner_hides_and_moving_back_shows(district, area):
    hidden = factories.area(district, live=False)
    building = factories.building(area)
    notice = factories.notice(building)
    settle_all()
    fresh(building).move(hidden, pos="last-child")
    settle_all()
    assert (shown(building), shown(notice)) == (None, None)
    fresh(building).move(fresh(area), pos="last-child")
    settle_all()
    assert None not in (shown(building), shown(notice))


# Addresses


def test_a_new_slug_moves_the_page_and_keeps_its_former_address(notice):
    former = shown(notice)["url"]
    publish(notice, slug="ting-dian")
    assert shown(notice)["url"].endswith("/ting-dian/")
    assert shown(notice)["slug"] == "ting-dian"
    assert shown(notice)["formerUrls"] == [former]


def test_what_stands_below_learns_the_new_address_of_its_owner(notice, area):
    publish(area, slug="dong")
    assert shown(notice)["owner"]["url"] == "/areas/dong/"
    assert shown(notice)["breadcrumb"][1]["url"] == "/areas/dong/"


def test_a_former_address_is_never_given_to_another_page(notice, area):
    former = shown(notice)["url"]
    publish(notice, slug="moved")
    other = factories.notice(area, title="另一个", slug="ting-shui-tong-zhi")
    settle_all()
    assert shown(other)["url"] == former.removesuffix("/") + "-2/"
    fresh(notice).delete()
    third = factories.notice(factories.area(fresh(area).get_parent().specific), slug="moved")
    settle_all()
    assert shown(third)["slug"] == "moved-2"


def test_a_page_may_return_to_its_own_former_address(notice):
    first = shown(notice)["url"]
    publish(notice, slug="moved")
    second = shown(notice)["url"]
    publish(notice, slug="ting-shui-tong-zhi")
    assert (shown(notice)["url"], shown(notice)["formerUrls"]) == (first, [second])


def test_two_pages_that_want_one_slug_get_two_addresses(district, area):
    one = factories.lesson(district, slug="same")
    two = factories.lesson(area, slug="same")
    settle_all()
    assert [shown(page)["url"] for page in (one, two)] == ["/lessons/same/", "/lessons/same-2/"]
    assert [shown(page)["slug"] for page in (one, two)] == ["same", "same-2"]
    publish(two, title="改过")
    assert shown(two)["url"] == "/lessons/same-2/"


def test_the_month_of_an_address_is_that_of_first_publication_and_stays(notice):
    url = shown(notice)["url"]
    Page.objects.filter(pk=notice.pk).update(first_published_at="2001-02-03T04:05:06Z")
    publish(notice, title="改过")
    assert shown(notice)["url"] == url


def test_a_new_district_takes_over_the_front_page_of_one_that_is_gone(notice):
    District.objects.get().delete()
    settle_all()
    second = factories.district(title="新区")
    settle_all()
    assert shown(second)["url"] == "/"
    assert Entry.objects.public().get().page_id == second.pk


# What a page shows


def test_an_owners_new_title_reaches_all_that_show_it(notice, area, district):
    building = factories.building(area)
    below = factories.notice(building)
    settle_all()
    publish(area, title="会展片区")
    assert shown(notice)["owner"]["title"] == "会展片区"
    assert [link["title"] for link in shown(below)["breadcrumb"]][1] == "会展片区"


def test_an_owners_other_changes_leave_the_rest_alone(notice, area):
    before = number_of(notice)
    publish(area, summary="一句话")
    assert number_of(notice) == before


def test_a_firms_new_industry_reaches_its_jobs(area):
    firm = factories.enterprise(area, industry="金融")
    job = factories.job(firm)
    settle_all()
    publish(firm, industry="软件开发")
    assert entry_of(job).industry == "I65"


def test_a_pictures_new_words_reach_its_readers(area):
    picture = factories.image(description="旧")
    body = [("image", {"image": picture, "caption": ""})]
    shows, other = factories.notice(area, body=body), factories.notice(area)
    covered = factories.brief(area, cover=picture)
    settle_all()
    before = number_of(other)
    picture.description = "新"
    picture.save()
    settle_all()
    assert shown(shows)["body"][0]["image"]["alt"] == "新"
    assert shown(covered)["cover"]["alt"] == "新"
    assert number_of(other) == before


def test_a_deleted_picture_leaves_its_readers(area):
    picture = factories.image()
    body = [("image", {"image": picture, "caption": ""}), factories.paragraph("<p>一</p>")]
    shows, covered = factories.notice(area, body=body), factories.brief(area, cover=picture)
    settle_all()
    picture.delete()
    settle_all()
    assert [block["__typename"] for block in shown(shows)["body"]] == ["ParagraphBlock"]
    assert shown(covered)["cover"] is None


def linking_to(page):
    return [factories.paragraph(f'<p><a linktype="page" id="{page.pk}">见</a></p>')]


def test_a_link_follows_the_page_it_leads_to(notice, area):
    reader = factories.brief(area, body=linking_to(notice))
    settle_all()
    publish(notice, slug="moved")
    assert f'href="{shown(notice)["url"]}"' in shown(reader)["body"][0]["html"]
    fresh(notice).unpublish()
    settle_all()
    assert "href" not in shown(reader)["body"][0]["html"]
    publish(notice)
    assert "href" in shown(reader)["body"][0]["html"]


def test_a_link_to_a_draft_appears_when_the_draft_goes_live(area):
    draft = factories.notice(area, live=False)
    reader = factories.brief(area, body=linking_to(draft))
    settle_all()
    assert "href" not in shown(reader)["body"][0]["html"]
    publish(draft)
    assert "href" in shown(reader)["body"][0]["html"]


def test_two_pages_that_link_to_each_other_come_to_rest(area):
    one = factories.brief(area, live=False)
    two = factories.brief(area, body=linking_to(one))
    publish(one, body=linking_to(two))
    publish(two, slug="moved")
    assert "href" in shown(one)["body"][0]["html"]
    assert Dirty.objects.count() == 0


# Copies


@pytest.mark.parametrize("live", [True, False])
def test_a_copy_is_a_page_of_its_own(notice, live):
    copy = notice.copy(update_attrs={"title": "副本", "slug": "copy"}, keep_live=live)
    settle_all()
    assert shown(notice)["title"] == "停水通知"
    assert (shown(copy) is not None) == live


def test_a_live_copy_is_dated_by_its_copying(notice):
    Page.objects.filter(pk=notice.pk).update(first_published_at="2001-02-03T04:05:06Z")
    copy = fresh(notice).copy(update_attrs={"slug": "copy"})
    settle_all()
    assert not shown(copy)["publishedAt"].startswith("2001")
    assert "/2001/" not in shown(copy)["url"]


def test_a_copied_branch_is_public_page_by_page(district, area):
    firm = factories.enterprise(factories.building(area))
    factories.job(firm, slug="same")
    settle_all()
    copy = area.copy(recursive=True, to=district, update_attrs={"slug": "copy"})
    settle_all()
    jobs = Entry.objects.public("JOB")
    assert copy.get_descendants().count() == 3
    assert {job.url for job in jobs} == {"/jobs/same/", "/jobs/same-2/"}


def test_an_alias_follows_its_original(notice, district):
    alias = notice.create_alias(parent=district, update_slug="alias")
    settle_all()
    assert shown(alias)["owner"]["kind"] == "DISTRICT"
    publish(notice, title="停电通知")
    assert shown(alias)["title"] == "停电通知"
    fresh(notice).unpublish()
    settle_all()
    assert shown(alias) is None


# The outbox


def test_a_change_and_its_mark_stand_or_fall_together(notice):
    page = fresh(notice)
    page.title = "停电"
    with transaction.atomic():
        page.save()
        assert Dirty.objects.filter(page_id=notice.pk).exists()
        transaction.set_rollback(True)
    assert not Dirty.objects.exists()


def test_a_commit_settles_what_it_changed(notice, settled):
    with settled():
        page = fresh(notice)
        page.title = "停电通知"
        page.save_revision().publish()
    assert shown(notice)["title"] == "停电通知"
    assert Dirty.objects.count() == 0


def test_a_transaction_settles_once_however_much_it_changes(area, settled):
    with settled() as callbacks:
        for _ in range(3):
            factories.notice(area)
    assert [callback.__name__ for callback in callbacks].count("_settle_or_hand_over") == 1


def test_more_than_a_hundred_documents_are_left_to_the_worker(area, settled):
    pages = [factories.notice(area, title=f"第{n}号") for n in range(INLINE + 5)]
    settle_all()
    with settled():
        mark([page.pk for page in pages])
        Notice.objects.update(summary="改过")
    assert Dirty.objects.count() == 5
    assert DBTaskResult.objects.filter(task_path__endswith="settle_later").count() == 1
    settle_later.call()
    assert Dirty.objects.count() == 0
    assert {shown(page)["summary"] for page in pages} == {"改过"}


def test_few_documents_need_no_worker(area, settled):
    with settled():
        factories.notice(area)
    assert not DBTaskResult.objects.exists()


def test_what_must_disappear_does_so_at_once_however_much_it_is(area, settled):
    pages = [factories.notice(area, title=f"第{n}号") for n in range(INLINE + 5)]
    settle_all()
    with settled():
        PageViewRestriction.objects.create(page=area, restriction_type="login")
    assert Entry.objects.public("NOTICE").count() == 0
    assert len({number_of(page) for page in pages}) == INLINE + 5


def test_taking_down_takes_the_same_statements_for_many_as_for_few(
    district, django_assert_num_queries
):
    few, many = factories.area(district), factories.area(district)
    for area, count in ((few, 2), (many, 30)):
        for _ in range(count):
            factories.notice(area)
    settle_all()
    for area in (few, many):
        PageViewRestriction.objects.create(page=area, restriction_type="login")
        with django_assert_num_queries(19):
            assert settle() == 0


def test_one_edition_takes_few_statements(notice, django_assert_num_queries):
    page = fresh(notice)
    page.summary = "改过"
    page.save_revision().publish()
    with django_assert_num_queries(25):
        assert settle() == 0


@pytest.fixture
def lost():
    """A picture whose file is lost, which no document can show, and found() to bring it back."""
    picture = factories.image()
    path = Path(picture.file.path)
    content = path.read_bytes()
    picture.renditions.all().delete()
    path.unlink()
    return picture, lambda: path.write_bytes(content)


def test_a_failing_document_stops_no_other_and_is_tried_again(area, lost):
    picture, found = lost
    page = factories.notice(area, cover=picture)
    other = factories.notice(area)
    assert settle_all() == 1
    assert (shown(page), shown(other)["title"]) == (None, other.title)
    assert settle() == 0
    assert settle_all() == 1
    found()
    assert settle_all() == 0
    assert shown(page)["title"] == page.title


def test_what_stands_below_a_failing_owner_waits_for_it(district, lost):
    picture, found = lost
    area = factories.area(district, cover=picture)
    building = factories.building(area)
    notice = factories.notice(building)
    assert settle_all() == 1
    assert [shown(page) for page in (area, building, notice)] == [None] * 3
    found()
    assert settle_all() == 0
    assert shown(notice)["owner"]["title"] == building.title
    assert shown(building)["area"] == area.pk


def test_a_failing_edition_leaves_the_one_before_in_place(notice, lost):
    picture, found = lost
    page = fresh(notice)
    page.title, page.cover = "停电通知", picture
    page.save_revision().publish()
    assert settle_all() == 1
    assert shown(notice)["title"] == "停水通知"
    found()
    assert settle_all() == 0
    assert shown(notice)["title"] == "停电通知"


def test_a_failing_page_that_is_unpublished_disappears(notice, lost):
    page = fresh(notice)
    page.cover = lost[0]
    page.save_revision().publish()
    settle_all()
    fresh(notice).unpublish()
    assert settle_all() == 0
    assert shown(notice) is None


def test_a_document_that_cannot_be_stored_takes_no_number(district):
    notice = factories.notice(district)
    settle_all()
    reached = Counter.reached()

    def refuse(**_):
        raise DatabaseError("out of range")

    pre_save.connect(refuse, sender=Entry)
    try:
        notice.title = "存不下的标题"
        notice.save_revision().publish()
        assert settle_all() == 1
    finally:
        pre_save.disconnect(refuse, sender=Entry)
    assert Counter.reached() == reached
    assert settle_all() == 0
    assert Counter.reached() == reached + 1


def test_what_another_has_just_marked_does_not_fail(district):
    notice = factories.notice(district)
    settle_all()
    as_it_counts = Stop("SELECT DISTINCT", lambda: mark([notice.pk]), before=True)
    with connection.execute_wrapper(as_it_counts):
        assert settle_all() == 0
    assert Dirty.objects.filter(page_id=notice.pk).exists()
