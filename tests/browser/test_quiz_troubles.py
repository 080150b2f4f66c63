"""Taking a quiz when the server, the network, the phone or its owner is not as it should be."""

from itertools import count

import pytest

from tests.browser import acts
from tests.browser.test_learning import LESSON, answer, answer_all, at, hand_in, saved
from tests.browser.test_people import fits

# Whoever else studies here, each with a phone of their own.
OTHERS = count(13_811_114_440)


def learner(served, page):
    """Somebody new, before the quiz."""
    served.wait_until_printed()
    phone = str(next(OTHERS))
    acts.sign_in_by_code(page, served, phone, f"/accounts/login/?next={LESSON}")
    page.wait_for_url(f"**{LESSON}")
    page.get_by_role("button", name="开始答题").wait_for()


def begin(served, page):
    learner(served, page)
    page.get_by_role("button", name="开始答题").click()
    at(page, 1, 5)


def instead(page, act, *answers):
    """On the way: the next answers of the server to this act, each a body or what makes one.

    Returns those that are still to come.
    """
    answers = list(answers)

    def handle(route):
        if not answers or act not in route.request.post_data:
            return route.fallback()
        answer = answers.pop(0)
        body = answer(route.fetch().json()) if callable(answer) else answer
        return route.fulfill(json=body)

    page.route("**/graphql/", handle)
    return answers


def fault(code):
    words = {"message": f"系统出错了（{code}）", "extensions": {"code": code}}
    return {"data": None, "errors": [words]}


# Until somebody clears them.
LASTING = [fault("INTERNAL")] * 99


def refused(act, code):
    return {"data": {act: {"attempt": None, "problems": [{"code": code, "message": code}]}}}


def test_a_short_fault_of_the_server_is_waited_for(served, page):
    begin(served, page)
    faults = instead(page, "saveAnswer", *LASTING)
    answer(page)
    page.get_by_text("服务器忙，答案都在这部手机上，可以接着答").wait_for()
    page.get_by_role("button", name="重试").wait_for()
    fits(page)
    faults.clear()
    saved(page)
    page.reload()
    at(page, 2, 5)

    faults = instead(page, "finishQuiz", *LASTING)
    page.get_by_role("button", name="交卷", exact=True).click()
    page.get_by_role("button", name="确定交卷").click()
    page.get_by_text("服务器忙。请不要关闭页面，过一会儿自动交卷。").wait_for()
    # One that waiting does not mend: whoever hands in can still do so again.
    faults[:] = [fault("BAD_QUERY")]
    page.get_by_text("BAD_QUERY").wait_for()
    page.get_by_role("button", name="再交一次").click()
    page.locator(".score").wait_for()


def test_who_goes_on_answering_does_not_hand_in(served, page, refusals):
    begin(served, page)
    refusals.append(f"{served.url}/graphql/")
    page.context.set_offline(True)
    page.get_by_role("button", name="交卷", exact=True).click()
    page.get_by_role("button", name="确定交卷").click()
    page.get_by_text("网络断了。请不要关闭页面").wait_for()
    page.get_by_role("button", name="继续答题").click()
    page.context.set_offline(False)
    answer(page)
    saved(page)
    page.reload()
    at(page, 2, 5)


def test_what_came_too_late_is_never_told_as_saved(served, page):
    begin(served, page)
    instead(page, "saveAnswer", refused("saveAnswer", "TIME_OVER"))
    faults = instead(page, "finishQuiz", *LASTING)
    # One option and no second: the question is gone then.
    page.locator("label.option").first.click()
    page.get_by_text("服务器忙。请不要关闭页面，过一会儿自动交卷。").wait_for()
    assert page.locator("ol.marks").count() == 0
    assert page.get_by_text("已保存").count() == 0
    faults.clear()
    page.locator(".score", has_text="0").wait_for()


def test_the_server_is_asked_for_the_time_after_a_sleep(served, page):
    begin(served, page)
    instead(page, "secondsLeft } }", {"data": {"viewer": {"attempt": {"secondsLeft": 0}}}})
    page.evaluate("const now = Date.now; Date.now = () => now() + 60_000; null")
    page.locator(".score").wait_for()


def test_another_person_on_the_same_phone(served, page, chromium, refusals):
    begin(served, page)
    theirs = page.context.cookies()
    other = chromium.new_context(base_url=served.url)
    learner(served, other.new_page())
    refusals.append(f"{served.url}/graphql/")
    page.context.set_offline(True)
    answer(page)
    page.get_by_text("网络断了").wait_for()

    page.context.clear_cookies()
    page.context.add_cookies(other.cookies())
    other.close()
    page.context.set_offline(False)
    page.get_by_text("不是现在登录的账号的").wait_for()
    page.get_by_role("button", name="开始答题").wait_for()
    fits(page)

    # Who answered finds it again, and it is saved.
    page.context.clear_cookies()
    page.context.add_cookies(theirs)
    page.reload()
    saved(page)
    page.evaluate("localStorage.clear()")
    page.reload()
    at(page, 2, 5)


def test_what_another_quiz_keeps_secret_is_not_reviewed(served, page):
    def all_but_one(body):
        body["data"]["finishQuiz"]["attempt"]["review"].pop()
        return body

    def none(body):
        body["data"]["viewer"]["attempt"]["review"] = []
        return body

    begin(served, page)
    answer_all(page, 5)
    saved(page)
    instead(page, "finishQuiz", all_but_one)
    hand_in(page)
    assert page.get_by_text("答对了").count() == page.get_by_text("解析　").count() == 4
    secret = page.locator(".review > li", has_text="这道题还用在别的答题里，答案暂不公布。")
    assert secret.get_by_text("我的答案").count() > 0
    assert secret.get_by_text("正确答案").count() == 0
    fits(page)
    page.get_by_role("button", name="返回").click()
    instead(page, "attempt(id:", none)
    page.get_by_role("button", name="看上次的结果").click()
    page.get_by_text("答案和解析暂不公布。").wait_for()


@pytest.mark.parametrize("mode", ["", "?mode=elder"])
def test_many_questions_leave_room_for_the_first(served, page, mode):
    def hundred(body):
        attempt = body["data"]["startQuiz"]["attempt"]
        attempt["questions"] = [
            {**attempt["questions"][place % 5], "id": str(place)} for place in range(100)
        ]
        return body

    page.set_viewport_size({"width": 360, "height": 740})
    learner(served, page)
    page.goto(f"{LESSON}{mode}")
    instead(page, "startQuiz", hundred)
    page.get_by_role("button", name="开始答题").click()
    at(page, 1, 100)
    assert page.locator(".quiz-head").bounding_box()["height"] < 150
    fits(page)
    page.locator("summary", has_text="题号").press("Enter")
    fits(page)
    page.get_by_role("button", name="第 77 题", exact=True).press("Enter")
    at(page, 77, 100)
    assert page.evaluate("document.activeElement.localName") == "legend"
    assert not page.locator("ol.marks").is_visible()


def test_the_leaderboard_shows_the_newest_choice(served, page):
    held = []

    def board(shows="TEAMS", *titles):
        nodes = [{"rank": 1, "title": title, "url": None, "points": 9} for title in titles]
        more = {"hasNextPage": True, "endCursor": "x"}
        return {
            "data": {"leaderboardShows": shows, "leaderboard": {"nodes": nodes, "pageInfo": more}}
        }

    def handle(route):
        asked = route.request.post_data_json["variables"]
        if asked["period"] == "YEAR":
            held.append(route)
        elif asked["of"] == "AREAS":
            route.fulfill(json=board("OFF"))
        else:
            route.fulfill(json=fault("INTERNAL") if asked["after"] else board("TEAMS", "湖心支部"))

    page.route("**/graphql/", handle)
    served.wait_until_printed()
    page.goto("/leaderboard/")
    page.get_by_label("今年").check()
    # Whatever is asked of the page lets what came on the way be handled.
    served.wait_until(lambda: page.title() and held)
    page.get_by_label("全部").check()
    page.get_by_text("湖心支部").wait_for()
    held[0].fulfill(json=board("TEAMS", "去年支部"))

    # What could not be had leaves what there is.
    page.get_by_role("button", name="再看一些").click()
    page.get_by_text("INTERNAL").wait_for()
    assert page.locator(".board li").all_inner_texts()[0].split() == ["1", "湖心支部", "9", "分"]
    fits(page)
    page.get_by_label("片区").check()
    page.get_by_text("排行榜没有开放。").wait_for()
    assert page.locator(".board li").count() == 0
