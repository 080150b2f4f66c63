"""Each kind is written in its form, as an editor does, and read on the public site."""

from dataclasses import dataclass, field

import pytest

from tests.browser.acts import number_of, publish, write_paragraph

TEXT = "沿湖的路灯今晚全部亮起。"
OWNERS = """
{ district { id } areas { id } buildings(first: 1) { nodes { id } }
  enterprises(first: 1) { nodes { id } } }
"""
SEARCH = "query ($text: String!) { search(text: $text, first: 5) { nodes { title url } } }"


@dataclass(frozen=True)
class Form:
    """owner: what of GraphQL a page stands below the first of; shown: what its page says."""

    owner: str
    address: str
    fields: dict[str, str] = field(default_factory=dict)
    choices: dict[str, str] = field(default_factory=dict)
    shown: tuple[str, ...] = ()


FORMS = {
    "AREA": Form("district", "places/area", {"number": "9"}),
    "BUILDING": Form(
        "areas",
        "places/building",
        {"address": "如意西路 9 号", "floors": "28", "property_phone": "0371-55550000"},
        {"building_kind": "商圈"},
        ("如意西路 9 号", "28", "0371-55550000"),
    ),
    "ORGANISATION": Form(
        "buildings", "places/organisation", {}, {"organisation_kind": "楼宇（商圈）联合党支部"}
    ),
    "BRIEF": Form("buildings", "pages/brief"),
    "NOTICE": Form("buildings", "pages/notice"),
    "LESSON": Form("buildings", "learning/lesson", {"minutes": "6"}, {}, ("约6分钟",)),
    "ACTIVITY": Form(
        "buildings",
        "activities/activity",
        {
            "starts_at": "2030年5月4日 下午3点",
            "ends_at": "2030年5月4日 17点",
            "place": "湖心平台",
            "size": "40",
        },
        {"activity_kind": "志愿服务"},
        ("2030", "15:00", "湖心平台", "40"),
    ),
    "VENUE": Form(
        "buildings",
        "venues/venue",
        {
            "address": "二层东侧",
            "capacity": "36",
            "equipment": "投影仪\n白板",
            "contact": "物业前台 0371-0000-1701",
        },
        {},
        ("物业前台 0371-0000-1701", "二层东侧", "36", "投影仪", "白板", "09:00", "17:30"),
    ),
    "ENTERPRISE": Form(
        "buildings",
        "enterprises/enterprise",
        {"address": "18 层 1806 室", "industry": "软件开发", "contact": "0371-0000-2001"},
        {"size_band": "50-150人"},
        ("0371-0000-2001", "18 层 1806 室", "软件"),
    ),
    "JOB": Form(
        "enterprises",
        "enterprises/job",
        {
            "salary_text": "8千-1.2万/月",
            "headcount": "3",
            "address": "一层大堂",
            "contact": "简历发至 hr@example.com",
        },
        {"education": "大专"},
        ("简历发至 hr@example.com", "8千-1.2万/月", "3", "一层大堂", "大专"),
    ),
    "VACANCY": Form(
        "buildings",
        "enterprises/vacancy",
        {"floor": "18 层", "area_square_metres": "420", "contact_phone": "0371-55551111"},
        {},
        ("18 层", "420", "0371-55551111"),
    ),
    "PUBLIC_SERVICE": Form(
        "buildings",
        "pages/publicservice",
        {"place": "一层服务台", "opening_text": "工作日 9:00—17:30", "phone": "0371-55552222"},
        {"category": "政务服务"},
        ("一层服务台", "工作日 9:00—17:30", "0371-55552222"),
    ),
    "INFO_PAGE": Form("district", "pages/infopage"),
}


def open_days(page):
    """Opening hours of a venue: two days alike, in one row."""
    page.get_by_role("button", name="增加时段").click()
    for weekday in ("一", "三"):
        page.get_by_label(weekday, exact=True).check()
    for name, time in {"opens_at": "9:00", "closes_at": "17点半"}.items():
        page.locator(f"[name=opening_hours-0-{name}]").press_sequentially(time)
        page.keyboard.press("Tab")


@pytest.mark.parametrize("kind", FORMS)
def test_a_page_of_each_kind_is_written_published_and_read(editor, served, chromium, kind):
    form = FORMS[kind]
    below = served.ask(OWNERS)[form.owner]
    below = below.get("nodes") if form.owner in {"buildings", "enterprises"} else below
    owner = below[0] if isinstance(below, list) else below
    editor.goto(f"/admin/pages/add/{form.address}/{number_of(owner['id'])}/")
    title = f"灯火{kind.lower().replace('_', '')}"
    editor.fill("[name=title]", title)
    for name, value in form.fields.items():
        editor.fill(f"[name={name}]", value)
        editor.keyboard.press("Tab")
    for name, label in form.choices.items():
        editor.select_option(f"[name={name}]", label=label)
    if kind == "VENUE":
        open_days(editor)
    write_paragraph(editor, TEXT)
    publish(editor)

    def address():
        hits = served.ask(SEARCH, text=title)["search"]["nodes"]
        return next((hit["url"] for hit in hits if hit["title"] == title), None)

    url = served.wait_until(address)
    served.wait_until_printed()
    visitor = chromium.new_page(
        base_url=served.url, viewport={"width": 390, "height": 844}, java_script_enabled=False
    )
    assert visitor.goto(url).ok
    assert visitor.inner_text("h1") == title
    shown = visitor.inner_text("main")
    assert [words for words in (TEXT, *form.shown) if words not in shown] == []


def test_a_further_stretch_of_hours_begins_with_the_days_of_the_one_before(editor, served):
    owner = number_of(served.ask(OWNERS)["buildings"]["nodes"][0]["id"])
    editor.goto(f"/admin/pages/add/venues/venue/{owner}/")
    open_days(editor)
    editor.get_by_role("button", name="增加时段").click()
    further = editor.locator("[name=opening_hours-1-weekdays]")
    assert further.evaluate_all("days => days.map((day) => day.checked)") == [
        weekday in "一三" for weekday in "一二三四五六日"
    ]


def test_what_is_found_leads_to_its_block(editor, served):
    owner = number_of(served.ask(OWNERS)["buildings"]["nodes"][0]["id"])
    editor.goto(f"/admin/pages/add/pages/notice/{owner}/")
    editor.fill("[name=title]", "湖畔夜跑报名")
    write_paragraph(editor, "报名请打 13800138000。")
    editor.get_by_role("button", name="保存草稿").click()
    editor.wait_for_url("**/edit/")
    editor.locator("[data-streamfield-child]").wait_for()
    found = editor.locator("[data-findings] div").filter(has_text="手机号")
    # The sign in the header comes last: by then the admin's scripts are at work.
    editor.get_by_role("button", name="状态").first.wait_for()
    found.get_by_role("button", name="去看看").click()
    led_to = editor.locator("[data-streamfield-child]:focus")
    led_to.wait_for()
    assert "13800138000" in led_to.inner_text()
