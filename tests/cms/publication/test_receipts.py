"""What an editor is told of a page after publishing."""

import re

import pytest
from django.urls import reverse
from wagtail.models import PageViewRestriction

from cms.core import ids
from cms.publication.delivery import report
from cms.publication.models import Counter, Dirty, Entry
from cms.publication.receipts import receipt_of
from cms.publication.services import mark, settle_all
from tests import factories


@pytest.fixture
def notice(district):
    notice = factories.notice(district)
    settle_all()
    return notice


def printed():
    report(number=Counter.reached(), trouble="")


def test_a_page_on_the_site_has_both_times_and_its_address(notice, clock):
    clock(seconds=1.2)
    printed()
    receipt = receipt_of(notice)
    assert re.fullmatch(
        r"\d\d:\d\d:\d\d 受理，\d\d:\d\d:\d\d 已上网，用时 1\.\d 秒。", receipt.words
    )
    assert (receipt.tone, receipt.final) == ("success", True)
    assert receipt.url == Entry.objects.get(page=notice).url


def test_a_receipt_of_another_day_says_the_day(notice, clock):
    printed()
    clock(days=2)
    assert re.match(r"\d+月\d+日 \d\d:\d\d:\d\d 受理", receipt_of(notice).words)
    clock(days=40)
    assert receipt_of(notice).words == "已在网站上。"


def test_on_its_way_it_says_so_and_goes_on_asking(notice):
    report(number=0, trouble="")
    receipt = receipt_of(notice)
    assert "受理，正在送上网站。请稍等" in receipt.words
    assert (receipt.tone, receipt.final, receipt.url) == ("info", False, "")


@pytest.mark.parametrize(
    ("trouble", "told"),
    [
        ("TARGET", "写不进去"),
        ("PAGE", "有一页内容排不出版"),
        ("BUSY", "另一个排版程序"),
        ("PRESS", "自己出了故障"),
    ],
)
def test_what_is_in_the_way_is_said_at_once(notice, trouble, told):
    report(number=0, trouble=trouble)
    receipt = receipt_of(notice)
    assert told in receipt.words
    assert "请告诉管理员" in receipt.words
    assert (receipt.tone, receipt.final) == ("warning", False)


def test_a_press_that_never_came_is_told_when_it_is_late(notice, clock):
    assert "请稍等" in receipt_of(notice).words
    clock(seconds=40)
    assert "没有运行" in receipt_of(notice).words


def test_a_press_that_fell_silent_is_told_with_the_time(notice, clock):
    report(number=0, trouble="")
    clock(minutes=2)
    assert re.search(r"排版程序从 \d\d:\d\d:\d\d 起没有消息", receipt_of(notice).words)


def test_much_to_do_is_no_failure(notice, clock):
    clock(minutes=2)
    report(number=0, trouble="")
    assert "一批一批" in receipt_of(notice).words


def test_a_page_that_the_press_leaves_out_is_told_and_no_other(notice, district):
    other = factories.notice(district)
    settle_all()
    report(number=Counter.reached(), trouble="", left_out=[ids.encode("NOTICE", notice.pk)])
    assert "这一页排不出版" in receipt_of(notice).words
    assert "已上网" in receipt_of(other).words


def test_a_page_taken_down_is_gone_when_the_site_is(notice, clock):
    printed()
    notice.unpublish()
    settle_all()
    notice.refresh_from_db()
    assert "正在从网站撤下" in receipt_of(notice).words
    printed()
    receipt = receipt_of(notice)
    assert "已撤下" in receipt.words
    assert (receipt.final, receipt.url) == (True, "")


def test_a_draft_that_never_was_public_has_none(district):
    assert receipt_of(factories.notice(district, live=False)) is None


def test_what_waits_to_be_accepted_says_so(notice, clock):
    printed()
    mark([notice.pk])
    assert "正在受理。请稍等" in receipt_of(notice).words
    clock(minutes=1)
    # It has not come to the press yet: that is not to blame.
    assert "后台程序没有运行" in receipt_of(notice).words
    assert "排版" not in receipt_of(notice).words


def test_a_document_that_cannot_be_written_is_told(notice):
    Dirty.objects.create(page_id=notice.pk, failures=1)
    receipt = receipt_of(notice)
    assert "没能更新" in receipt.words
    assert not receipt.final


def test_a_live_page_that_nobody_sees_says_why(district):
    owner = factories.organisation(district, live=False)
    below = factories.notice(owner)
    settle_all()
    assert f"上级“{owner.title}”还没有发布" in receipt_of(below).words
    shut = factories.notice(district)
    PageViewRestriction.objects.create(page=shut, restriction_type="login")
    settle_all()
    assert "这一页设了访问限制" in receipt_of(shut).words
    members = factories.activity(district, audience="MEMBERS")
    settle_all()
    assert "只给内部的人看" in receipt_of(members).words


def test_publishing_the_same_again_is_told_as_that(notice, clock):
    printed()
    clock(minutes=1)
    notice.save_revision().publish()
    settle_all()
    notice.refresh_from_db()
    receipt = receipt_of(notice)
    assert "发布的内容和网站上的一样" in receipt.words
    assert (receipt.tone, receipt.final) == ("success", True)


def test_what_changed_with_the_name_of_its_owner_is_no_publishing(district, clock):
    owner = factories.organisation(district)
    notice = factories.notice(owner)
    settle_all()
    clock(hours=1)
    owner.title = "改了名的支部"
    owner.save_revision().publish()
    settle_all()
    printed()
    notice.refresh_from_db()
    assert receipt_of(notice).words.startswith("最近一次更新：")


def test_an_owner_whose_document_fails_is_named(district):
    owner = factories.organisation(district)
    below = factories.notice(owner)
    settle_all()
    Entry.objects.filter(page__in=[owner, below]).update(deleted=True)
    Dirty.objects.create(page_id=owner.pk, failures=1)
    receipt = receipt_of(below)
    assert f"上级“{owner.title}”的内容没能更新" in receipt.words
    assert not receipt.final


def test_the_form_and_the_message_ask_for_it_by_its_address(client, notice):
    client.force_login(factories.admin())
    url = reverse("receipt", args=[notice.pk])
    assert (
        f'data-receipt="{url}"'
        in client.get(reverse("wagtailadmin_pages:edit", args=[notice.pk])).content.decode()
    )
    printed()
    answer = client.get(url)
    assert "已上网" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_who_has_no_right_to_the_page_gets_no_receipt(client, notice, district):
    elsewhere = factories.building(factories.area(district))
    client.force_login(factories.writer(elsewhere))
    assert client.get(reverse("receipt", args=[notice.pk])).status_code == 404


def test_a_receipt_takes_a_handful_of_statements(notice, django_assert_num_queries):
    printed()
    with django_assert_num_queries(5):
        receipt_of(notice)
