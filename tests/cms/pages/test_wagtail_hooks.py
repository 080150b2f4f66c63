"""What the editing form of a page leads to, and what its editor is told of its findings."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.messages import get_messages
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from cms.pages.models import Notice
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
    answer = client.post(url, form(**fields))
    assert answer.status_code == 302
    return [str(message) for message in get_messages(answer.wsgi_request)]


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
    assert "去修改" not in told
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
    told = save(editor, add(district), summary="一句话", body=written("请准时"))
    assert len(told) == 1


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
