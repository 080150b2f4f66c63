"""What a page's form and list lead to, and what its editor is told."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.contrib.messages import get_messages
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from cms.core import clock
from cms.pages.models import Notice
from cms.publication.services import settle_all
from tests import factories

WRITTEN = [("paragraph", "<p>请联系 13912345678</p>")]


@pytest.fixture
def editor(client, district):
    client.force_login(factories.admin())
    return client


def form(**fields):
    data = {"title": "通知", "slug": "", "summary": "", "cover": "", "announces": ""}
    data |= {"source_date": "", "body": streamfield([]), "comments": inline_formset([])}
    return nested_form_data({**data, **fields})


def save(client, url, **fields):
    answer = client.post(url, form(**fields), follow=True)
    shown = BeautifulSoup(answer.content, "html.parser")
    return [str(message) for message in shown.select(".messages li[class]")]


def autosave(client, url, **fields):
    answer = client.post(url, form(**fields), headers={"Accept": "application/json"})
    assert answer.status_code == 200
    return answer


def add(parent):
    return reverse("wagtailadmin_pages:add", args=["pages", "notice", parent.pk])


def edit(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


RICH = '{"blocks": [{"key": "a", "text": "%s", "type": "unstyled", "depth": 0,'
RICH += ' "inlineStyleRanges": [], "entityRanges": []}], "entityMap": {}}'


def written(text):
    return streamfield([("paragraph", RICH % text)])


def test_saving_a_draft_tells_what_to_look_at_and_saves_it(editor, district):
    told = save(editor, add(district), body=written("请联系 13912345678"))[-1]
    assert "有 2 处请看一看" in told
    assert told.index("手机号 139****5678") < told.index("还没有摘要")
    assert "“通知”已存为草稿" in told
    assert not Notice.objects.get().live


def test_publishing_is_not_held_up_and_leads_back(editor, district):
    publish = {"action-publish": "1", "body": written("请联系 13912345678")}
    told = save(editor, add(district), **publish)[-1]
    notice = Notice.objects.get()
    assert notice.live
    assert "手机号 139****5678" in told
    assert f'href="{edit(notice)}"' in told
    told = save(editor, edit(notice), **publish)[-1]
    assert "手机号 139****5678" in told


def test_a_page_in_order_gets_no_warning(editor, district):
    (told,) = save(editor, add(district), summary="一句话", body=written("请准时"))
    assert "请看一看" not in told


def test_a_title_cannot_smuggle_markup_into_the_warning(editor, district):
    told = save(editor, add(district), title="<b>通知</b>")[-1]
    assert "&lt;b&gt;通知" in told
    assert "<b>" not in told


def test_the_form_lists_the_findings_of_its_draft(editor, district):
    notice = factories.notice(district, summary="", live=False, body=WRITTEN)
    page = editor.get(edit(notice)).content.decode()
    assert "手机号 139****5678" in page
    assert "还没有摘要" in page


def test_a_new_form_lists_none(editor, district):
    page = editor.get(add(district)).content.decode()
    assert "写的时候，这里会列出" in page
    assert "还没有摘要" not in page


def test_a_form_that_saves_itself_gets_its_list_renewed_and_no_message(editor, district):
    answer = autosave(editor, add(district))
    assert list(get_messages(answer.wsgi_request)) == []
    hydrated = editor.get(answer.json()["hydrate_url"]).content.decode()
    assert 'data-w-teleport-target-value="[data-findings]"' in hydrated
    assert "还没有摘要" in hydrated
    assert 'data-w-teleport-target-value="[data-boilerplate]"' in hydrated

    html = autosave(editor, answer.json()["url"], summary="一句话").json()["html"]
    assert 'data-w-teleport-target-value="[data-findings]"' in html
    assert "没有发现要改的地方" in html
    assert "[data-boilerplate]" not in html


def leads_to_a_new_page(client, page, user):
    """Whether the header of the page's form has a button that leads to the choice of kinds."""
    client.force_login(user)
    shown = BeautifulSoup(client.get(edit(page)).content, "html.parser")
    address = reverse("wagtailadmin_pages:add_subpage", args=[page.pk])
    button = shown.select_one(f'#w-slim-header-buttons > a[href="{address}"]')
    return button is not None and button.get_text(strip=True) == "添加"


def test_the_form_of_an_owner_leads_to_a_new_page_below_it(client, district):
    user = factories.admin()
    building = factories.building(factories.area(district))
    for owner in (building, factories.organisation(building), factories.enterprise(building)):
        assert leads_to_a_new_page(client, owner, user)


def test_a_page_that_can_have_none_below_it_leads_to_none(client, district):
    assert not leads_to_a_new_page(client, factories.notice(district), factories.admin())


def test_who_may_only_change_pages_is_led_to_no_new_one(client, district):
    assert not leads_to_a_new_page(client, district, factories.writer(district, rights=("change",)))
    assert leads_to_a_new_page(
        client, district, factories.writer(district, rights=("add", "change"))
    )


# When it goes live


def times(**ahead):
    at = clock.local(clock.now() + datetime.timedelta(**ahead))
    return {"go_live_at": f"{at:%Y-%m-%d %H:%M}"}, f"{at.month}月{at.day}日 {at:%H:%M}"


def test_one_message_tells_of_the_schedule_and_of_what_to_look_at(editor, district):
    schedule, when = times(days=2)
    (told,) = save(editor, add(district), **schedule, **{"action-publish": "1"})
    assert "已设为定时发布" in told
    assert f"将于 {when} 上线" in told
    assert "有 1 处请看一看" in told


def test_a_time_that_is_over_is_no_time_to_go_live(editor, district):
    schedule, _ = times(days=-1)
    answer = editor.post(add(district), form(summary="一句话", **schedule))
    assert "上线时间已经过去。要现在就发布，把它留空。" in answer.content.decode()
    assert not Notice.objects.exists()


def test_a_noted_time_that_passed_meanwhile_is_said_to_mean_at_once(editor, district, clock):
    schedule, when = times(days=1)
    save(editor, add(district), summary="一句话", **schedule)
    clock(days=2)
    editor.force_login(factories.admin())
    (told,) = save(editor, edit(Notice.objects.get()), summary="一句话", **schedule)
    assert f"上线时间 {when} 已经过去：点“发布”就马上上线" in told


def test_a_time_that_is_only_noted_is_said_to_have_no_effect_yet(editor, district):
    schedule, when = times(days=2)
    (told,) = save(editor, add(district), summary="一句话", **schedule)
    assert "还没有生效" in told
    assert when in told


def test_who_may_not_publish_is_not_sent_to_a_button_that_is_not_there(client, district):
    client.force_login(factories.writer(district, rights=("add",)))
    schedule, when = times(days=2)
    (told,) = save(client, add(district), summary="一句话", **schedule)
    assert when not in told


def test_the_list_says_when_a_version_goes_live(editor, district):
    schedule, when = times(days=2)
    save(editor, add(district), **schedule, **{"action-publish": "1"})
    assert f"{when} 上线" in listed(editor, district).select_one("table").get_text()


# What a list leads to


def listed(client, page):
    answer = client.get(reverse("wagtailadmin_explore", args=[page.pk]))
    return BeautifulSoup(answer.content, "html.parser")


def test_a_list_names_in_its_header_what_is_mostly_done_there(editor, district):
    links = listed(editor, district).select("#w-slim-header-buttons > a")
    assert [link.get_text(strip=True) for link in links] == ["添加", "修改", "粘贴文章"]
    menu = listed(editor, district).select("#w-slim-header-buttons [data-w-dropdown-target] a")
    assert not {"编辑", "粘贴文章"} & {link.get_text(strip=True) for link in menu}


def test_who_may_only_change_pages_is_offered_no_new_one_in_a_list(client, district):
    client.force_login(factories.writer(district, rights=("change",)))
    links = listed(client, district).select("#w-slim-header-buttons > a")
    assert [link.get_text(strip=True) for link in links] == ["修改"]


def test_the_public_page_opens_beside_the_list_and_the_message(editor, district):
    notice = factories.notice(district)
    settle_all()
    url = Notice.objects.get().url
    shown = [link for link in listed(editor, district).select("table a") if link["href"] == url]
    told = save(editor, edit(notice), **{"action-publish": "1"})[-1]
    shown += [
        link for link in BeautifulSoup(told, "html.parser").select("a") if link["href"] == url
    ]
    assert len(shown) >= 2
    assert {link.get("target") for link in shown} == {"_blank"}


def test_reports_are_for_administrators(client, district):
    for user, offered in ((factories.admin(), True), (factories.writer(district), False)):
        client.force_login(user)
        home = client.get(reverse("wagtailadmin_home")).content.decode()
        assert (reverse("wagtailadmin_reports:site_history") in home) is offered


def test_withdrawing_stands_last_in_the_menu_of_a_live_page(client, district):
    client.force_login(factories.admin())
    url = reverse("wagtailadmin_pages:edit", args=[factories.notice(district).pk])
    shown = client.get(url).context["action_menu"]
    assert [item.name for item in (shown.default_item, *shown.menu_items)] == [
        "action-save-draft",
        "action-publish",
        "schedule",
        "action-unpublish",
    ]


def test_a_new_notice_from_the_desk_asks_whose_it_is(client, district):
    client.force_login(factories.admin())
    factories.area(district)
    page = client.get(reverse("wagtailadmin_pages:choose_parent", args=["pages", "notice"]))
    shown = page.content.decode()
    assert all(words in shown for words in ("放在谁下面", "选择单位", "下一步", "通知公告"))
    assert "选择上级页面" not in shown
