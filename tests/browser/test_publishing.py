"""An editor writes, a visitor reads: the main road, in a real browser."""

import datetime
import io
import re
import time
from zoneinfo import ZoneInfo

from PIL import Image as Picture

from tests.browser.acts import number_of, publish, schedule, write_paragraph

TITLE = "湖畔咖啡师（周末班）"
SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = datetime.timedelta(days=1)
TOMORROW = ("明天8:30", "明天上午8点半", "明早八点半")
DUTY = "负责吧台出品，向客人介绍当季的信阳毛尖冷萃。"


def photo():
    content = io.BytesIO()
    Picture.new("RGB", (1200, 800), "#b5651d").save(content, "JPEG")
    return {"name": "咖啡.jpg", "mimeType": "image/jpeg", "buffer": content.getvalue()}


def choose_new_picture(page):
    page.locator("[data-chooser-url*='images'], #id_cover-chooser").get_by_role(
        "button"
    ).first.click()
    modal = page.locator(".modal-dialog")
    modal.locator("a[href='#tab-upload'], [role=tab]").last.click()
    modal.locator("input[type=file]").set_input_files(photo())
    modal.locator("[name$=title]").fill("咖啡")
    modal.locator("[name$=description]").fill("吧台上的一杯手冲咖啡")
    modal.locator("#tab-upload button[type=submit]").click()
    modal.wait_for(state="detached")


def test_an_editor_publishes_a_job_with_a_picture_and_a_visitor_finds_it(editor, served, chromium):
    firm = served.ask("{enterprises(first:1){nodes{id title}}}")["enterprises"]["nodes"][0]
    editor.goto(f"/admin/pages/add/enterprises/job/{number_of(firm['id'])}/")
    editor.fill("[name=title]", TITLE)
    editor.fill("[name=salary_text]", "200元/天")
    write_paragraph(editor, DUTY)
    editor.get_by_role("tab", name="更多设置").click()
    choose_new_picture(editor)
    assert editor.input_value("[name=slug]") == ""
    publish(editor)

    visitor = chromium.new_page(
        base_url=served.url, viewport={"width": 390, "height": 844}, java_script_enabled=False
    )
    served.wait_until(lambda: TITLE in _text(visitor, "/jobs/"))
    visitor.get_by_role("link", name=re.compile(re.escape(TITLE))).first.click()
    assert visitor.url == f"{served.url}/jobs/hu-pan-ka-fei-shi-zhou-mo-ban/"
    shown = visitor.inner_text("main")
    assert DUTY in shown
    assert "200元/天" in shown
    assert firm["title"] in shown
    picture = visitor.locator("main img").first
    assert picture.get_attribute("alt") == "吧台上的一杯手冲咖啡"
    assert visitor.request.get(picture.get_attribute("src")).ok
    found = served.ask('{search(text:"信阳毛尖",first:1){nodes{url}}}')["search"]["nodes"]
    assert [hit["url"] for hit in found] == ["/jobs/hu-pan-ka-fei-shi-zhou-mo-ban/"]


def rewritten_by_an_edit(editor, served, brief, title):
    """The paths an edit of a brief's title rewrote, and how many numbers were given meanwhile."""
    site = served.var / "site"

    def times():
        # A packed double follows its page.
        files = (p for p in site.rglob("*.*") if p.is_file() and p.suffix not in {".br", ".gz"})
        return {path: path.stat().st_mtime_ns for path in files}

    def looked_at():
        served.wait_until_printed()
        # Pages are printed once more when what is made behind them stands.
        found = [times()]

        def still():
            time.sleep(3)
            found.append(times())
            return found[-1] == found[-2]

        served.wait_until(still, seconds=120)
        return served.health()["publication"], found[-1]

    first, before = looked_at()
    editor.goto(f"/admin/pages/{number_of(brief['id'])}/edit/")
    editor.fill("[name=title]", title)
    publish(editor)
    served.wait_until(lambda: title in (site / brief["url"][1:] / "index.html").read_text())
    last, after = looked_at()
    changed = {
        "/" + str(path.relative_to(site)).removesuffix("index.html")
        for path in before.keys() | after.keys()
        if before.get(path) != after.get(path)
        and not path.name.startswith(".")
        and not {"made", "pagefind"} & set(path.parts)
    }
    return changed, last - first


def test_a_page_published_while_it_saves_itself_is_one_page(editor, served):
    building = served.ask("{buildings(first:1){nodes{id}}}")["buildings"]["nodes"][0]
    held = []

    def hold(route):
        by_itself = route.request.method == "POST" and "json" in route.request.headers["accept"]
        if by_itself and not held:
            # The page is made; only nobody knows it yet.
            held.append((route, route.fetch()))
        else:
            route.fallback()

    editor.route("**/admin/pages/add/**", hold)
    editor.goto(f"/admin/pages/add/pages/notice/{number_of(building['id'])}/")
    # Wagtail saves what differs from its first look at the form, some seconds after it opened.
    editor.wait_for_timeout(3000)
    editor.fill("[name=title]", "只此一份的通知")
    served.wait_until(lambda: editor.wait_for_timeout(100) or held)
    editor.locator("footer [data-w-dropdown-target=toggle]").click()
    editor.locator("[name=action-publish]:visible").click(no_wait_after=True)
    editor.wait_for_timeout(1000)
    route, answer = held[0]
    route.fulfill(response=answer)
    editor.wait_for_url(lambda address: "/add/" not in address and "/edit/" not in address)
    editor.goto("/admin/pages/search/?q=只此一份的通知")
    rows = editor.locator("table.listing tbody tr", has_text="只此一份的通知")
    assert rows.count() == 1
    asked = '{search(text:"只此一份的通知",first:5){nodes{url}}}'
    (found,) = (n for n in served.ask(asked)["search"]["nodes"] if "zhi-ci" in n["url"])
    assert not found["url"].endswith("-2/")


def test_an_edit_rewrites_its_own_pages_and_nothing_else(editor, served):
    asked = "{briefs(first:1){nodes{id url breadcrumb{url} reports{url}}}}"
    brief = served.ask(asked)["briefs"]["nodes"][0]
    changed, numbers = rewritten_by_an_edit(editor, served, brief, "改过题目的简报")
    if numbers > 1:
        # The clock moved something beside it: an activity's sign-up opened, a job ended.
        changed, numbers = rewritten_by_an_edit(editor, served, brief, "又改过题目的简报")
    assert numbers == 1
    assert {brief["url"], "/briefs/", "/"} <= changed
    neighbours = {url for url in changed if url.startswith("/briefs/2")} - {brief["url"]}
    assert changed - neighbours <= {
        brief["url"],
        "/",
        "/briefs/",
        # Whose it is, and the area that lies in: they list what stands in them.
        *(above["url"] for above in brief["breadcrumb"]),
        *("/sitemap.xml", "/sitemap/briefs-1.xml"),
        *("/feed.xml", "/briefs/feed.xml"),
        *(f"{above['url']}feed.xml" for above in brief["breadcrumb"]),
        *([brief["reports"]["url"]] if brief["reports"] else []),
    }
    assert len(neighbours) <= 2


def test_a_notice_begins_with_boilerplate_and_is_checked_while_it_is_written(editor, served):
    building = served.ask("{buildings(first:1){nodes{id title}}}")["buildings"]["nodes"][0]
    editor.goto(f"/admin/pages/add/pages/notice/{number_of(building['id'])}/")
    editor.get_by_role("link", name="停电").click()
    title = editor.locator("[name=title]")
    assert title.input_value() == f"{building['title']}停电通知"
    # Wagtail takes the form as it stands now for what is saved.
    editor.wait_for_timeout(3000)
    title.fill("")
    title.press_sequentially("周六停电通知，请打13912345678")
    findings = editor.locator("[data-findings]")
    findings.get_by_text("手机号 139****5678").wait_for()
    findings.get_by_text("处没有填写").wait_for()
    assert "/edit/" in editor.url
    editor.get_by_role("link", name="删掉这份草稿，重新选").click()
    editor.get_by_role("button", name="删除").click()
    editor.get_by_text("从模板开始").wait_for()
    assert title.input_value() == ""


def test_the_guides_road_leads_from_the_menu_to_a_new_notice(editor, served):
    area = served.ask("{areas{title}}")["areas"][0]["title"]
    editor.locator("nav :is(a, button)").filter(has_text="页面").first.click()
    editor.get_by_role("link", name=area, exact=True).click()
    editor.get_by_role("link", name="添加", exact=True).click()
    editor.get_by_role("link", name="通知公告").first.click()
    editor.wait_for_url("**/admin/pages/add/pages/notice/*/")


def test_the_block_menu_shows_a_block_as_the_site_prints_it(editor, served):
    building = served.ask("{buildings(first:1){nodes{id}}}")["buildings"]["nodes"][0]
    editor.goto(f"/admin/pages/add/pages/notice/{number_of(building['id'])}/")
    editor.locator("button[title][aria-expanded]").filter(
        has=editor.locator("svg.icon-plus")
    ).first.click()
    table = editor.get_by_role("option", name="表格").locator("xpath=..")
    table.get_by_role("button").last.click()
    shown = editor.frame_locator("iframe[src*='block-preview']")
    shown.get_by_role("cell", name="王芳").wait_for()


def test_the_menu_of_a_table_speaks_chinese(editor, served):
    building = served.ask("{buildings(first:1){nodes{id}}}")["buildings"]["nodes"][0]
    editor.goto(f"/admin/pages/add/pages/notice/{number_of(building['id'])}/")
    editor.locator("button[title][aria-expanded]").filter(
        has=editor.locator("svg.icon-plus")
    ).first.click()
    editor.get_by_role("option", name="表格").click()
    editor.locator("select", has_text="第一行是表头").wait_for()
    editor.locator(".handsontable td").first.click(button="right")
    menu = editor.locator(".htContextMenu").first
    menu.get_by_text("在下面加一行").wait_for()
    assert re.search("[A-Za-z]", menu.inner_text()) is None
    menu.get_by_text("在下面加一行").click()
    assert editor.locator(".ht_master .htCore tr").count() == 4


def test_a_typed_date_is_read_as_people_write_it_and_never_becomes_now(editor, served):
    building = served.ask("{buildings(first:1){nodes{id}}}")["buildings"]["nodes"][0]
    address = f"/admin/pages/add/activities/activity/{number_of(building['id'])}/"
    editor.goto(address)
    starts = editor.locator("[name=starts_at]")
    today = datetime.datetime.now(SHANGHAI).date()
    tomorrow, yesterday = today + DAY, today - DAY
    for written, read in {
        "2026年11月26日 9:00": "2026-11-26 09:00",
        "2026年11月26日（周四）下午5点半": "2026-11-26 17:30",
        "2026.1.6 17：30": "2026-01-06 17:30",
        "20261126 0830": "2026-11-26 08:30",
        "2026-11-26 09:00": "2026-11-26 09:00",
        "2026年11月26日": "2026-11-26 00:00",
        **dict.fromkeys(TOMORROW, f"{tomorrow} 08:30"),
        f"{tomorrow.month}月{tomorrow.day}日 8:30": f"{tomorrow} 08:30",
        f"{tomorrow.month}月{tomorrow.day}日上午8点半": f"{tomorrow} 08:30",
        f"{tomorrow.month}-{tomorrow.day} 8:30": f"{tomorrow} 08:30",
        f"{yesterday.month}/{yesterday.day} 8:30": f"{yesterday.year + 1}{yesterday:-%m-%d} 08:30",
        "今天十点一刻": f"{today} 10:15",
        "后天傍晚六点": f"{today + 2 * DAY} 18:00",
        "2026年11月27日早上八点半": "2026-11-27 08:30",
        "二〇二六年十一月二十七日 晚上十点三十分": "2026-11-27 22:30",
    }.items():
        assert _typed(editor, starts, written) == read, written
        assert editor.get_by_text("看不懂").count() == 0
    for unreadable in (
        "2026年2月30日 9:00",
        "2026-11-26 25:00",
        "下周三",
        "13月1日 9:00",
        "12-11-10 8:30",
    ):
        assert _typed(editor, starts, unreadable) == unreadable
        editor.get_by_text(f"写成 {tomorrow} 09:00").wait_for()
        assert starts.get_attribute("aria-invalid") == "true"


def test_a_date_of_the_past_without_its_year_is_the_nearest(editor, served):
    building = served.ask("{buildings(first:1){nodes{id}}}")["buildings"]["nodes"][0]
    editor.goto(f"/admin/pages/add/pages/notice/{number_of(building['id'])}/")
    editor.get_by_role("tab", name="更多设置").click()
    issued = editor.locator("[name=source_date]")
    today = datetime.datetime.now(SHANGHAI).date()
    for days in (-150, -1, 0, 1, 150):
        day = today + days * DAY
        issued.fill("")
        issued.press_sequentially(f"{day.month}月{day.day}日")
        issued.press("Tab")
        assert issued.input_value() == str(day)


def test_the_fields_of_a_row_stay_in_it_and_the_calendar_on_a_phone(editor, served):
    building = served.ask("{buildings(first:1){nodes{id}}}")["buildings"]["nodes"][0]
    address = f"/admin/pages/add/activities/activity/{number_of(building['id'])}/"
    editor.set_viewport_size({"width": 390, "height": 844})
    editor.goto(address)
    editor.locator("[name=starts_at]").click()
    calendar = editor.locator(".xdsoft_datetimepicker:visible").bounding_box()
    assert calendar["x"] >= 0
    assert calendar["x"] + calendar["width"] <= 390
    editor.set_viewport_size({"width": 1280, "height": 800})
    editor.goto(address)
    editor.get_by_role("button", name="状态").first.click()
    editor.get_by_role("button", name="设定时间").first.wait_for()
    row = editor.locator(".w-field-row", has=editor.locator("[name=ends_at]")).bounding_box()
    ends = editor.locator("[name=ends_at]").bounding_box()
    assert ends["x"] + ends["width"] <= row["x"] + row["width"] + 1


def test_an_unreadable_go_live_time_holds_the_page_back(editor, served):
    building = served.ask("{buildings(first:1){nodes{id}}}")["buildings"]["nodes"][0]
    editor.goto(f"/admin/pages/add/pages/notice/{number_of(building['id'])}/")
    editor.fill("[name=title]", "看不懂时间的通知")
    write_paragraph(editor, "这条通知不该提前上线。")
    # Wagtail takes the form as it stands now for what is saved.
    editor.wait_for_timeout(3000)
    schedule(editor)
    goes_live = editor.locator("[name=go_live_at]")
    goes_live.click()
    editor.locator(".xdsoft_datetimepicker:visible").wait_for()
    goes_live.press_sequentially("下周三九点", delay=80)
    goes_live.press("Tab")
    editor.get_by_text("还没有自动保存").first.wait_for()
    assert editor.locator(".xdsoft_datetimepicker:visible").count() == 0
    dialog = editor.locator("#schedule-publishing-dialog")
    confirm = dialog.get_by_role("button", name="按这个时间发布")
    confirm.click()
    assert dialog.get_by_text("看不懂").count() == 1
    assert goes_live.evaluate("field => field === document.activeElement")
    goes_live.fill("明天上午八点半")
    goes_live.press("Enter")
    editor.wait_for_timeout(300)
    assert editor.locator(".xdsoft_datetimepicker:visible").count() == 0
    assert dialog.get_by_text("看不懂").count() == 0
    confirm.click()
    editor.get_by_text("08:30 上线").first.wait_for(state="attached")
    assert "看不懂时间的通知" not in str(served.ask("{notices(first:20){nodes{title}}}"))


def _typed(page, field, text):
    """What stands in the field after a person wrote the text there and went on."""
    field.click()
    field.fill("")
    field.press_sequentially(text)
    page.locator("[name=title]").click()
    return field.input_value()


def _text(page, path):
    page.goto(path)
    return page.inner_text("main")
