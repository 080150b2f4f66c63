"""Content checks: what an editor is asked to look at, and what is left alone."""

import datetime

import pytest

from cms.activities.models import Activity
from cms.core import clock
from cms.pages.checks import findings
from cms.pages.models import Brief, Notice
from tests import factories

# A page looks its content type up when it is made.
pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 23, 10, tzinfo=clock.SHANGHAI)


def codes(page):
    return [finding.code for finding in findings(page, NOW)]


def paragraph(html):
    return [factories.paragraph(html)]


def notice(html="", **fields):
    return Notice(**{"title": "通知", "summary": "摘要", "body": paragraph(html), **fields})


def test_a_page_in_order_has_none():
    assert codes(notice("<p>12月3日 14:00 在一层开会，电话 0371-0000-1301。</p>")) == []


def test_an_empty_form_can_be_checked():
    assert codes(Notice()) == ["NO_SUMMARY"]


@pytest.mark.parametrize(
    ("cells", "found"),
    [([[None, ""], [" ", None]], ["EMPTY_TABLE"]), ([["周一", None]], []), ([], ["EMPTY_TABLE"])],
)
def test_a_table_with_nothing_in_it_is_told_of(cells, found):
    page = notice()
    page.body = [("table", {"data": cells, "first_row_is_table_header": True})]
    assert codes(page) == found


@pytest.mark.parametrize(("length", "found"), [(30, []), (31, ["LONG_TITLE"])])
def test_a_title_has_thirty_characters_at_most(length, found):
    assert codes(notice(title="长" * length)) == found


def test_a_summary_of_blanks_is_none():
    assert codes(notice(summary="　")) == ["NO_SUMMARY"]


def test_kinds_whose_lists_show_no_summary_need_none(district):
    firm = factories.enterprise(factories.building(factories.area(district)))
    assert codes(factories.job(firm, summary="", body=paragraph("<p>接待来客。</p>"))) == []


# Pictures and links


def test_a_picture_without_alternative_text_is_named_wherever_it_stands():
    silent = [factories.image(title=title, description="", color=c) for title, c in PICTURES]
    told = factories.image(title="好图", description="湖面上的日出", color="#111")
    page = notice(cover=silent[0])
    page.body = [
        ("image", {"image": silent[1], "caption": ""}),
        ("gallery", [silent[2], told]),
    ]
    (finding,) = findings(page, NOW)
    assert finding.code == "NO_ALT_TEXT"
    assert "“封面”“插图”“合影”" in finding.message
    assert "好图" not in finding.message


PICTURES = [("封面", "#222"), ("插图", "#333"), ("合影", "#444")]


def test_a_picture_deleted_since_is_no_trouble():
    page = notice()
    page.body = [("image", {"image": None, "caption": ""})]
    assert codes(page) == []


@pytest.mark.parametrize(
    "words",
    [
        "点击这里",
        "请点击此处",
        "点这里",
        "这里",
        "详情",
        "查看详情》",
        "更多&gt;&gt;",
        "下载",
        "点击下载",
        "链接",
        "https://example.cn/a",
        "www.example.cn",
        "<b>点击这里</b>",
    ],
)
def test_link_words_that_say_nothing_are_found(words):
    page = notice(f'<p>报名请<a href="https://example.cn/">{words}</a>。</p>')
    assert codes(page) == ["VAGUE_LINK"]


@pytest.mark.parametrize("words", ["活动报名表", "下载报名表", "更多招聘信息", "详情见物业公告栏"])
def test_link_words_that_name_something_are_left_alone(words):
    assert codes(notice(f'<p><a href="https://example.cn/">{words}</a></p>')) == []


# What is left to fill in


def test_gaps_of_a_boilerplate_are_counted_and_named():
    page = notice("<p>〔楼层〕于〔月日〕停电，请〔 〕。</p>", title="〔楼宇名称〕停电通知")
    (finding,) = findings(page, NOW)
    assert (finding.code, finding.urgent) == ("UNFILLED", True)
    assert "4 处没有填写：〔楼宇名称〕、〔楼层〕、〔月日〕等" in finding.message


@pytest.mark.parametrize("words", ["〔此处", "有图片〕", "〔此处有图片：大厅〕"])
def test_half_a_bracket_is_something_left_over_too(words):
    assert "UNFILLED" in codes(notice(f"<p>{words}</p>"))


def test_the_number_of_a_document_is_no_gap():
    assert codes(notice("<p>根据豫发〔2025〕12号文件。</p>")) == []


# Personal numbers


@pytest.mark.parametrize(
    "text",
    [
        "13912345678",
        "139 1234 5678",
        "139-1234-5678",
        "+86 13912345678",
        "１３９１２３４５６７８",
        "王主任（13912345678）",
        "电话：13912345678，13912345678",
    ],
)
def test_a_mobile_number_is_named_masked(text):
    (finding,) = findings(notice(f"<p>联系人 {text}</p>"), NOW)
    assert (finding.code, finding.urgent) == ("PHONE_NUMBER", True)
    assert "手机号 139****5678。" in finding.message
    assert "13912345678" not in finding.message


def test_numbers_in_titles_summaries_tables_and_captions_are_found_too():
    table = {"data": [["1", "王芳", "13912345678"], ["2", "李强", "13812345678"]]}
    page = notice(title="打 13712345678", summary="或 13612345678")
    caption = {"image": factories.image(), "caption": "联系 13512345678"}
    page.body = [("table", table), ("image", caption)]
    (finding,) = findings(page, NOW)
    assert "137****5678、136****5678、139****5678" in finding.message


@pytest.mark.parametrize(
    "text",
    [
        "电话 0371-0000-1301",
        "电话 037100001301",
        "400-138-0013-8000",
        "统一社会信用代码 91410100MA45X8K21T",
        "91410100138123456X",
        "注册资本 13800000000 元",
        "订单 2026139123456789012",
        "2026年11月",
        "139.12345678 度",
        "18 层 1806 室",
        "12410100415812345Q",
        "914101001391234567",
    ],
)
def test_other_numbers_are_no_mobile_and_no_identity(text):
    assert codes(notice(f"<p>{text}</p>")) == []


@pytest.mark.parametrize(
    "number", ["11010519491231002X", "110105 19491231 002x", "440524188001010014"]
)
def test_an_identity_number_is_one_by_its_check_digit(number):
    known = number != "440524188001010014"  # born in 1880: nobody
    found = findings(notice(f"<p>身份证 {number}</p>"), NOW)
    assert [finding.code for finding in found] == (["ID_NUMBER"] if known else [])
    assert all("1101************2X" in finding.message for finding in found)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("110105194912310021", []),
        ("身份证号：110105491231002", ["ID_NUMBER"]),
        ("合同编号 110105491231002", []),
        ("身份证号：110105491331002", []),
    ],
)
def test_what_only_looks_like_an_identity_is_left_alone(text, found):
    assert codes(notice(f"<p>{text}</p>")) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("6222 0212 3456 7890 128", ["CARD_NUMBER"]),
        ("6222021234567890128", ["CARD_NUMBER"]),
        ("6222021234567890127", []),
        ("1702020409022106189", []),
    ],
)
def test_a_card_number_is_one_by_its_check_digit(text, found):
    assert codes(notice(f"<p>账号 {text}</p>")) == found


# Days


def gone(text, kind=Notice):
    page = kind(title="通知", summary="摘要", body=paragraph(f"<p>{text}</p>"))
    return [finding.message for finding in findings(page, NOW) if finding.code == "PAST_DATE"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("11月3日下午开会", "11月3日"),
        ("11月3号下午开会", "11月3号"),
        ("2025年12月5日报名", "2025年12月5日"),
        ("2026-11-20 举行", "2026-11-20"),
        ("11月1日至5日举行", "11月1日至5日"),
        ("请于11月20日前报名", "11月20日"),
    ],
)
def test_a_day_that_is_over_is_asked_about(text, day):
    (message,) = gone(text)
    assert f"文中的 {day} 已经过去" in message


@pytest.mark.parametrize(
    "text",
    [
        "11月23日",
        "11月24日",
        "1月5日举行",
        "2027年3月1日",
        "11月20日至30日举行",
        "自11月1日起施行",
        "11月20日（周五）至12月3日",
        "1921年7月23日，中国共产党成立",
        "去年11月3日举行过",
        "2019年4月23日印发",
        "13月40日",
        "《关于2026年3月1日事项的通知》",
        "2026年",
        "电话 2026-1-301",
        "版本 2026.11.3.4",
        "第11.3条",
    ],
)
def test_days_to_come_and_days_referred_to_are_left_alone(text):
    assert gone(text) == []


def test_the_day_under_a_text_is_when_it_was_written():
    assert gone("请周知。</p><p>如意湖办事处</p><p>2026年11月20日") == []


def test_a_brief_tells_of_what_is_over():
    assert gone("11月3日下午开会", Brief) == []


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("2025年环湖健步走报名", ["PAST_DATE"]),
        ("2026年环湖健步走报名", []),
        ("2025年度考核通知", []),
        ("2025至2026年供暖通知", []),
        ("关于2025年、2026年会费的通知", []),
    ],
)
def test_last_years_number_in_a_title_is_asked_about(title, found):
    assert codes(notice(title=title)) == found


def test_mending_an_old_notice_brings_no_questions_about_its_days():
    out = datetime.datetime(2026, 10, 20, 8, tzinfo=datetime.UTC)
    page = notice("<p>11月3日下午开会</p>", live=True, first_published_at=out)
    assert codes(page) == []


# Activities


def activity(**fields):
    return Activity(**{"title": "健步走", "summary": "摘要", **fields})


def test_an_activity_that_has_begun_is_asked_about_before_it_goes_out():
    begins = NOW - datetime.timedelta(days=365)
    (finding,) = findings(activity(starts_at=begins), NOW)
    assert (finding.code, finding.urgent) == ("BEGINS_IN_THE_PAST", True)
    assert "2025年11月23日 10:00" in finding.message


def test_one_to_come_or_long_public_is_left_alone():
    hour = datetime.timedelta(hours=1)
    assert codes(activity()) == []
    assert codes(activity(starts_at=NOW + hour)) == []
    assert codes(activity(starts_at=NOW - hour, live=True, first_published_at=NOW - 9 * hour)) == []


def test_the_urgent_come_first():
    page = notice("<p>打 13912345678</p>", title="长" * 31, summary="")
    assert codes(page) == ["PHONE_NUMBER", "LONG_TITLE", "NO_SUMMARY"]


def places(page):
    return [(finding.code, finding.field, finding.block) for finding in findings(page, NOW)]


def test_each_finding_names_where_in_the_form_it_is(district):
    blocks = [
        {"type": "paragraph", "value": "<p>各位业主：</p>", "id": "greeting"},
        {"type": "paragraph", "value": "<p>请打 13800138000，〔月日〕前。</p>", "id": "call"},
        {"type": "table", "value": {"data": [[""]], "table_caption": ""}, "id": "table"},
        {
            "type": "image",
            "value": {"image": factories.image(description="").pk, "caption": ""},
            "id": "picture",
        },
    ]
    page = factories.notice(district, title="长" * 31, summary="", body=blocks)
    assert sorted(places(page)) == [
        ("EMPTY_TABLE", "body", "table"),
        ("LONG_TITLE", "title", ""),
        ("NO_ALT_TEXT", "body", "picture"),
        ("NO_SUMMARY", "summary", ""),
        ("PHONE_NUMBER", "body", "call"),
        ("UNFILLED", "body", "call"),
    ]


def test_what_is_told_of_title_and_text_leads_to_the_title():
    page = notice("<p>〔月日〕停水。</p>", title="〔楼宇〕停水")
    assert places(page) == [("UNFILLED", "title", "")]


@pytest.mark.parametrize(
    "words",
    [
        "点击上方蓝字关注我们",
        "长按识别二维码",
        "扫码关注",
        "点击阅读原文",
        "点赞、在看",
        "微信扫一扫",
        "预览时标签不可点",
    ],
)
def test_what_only_an_article_of_wechat_can_do_is_told(words):
    assert codes(notice(f"<p>各位邻居：</p><p>{words}。</p>")) == ["LEFT_OVER"]


@pytest.mark.parametrize(
    "words", ["扫描入口处的条码登记", "关注天气变化", "分享会在一楼", "原文见公告栏"]
)
def test_words_that_only_sound_alike_are_left_alone(words):
    assert codes(notice(f"<p>{words}。</p>")) == []
