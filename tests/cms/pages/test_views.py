"""A page that somebody deletes while another editor is at work on it."""

import pytest
from django.db import connection
from wagtail import hooks
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from tests import factories
from tests.cms.publication.acts import Stop

FORM = {
    "title": "停水通知",
    "slug": "water",
    "summary": "明天上午",
    "cover": "",
    "body": streamfield([]),
    "comments": inline_formset([]),
}
ACTS = [{}, {"action-publish": "1"}]


@pytest.fixture
def district(committed):
    return factories.district()


@pytest.fixture
def editor(client, district):
    client.force_login(factories.admin())
    return client


@pytest.mark.parametrize("act", ACTS, ids=["draft", "publish"])
def test_a_deleted_page_comes_back_as_a_form_with_what_was_written(editor, district, act):
    notice = factories.notice(district)
    delete = Page.objects.get(pk=notice.pk).delete
    while_it_is_checked = Stop('"wagtailcore_page"."slug" = ', delete)
    with connection.execute_wrapper(while_it_is_checked):
        answer = editor.post(f"/admin/pages/{notice.pk}/edit/", nested_form_data(FORM | act))
    words = answer.content.decode()
    assert answer.status_code == 404
    assert "刚刚被别人删除" in words
    assert "停水通知" in words
    assert "明天上午" in words
    assert not Page.objects.filter(pk=notice.pk).exists()


@pytest.mark.parametrize("act", ACTS, ids=["draft", "publish"])
def test_a_new_page_whose_owner_is_deleted_comes_back_with_what_was_written(editor, district, act):
    area = factories.area(district)

    def delete(*_):
        Page.objects.get(pk=area.pk).delete()

    with hooks.register_temporarily("before_create_page", delete):
        answer = editor.post(
            f"/admin/pages/add/pages/notice/{area.pk}/", nested_form_data(FORM | act)
        )
    assert answer.status_code == 404
    assert "刚刚被别人删除" in answer.content.decode()
    assert "停水通知" in answer.content.decode()
    assert not Page.objects.filter(title="停水通知").exists()


@pytest.mark.parametrize("act", ACTS, ids=["draft", "publish"])
def test_what_is_sent_to_a_page_deleted_long_ago_is_handed_back(editor, district, act):
    notice = factories.notice(district)
    address = f"/admin/pages/{notice.pk}/edit/"
    notice.delete()
    body = streamfield([("paragraph", rich_text("<p>请提前储水。</p>"))])
    # What Wagtail's own script puts into the form beside it.
    hidden = {"loaded_revision_id": "7", "loaded_revision_created_at": "2026-11-25T09:30:00+00:00"}
    answer = editor.post(address, nested_form_data(FORM | {"body": body} | act | hidden))
    words = answer.content.decode()
    assert answer.status_code == 404
    for written in ("刚刚被别人删除", "停水通知", "明天上午", "请提前储水。"):
        assert written in words
    assert "2026-11-25T" not in words
    assert "csrf" not in words.split("<textarea")[1].split("</textarea>")[0]


def test_a_form_that_saves_by_itself_is_told_that_its_page_is_gone(editor, district):
    notice = factories.notice(district)
    address = f"/admin/pages/{notice.pk}/edit/"
    notice.delete()
    answer = editor.post(address, nested_form_data(FORM), headers={"accept": "application/json"})
    assert answer.status_code == 400
    assert "刚刚被别人删除" in answer.json()["error_message"]


def test_two_who_delete_the_same_pages_at_once_are_both_answered(editor, district):
    notices = [factories.notice(district) for _ in range(2)]
    chosen = "&".join(f"id={notice.pk}" for notice in notices)
    delete = notices[0].delete
    with hooks.register_temporarily("before_bulk_action", lambda *_: delete() and None, order=-1):
        answer = editor.post(f"/admin/bulk/wagtailcore/page/delete/?{chosen}&next=/admin/")
    assert answer.status_code == 302
    assert "什么都没有做" in editor.get("/admin/").content.decode()
    assert Page.objects.filter(pk=notices[1].pk).exists()


def test_a_page_deleted_before_its_form_is_there_is_not_found(editor, district):
    notice = factories.notice(district)

    def delete(*_):
        Page.objects.get(pk=notice.pk).delete()
        raise LookupError

    with hooks.register_temporarily("before_edit_page", delete):
        assert editor.get(f"/admin/pages/{notice.pk}/edit/").status_code == 404


def test_what_fails_for_another_reason_still_fails(editor, district):
    notice = factories.notice(district)

    def fail(*_):
        raise LookupError

    with hooks.register_temporarily("before_edit_page", fail), pytest.raises(LookupError):
        editor.get(f"/admin/pages/{notice.pk}/edit/")


def test_a_form_that_names_what_has_just_gone_is_to_be_saved_again(editor, district):
    notice = factories.notice(district, cover=factories.image())
    number = str(notice.cover_id)
    notice.unpublish()
    delete = type(notice.cover).objects.get(pk=number).delete
    while_it_is_saved = Stop('UPDATE "wagtailcore_page"', delete, before=True)
    form = nested_form_data(FORM | {"cover": number, "action-publish": "1"})
    with connection.execute_wrapper(while_it_is_saved):
        answer = editor.post(f"/admin/pages/{notice.pk}/edit/", form)
    words = answer.content.decode()
    assert "请再保存一次" in words
    assert "明天上午" in words
