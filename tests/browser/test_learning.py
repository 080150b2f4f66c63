"""Studying on a phone: a lesson, its quiz through a dead network, points, ranks, a certificate."""

import re
from pathlib import Path

import pytest

from cms.commands.demo.content import load
from tests.browser import acts
from tests.browser.test_people import fits

PHONE = "13811113333"
# Twenty seconds of a lake, one picture a second.
FILM = Path(__file__).with_name("lake.webm")
FILMED = "/lessons/hongqiqu/"
CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:20.000\n湖面很静\n"
VIDEO = "document.querySelector('main video')"
LESSON, COURSE = "/lessons/sanhui-yike/", "/courses/dangyuan-rumen/"
RIGHT = {
    question["text"]: [option[1:] for option in question["options"] if option.startswith("*")]
    for question in load("questions")["question"]
}


def asked(page):
    return page.locator("legend .question-text").inner_text()


def answer(page):
    """Choose what is right of the question that is shown."""
    for text in RIGHT[asked(page)]:
        page.locator("label.option", has=page.get_by_text(text, exact=True)).click()


def at(page, place, of):
    page.get_by_text(f"第 {place} 题，共 {of} 题").wait_for()


def saved(page):
    page.locator(".saved", has_text="已保存").wait_for()


def answer_all(page, of, begun=1):
    for place in range(begun, of + 1):
        at(page, place, of)
        answer(page)
        if place < of:
            page.get_by_role("button", name="下一题").click()


def hand_in(page):
    page.get_by_role("button", name="交卷", exact=True).click()
    fits(page)
    page.get_by_role("button", name="确定交卷").click()
    page.locator(".score").wait_for()


def test_the_whole_road(served, page, refusals, chromium):
    served.wait_until_printed()
    page.goto(LESSON)
    page.locator("lesson-quiz[ready]").wait_for()
    fits(page)
    page.get_by_role("link", name="登录后答题").click()
    acts.sign_in_by_code(page, served, PHONE, page.url)
    page.wait_for_url(f"**{LESSON}#quiz")

    page.get_by_role("button", name="开始答题").click()
    at(page, 1, 5)
    fits(page)
    answer(page)
    saved(page)
    page.get_by_role("button", name="下一题").click()
    at(page, 2, 5)
    answer(page)
    saved(page)

    # The network goes: what is answered meanwhile is not lost, and is sent when it is back.
    refusals.append(f"{served.url}/graphql/")
    page.context.set_offline(True)
    page.get_by_role("button", name="下一题").click()
    answer(page)
    page.get_by_text("网络断了").wait_for()
    fits(page)
    page.get_by_role("button", name="下一题").click()
    at(page, 4, 5)
    page.context.set_offline(False)
    saved(page)

    # Another phone goes on where this one stands.
    other = chromium.new_context(base_url=served.url, viewport={"width": 360, "height": 740})
    elsewhere = other.new_page()
    cookies = page.context.cookies()
    other.add_cookies(cookies)
    elsewhere.goto(LESSON)
    at(elsewhere, 4, 5)
    answer(elsewhere)
    saved(elsewhere)
    fits(elsewhere)
    other.close()

    # And after a reload this one goes on where the other stood.
    page.reload()
    at(page, 5, 5)
    answer(page)
    saved(page)
    hand_in(page)
    assert page.locator(".score b").inner_text() == "100"
    page.get_by_text("记 5 积分").wait_for()
    assert page.locator(".review > li").count() == 5
    fits(page)

    page.get_by_role("link", name="我的积分").click()
    page.locator("#points .who", has_text="5 分").wait_for()
    page.get_by_text("三会一课：组织生活的基本功").wait_for()
    fits(page)
    page.get_by_role("link", name="积分规则").click()
    page.get_by_role("heading", name="微党课答题").wait_for()
    fits(page)
    ranks(served, page, chromium)
    certificate(page)


def ranks(served, page, chromium):
    """An administrator lets members be ranked; this one wants to be."""
    office = chromium.new_context(base_url=served.url, viewport={"width": 1280, "height": 800})
    admin = office.new_page()
    acts.sign_in(admin, "admin", served.environment["RUYI_DEMO_PASSWORD"])
    admin.goto("/admin/points/")
    admin.get_by_label("也显示愿意公开的个人").check()
    admin.get_by_role("button", name="保存").click()
    admin.get_by_text("已保存").wait_for()
    office.close()

    page.goto("/me/")
    card = page.locator("section", has=page.get_by_role("heading", name="个人排行"))
    card.get_by_text("我已看过并同意").click()
    card.get_by_role("button", name="参加个人排行").click()
    card.get_by_role("button", name="退出个人排行").wait_for()
    fits(page)
    page.goto("/leaderboard/")
    page.get_by_text("这段时间还没有上榜的").wait_for()
    page.get_by_label("个人").check()
    page.locator(".board li", has_text="5 分").wait_for()
    assert page.locator(".board li").inner_text().split() == ["1", "一位成员", "5", "分"]
    fits(page)


def certificate(page):
    """The other lessons of the course, and what they earn together."""
    page.goto(COURSE)
    page.get_by_text("已合格 1 课，共 3 课").wait_for()
    fits(page)
    steps = page.locator(".steps li:not(.done) a")
    for _ in range(2):
        steps.first.click()
        page.get_by_role("button", name="开始答题").click()
        page.locator("legend small").wait_for()
        answer_all(
            page, int(re.search(r"共 (\d+) 题", page.locator("legend small").inner_text())[1])
        )
        saved(page)
        hand_in(page)
        page.goto(COURSE)
        page.locator("course-progress[ready]").wait_for()
    page.get_by_label("证书上的姓名").fill("欧阳小明")
    fits(page)
    page.get_by_role("button", name="领取证书").click()
    page.get_by_text("已领取课程证书").wait_for()
    fits(page)
    link = page.get_by_role("link", name="打开证书").get_attribute("href")
    found = page.request.get(link)
    assert found.headers["content-type"] == "application/pdf"
    assert found.body().startswith(b"%PDF")
    page.get_by_role("link", name="核验页面").click()
    page.get_by_text("证书有效").wait_for()
    assert "欧*" in page.content()
    fits(page)


@pytest.mark.parametrize("mode", ["", "?mode=elder"])
def test_what_is_printed_of_it_fits_every_phone(served, page, mode):
    served.wait_until_printed()
    page.set_viewport_size({"width": 360, "height": 740})
    for address in (LESSON, COURSE, "/lessons/", "/courses/", "/leaderboard/", "/accounts/points/"):
        page.goto(f"{address}{mode}")
        fits(page)


def test_a_video_has_captions_and_goes_on_where_it_was_left(editor, served, chromium):
    editor.goto("/admin/media/video/add/")
    editor.fill("[name=title]", "湖上的一天")
    editor.set_input_files("[name=file]", FILM)
    captions = {"name": "湖.vtt", "mimeType": "text/vtt", "buffer": CAPTIONS.encode()}
    editor.set_input_files("[name=captions]", captions)
    editor.get_by_role("button", name="上传").click()
    editor.wait_for_url("**/admin/media/")

    lesson = served.ask("{ lessons(first: 50) { nodes { id url } } }")["lessons"]["nodes"]
    number = next(acts.number_of(node["id"]) for node in lesson if node["url"] == FILMED)
    editor.goto(f"/admin/pages/{number}/edit/")
    acts.add_block(editor, "视频")
    editor.get_by_role("button", name="选择视频").first.click()
    editor.locator(".modal").get_by_text("湖上的一天").click()
    editor.locator(".modal").wait_for(state="detached")
    acts.publish(editor)
    served.wait_until_printed()

    visitor = chromium.new_context(
        base_url=served.url, viewport={"width": 390, "height": 844}
    ).new_page()
    visitor.goto(FILMED)
    fits(visitor)
    play(visitor, served)
    said = f"{VIDEO}.textTracks[0].cues?.[0]?.text"
    served.wait_until(lambda: visitor.evaluate(said) == "湖面很静")
    visitor.evaluate(f"{VIDEO}.currentTime = 12")
    served.wait_until(lambda: visitor.evaluate(f"{VIDEO}.currentTime > 13"))
    visitor.reload()
    play(visitor, served)
    assert visitor.evaluate(f"{VIDEO}.currentTime") >= 12

    # Seen to the end, it begins anew.
    visitor.evaluate(f"{VIDEO}.currentTime = 19.5")
    served.wait_until(lambda: visitor.evaluate(f"{VIDEO}.ended"))
    visitor.reload()
    play(visitor, served)
    assert visitor.evaluate(f"{VIDEO}.currentTime") < 5
    visitor.context.close()


def play(page, served):
    page.evaluate(f"{VIDEO}.muted = true")
    page.evaluate(f"{VIDEO}.play()")
    served.wait_until(
        lambda: page.evaluate(f"{VIDEO}.currentTime > 0 && !{VIDEO}.seeking"),
    )
