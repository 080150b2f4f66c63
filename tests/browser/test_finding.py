"""How a visitor finds one thing among many: by one question's links, and by several at once."""

import re

import pytest


@pytest.fixture
def jobs(served):
    """What the public list knows of every job, by title."""
    found = served.ask(
        "{jobs(first:100){nodes{title url education salary{monthlyMinYuan monthlyMaxYuan}"
        " building{title}}}}"
    )
    return found["jobs"]["nodes"]


def titles(page):
    return page.locator("ruyi-filter > .rows .row-title").all_inner_texts()


def test_several_questions_are_asked_at_once_and_outlive_a_reload(page, jobs):
    page.goto("/jobs/")
    page.get_by_label("学历").select_option(label="硕士")
    page.get_by_label("月薪").select_option(label="2万以上")
    page.get_by_text(re.compile("^共 [0-9]+ 条$")).wait_for()
    found = titles(page)
    wanted = {
        job["title"]
        for job in jobs
        if job["education"] == "MASTER" and (job["salary"]["monthlyMaxYuan"] or 0) > 20000
    }
    assert set(found) >= wanted
    assert wanted
    assert not page.locator(".unfiltered").is_visible()
    page.reload()
    page.get_by_text(re.compile("^共 [0-9]+ 条$")).wait_for()
    assert titles(page) == found
    page.get_by_role("button", name="清除").click()
    page.locator(".unfiltered").wait_for()
    assert page.url.endswith("/jobs/")


def test_a_row_of_the_filter_leads_to_its_page(page):
    page.goto("/enterprises/?q=%E4%BA%91%E6%AA%90")
    page.locator("ruyi-filter > .rows .row-title").first.click()
    page.wait_for_url("**/enterprises/*/")
    assert "云檐" in page.get_by_role("heading", level=1).inner_text()


def test_what_nothing_answers_to_is_said_with_a_way_on(page):
    page.goto("/jobs/")
    page.get_by_label("名称").fill("没有这样的职位")
    page.get_by_text("没有符合的招聘信息").wait_for()
    page.get_by_label("名称").fill("")
    page.locator(".unfiltered").wait_for()


def test_a_lost_network_is_said_and_the_list_stays(chromium, served):
    context = chromium.new_context(base_url=served.url, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto("/jobs/")
    context.set_offline(True)
    page.get_by_label("学历").select_option(label="本科")
    page.get_by_text("现在筛选不了").wait_for()
    assert page.locator(".unfiltered").is_visible()
    context.set_offline(False)
    page.get_by_label("学历").select_option(label="大专")
    page.get_by_text(re.compile("^共 [0-9]+ 条$")).wait_for()
    context.close()


def test_without_javascript_every_question_is_a_list_of_links(chromium, served):
    context = chromium.new_context(
        base_url=served.url, java_script_enabled=False, viewport={"width": 360, "height": 740}
    )
    page = context.new_page()
    page.goto("/enterprises/")
    page.get_by_role("link", name="Y", exact=True).click()
    assert page.get_by_role("heading", level=1).inner_text() == "入驻企业 · Y"
    page.get_by_role("link", name="全部入驻企业").click()
    page.locator("summary", has_text="行业").click()
    page.get_by_role("link", name="软件和信息技术服务业").click()
    assert page.locator(".rows .row").count() > 3
    context.close()


def test_the_plan_of_the_district_is_a_way_in(page):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto("/")
    tower = page.locator(".plan .tower").first
    name = tower.locator("title").text_content()
    tower.click()
    page.wait_for_url("**/buildings/*/")
    assert page.get_by_role("heading", level=1).inner_text() == name
    page.go_back()
    page.locator(".plan .land a").nth(1).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/areas/*/")
