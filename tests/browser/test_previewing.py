"""Seen before and after: a draft in the site's own look, shown to others, and what became of it."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Error

from tests.browser.acts import number_of, publish, schedule, write_paragraph


def new_notice(editor, served, title):
    building = served.ask("{buildings(first:1){nodes{id}}}")["buildings"]["nodes"][0]
    editor.goto(f"/admin/pages/add/pages/notice/{number_of(building['id'])}/")
    # Wagtail takes the form as it stands now for what is saved.
    editor.wait_for_timeout(3000)
    editor.fill("[name=title]", title)


def preview(editor):
    toggle = editor.locator("button[data-side-panel-toggle=preview]")
    # Whoever had it open finds it open.
    if toggle.get_attribute("aria-expanded") == "false":
        toggle.click()
    return editor.frame_locator("#w-preview-iframe")


def asked(locator, question):
    """What the shown page answers; None while it gives way to the next."""
    try:
        return locator.evaluate(question)
    except Error:
        return None


def saved(editor):
    """The number of the page, once it has saved itself."""
    editor.wait_for_url(re.compile(r"/admin/pages/\d+/edit/"))
    return int(re.search(r"/pages/(\d+)/edit/", editor.url)[1])


def test_a_draft_is_seen_on_phone_and_screens_while_it_is_written(editor, served):
    new_notice(editor, served, "周四晚上楼内停水")
    frame = preview(editor)
    frame.get_by_role("heading", name="周四晚上楼内停水", exact=True).wait_for()
    # In the site's own look: its bar above, its style, the building it belongs to.
    assert frame.locator("header.top .brand").count() == 1
    assert frame.locator("nav.menu").count() == 1
    style = frame.locator("link[rel=stylesheet]")
    served.wait_until(lambda: (asked(style, "link => link.sheet.cssRules.length") or 0) > 50)
    assert frame.locator("script").count() == 0
    editor.fill("[name=title]", "周五晚上楼内停水")
    frame.get_by_role("heading", name="周五晚上楼内停水", exact=True).wait_for()
    write_paragraph(editor, "请提前储水。")
    frame.get_by_text("请提前储水。").wait_for()
    page = frame.locator("html")
    for size, width in {"phone": 390, "portrait": 1080, "landscape": 1920}.items():
        editor.locator(f"input[name=preview-size][value={size}]").check(force=True)
        served.wait_until(lambda width=width: asked(page, "page => page.clientWidth") == width)
    # Nothing of it is public, nor known to the language.
    found = served.ask('{search(text:"楼内停水",first:5){nodes{title}}}')
    assert "楼内停水" not in str(found)


def test_what_is_still_missing_is_said_in_place_of_the_preview(editor, served):
    building = served.ask("{buildings(first:1){nodes{id}}}")["buildings"]["nodes"][0]
    editor.goto(f"/admin/pages/add/pages/publicservice/{number_of(building['id'])}/")
    editor.wait_for_timeout(1000)
    editor.fill("[name=title]", "只有名字的服务")
    preview(editor).get_by_text("填好这些就能预览：类别。").wait_for()
    editor.goto(f"/admin/pages/add/activities/activity/{number_of(building['id'])}/")
    editor.wait_for_timeout(1000)
    editor.fill("[name=title]", "只有名字的活动")
    preview(editor).get_by_text("带红色 * 号的都填好").wait_for()


@pytest.fixture
def stranger(chromium, served):
    """Somebody without an account, elsewhere."""
    context = chromium.new_context(
        base_url=served.url, viewport={"width": 390, "height": 844}, locale="zh-CN"
    )
    yield context.new_page()
    context.close()


def test_a_link_shows_a_draft_to_a_stranger_until_it_is_ended(editor, served, stranger):
    new_notice(editor, served, "请领导过目的通知")
    number = saved(editor)
    editor.goto(f"/admin/pages/{number}/share/")
    editor.get_by_label("1 天").check()
    editor.get_by_role("button", name="做一个链接").click()
    link = editor.get_by_label("链接做好了").input_value()
    answer = stranger.goto(urlsplit(link).path)
    assert answer.status == 200
    assert stranger.get_by_role("heading", name="请领导过目的通知", exact=True).count() == 1
    assert "草稿预览" in stranger.locator(".draft").inner_text()
    headers = answer.headers
    assert "no-store" in headers["cache-control"]
    assert "sandbox" in headers["content-security-policy"]
    assert headers["referrer-policy"] == "no-referrer"
    # What is written later is not in it.
    editor.goto(f"/admin/pages/{number}/edit/")
    editor.wait_for_timeout(3000)
    editor.fill("[name=title]", "领导看不到的改动")
    editor.get_by_text("已保存").first.wait_for(state="attached")
    stranger.reload()
    assert stranger.get_by_role("heading", name="请领导过目的通知", exact=True).count() == 1
    editor.goto(f"/admin/pages/{number}/share/")
    editor.get_by_role("button", name="停用").click()
    assert stranger.reload().status == 404
    assert "已经失效" in stranger.inner_text("main")
    assert stranger.goto("/preview/never-given/").status == 404
    assert "已经失效" in stranger.inner_text("main")


def test_after_publishing_a_receipt_says_when_the_page_was_on_the_site(editor, served):
    new_notice(editor, served, "有回执的通知")
    write_paragraph(editor, "发出去就知道到了没有。")
    publish(editor)
    told = editor.get_by_text(re.compile(r"受理，\d\d:\d\d:\d\d 已上网，用时 \d+\.\d 秒"))
    told.first.wait_for()
    with editor.context.expect_page() as opened:
        editor.locator("[data-receipt] a").first.click()
    assert opened.value.locator("h1").inner_text() == "有回执的通知"
    editor.get_by_role("link", name="编辑", exact=True).first.click()
    told.first.wait_for()


def test_one_button_puts_publishing_off_and_means_it(editor, served):
    new_notice(editor, served, "明天才上线的通知")
    schedule(editor)
    dialog = editor.locator("#schedule-publishing-dialog")
    dialog.get_by_label("上线日期/时间").fill("明天上午八点半")
    dialog.get_by_label("上线日期/时间").press("Enter")
    editor.wait_for_timeout(300)
    dialog.get_by_role("button", name="按这个时间发布").click()
    editor.get_by_text("08:30 上线").first.wait_for(state="attached")
    assert "明天才上线" not in str(served.ask("{notices(first:20){nodes{title}}}"))


def test_a_time_that_has_passed_is_no_time_to_go_live(editor, served):
    new_notice(editor, served, "过时的通知")
    schedule(editor)
    dialog = editor.locator("#schedule-publishing-dialog")
    dialog.get_by_label("上线日期/时间").fill("2026-01-05 09:00")
    dialog.get_by_label("上线日期/时间").press("Tab")
    dialog.get_by_role("button", name="按这个时间发布").click()
    editor.get_by_text("上线时间已经过去").first.wait_for()
    assert "过时的通知" not in str(served.ask("{notices(first:20){nodes{title}}}"))
