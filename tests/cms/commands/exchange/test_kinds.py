"""Every kind: its template, its columns in two languages, and the way out and in again."""

import datetime
import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from openpyxl import load_workbook

from cms.activities.models import Activity, ActivityKind, Audience
from cms.commands.exchange import exports
from cms.commands.exchange.bodies import text_of
from cms.commands.exchange.columns import match, rename
from cms.commands.exchange.exports import export, live_below, template
from cms.commands.exchange.imports import Import, mapped, run
from cms.commands.exchange.kinds import KINDS
from cms.commands.exchange.rows import read_rows
from cms.core import clock
from cms.core.clock import SHANGHAI
from cms.core.errors import Refusal
from cms.enterprises.models import Education, Enterprise, Job
from cms.enterprises.wording import SizeBand
from cms.pages.blocks import words_of
from cms.pages.models import Brief, Notice, ServiceCategory
from cms.places.models import Area, Building, BuildingKind, OrganisationKind
from cms.publication.services import settle_all
from cms.venues.models import Venue
from tests import factories

BODY = [
    ("heading", {"text": "总则", "level": "2"}),
    ("paragraph", "<p>一 &amp; 二</p><p>=1+1</p>"),
    ("heading", {"text": "附则", "level": "3"}),
    ("paragraph", "<p>三</p>"),
]
RICH = [
    ("paragraph", '<p><b>粗</b>体<a href="https://www.gov.cn/">链接</a></p><ul><li>一</li></ul>'),
    ("quote", {"text": "引\n文", "source": ""}),
    (
        "table",
        {
            "data": [["甲", "乙"], ["1", "2"]],
            "first_row_is_table_header": True,
            "first_col_is_header": False,
            "table_header_choice": "row",
            "table_caption": "表一",
            "cell": [],
            "mergeCells": [],
        },
    ),
]
CHOICES = {
    "activities": {"类别": ActivityKind.labels, "面向": Audience.labels},
    "enterprises": {"企业规模": SizeBand.labels},
    "jobs": {"企业规模": SizeBand.labels, "学历要求": Education.labels},
    "services": {"类别": ServiceCategory.labels},
    "organisations": {"类别": OrganisationKind.labels},
    "buildings": {"类别": BuildingKind.labels},
}


def load(kind, rows, under, **more):
    """Import (headers, *rows) as if they came from a file."""
    headers, *lines = rows
    numbered = [(n, dict(zip(headers, line, strict=True))) for n, line in enumerate(lines, 2)]
    return load_rows(kind, numbered, under, **more)


def load_rows(kind, numbered, under, **more):
    task = Import(KINDS[kind], under, mapped(KINDS[kind], numbered), **more)
    return list(run(numbered, task))[-1]


def exported(kind, pages):
    """The rows of an export, as an import reads them."""
    file = io.BytesIO()
    assert max(export(kind, pages, file), default=0) == pages.count()
    return read_rows(file.getvalue(), "a.xlsx")


def reasons(report):
    return [refusal["reason"] for refusal in report.refusals]


@pytest.fixture
def place(district):
    area = factories.area(district, title="第一片区")
    return factories.building(area, title="中科金座")


@pytest.fixture
def one_of_each(place):
    """A page of each kind, with all that its columns can say."""
    area, moment = place.get_parent().specific, datetime.datetime(2026, 12, 1, tzinfo=SHANGHAI)
    district = area.get_parent().specific
    venue = factories.venue(place, title="共享会议室", equipment="投影仪\n白板", address="3 层")
    venue.opening_hours = [
        venue.opening_hours.model(weekdays=[1, 5], opens_at="09:00", closes_at="18:00")
    ]
    venue.save()
    activity = factories.activity(place, title="环湖跑", starts_at=moment, size=30, held_at=venue)
    firm = factories.enterprise(place, title="清禾科技", industry="软件", size_band="50-150人")
    common = {"summary": "=摘要", "source_date": datetime.date(2026, 11, 23), "body": BODY}
    building = factories.building(area, floors=31, occupancy_percent=92, **common)
    return {
        "briefs": factories.brief(place, reports=activity, **{**common, "body": RICH}),
        "notices": factories.notice(place, announces=activity, **common),
        "lessons": factories.lesson(place, minutes=8, worth_points=2, **common),
        "activities": activity,
        "venues": venue,
        "enterprises": firm,
        "jobs": factories.job(
            firm, education="COLLEGE", headcount=2, salary_text="1万/月", **common
        ),
        "vacancies": factories.vacancy(place, available_from=moment.date(), **common),
        "services": factories.service(place, phone="-0371", opening_text="工作日", **common),
        "organisations": factories.organisation(place, **common),
        "buildings": building,
        "areas": factories.area(district, title="第二片区", number=2, body=BODY),
        "info": factories.info(district, **common),
    }


@pytest.mark.parametrize("name", sorted(KINDS))
def test_what_is_exported_is_imported_again_as_it_was(one_of_each, name):
    settle_all()
    kind, page = KINDS[name], one_of_each[name]
    numbered = exported(kind, kind.model.objects.filter(pk=page.pk))
    assert load_rows(name, numbered, page.get_parent()).unchanged == 1
    # Without its number it is a page that is not there yet.
    page.delete()
    [(line, row)] = numbered
    report = load_rows(name, [(line, {**row, "页面编号": ""})], page.get_parent())
    assert (reasons(report), report.created) == ([], 1)
    again = kind.model.objects.get(title=page.title)
    assert again.get_parent().pk == page.get_parent().pk
    settle_all()
    [(_, copy)] = exported(kind, kind.model.objects.filter(pk=again.pk))
    assert {**copy, "页面编号": ""} == {**row, "页面编号": ""}
    assert words_of(again.body) == words_of(page.body)
    assert [block.block_type for block in again.body] == [b.block_type for b in page.body]


def test_an_export_goes_through_the_tree_a_few_pages_at_a_time(place, monkeypatch):
    monkeypatch.setattr(exports, "SOME", 2)
    long = [("paragraph", f"<p>{'长' * 40_000}</p>")]
    made = [factories.brief(place, title=f"第{n}期", body=BODY) for n in range(4)]
    made.append(factories.brief(place, title="末一期", body=long))
    factories.brief(place, title="草稿", live=False)
    rows = exported(KINDS["briefs"], live_below(KINDS["briefs"], place.get_parent()))
    assert [row["标题"] for _, row in rows] == [brief.title for brief in made]
    assert [len(row["正文"]) for _, row in rows][-1] == 40_000


def test_a_page_that_is_moved_while_it_is_exported_is_exported_from_where_it_is(place):
    firm = factories.enterprise(place, title="清禾科技")
    factories.job(firm, title="前台")
    other = factories.building(place.get_parent().specific, title="楷林IFC")
    jobs = live_below(KINDS["jobs"], place.get_parent())
    moves = [lambda: Enterprise.objects.get(pk=firm.pk).move(other, pos="last-child")]

    def moving(execute, sql, *rest):
        answer = execute(sql, *rest)
        if moves and sql.startswith("SELECT") and "salary_text" in sql:
            moves.pop()()
        return answer

    file = io.BytesIO()
    with connection.execute_wrapper(moving):
        assert list(export(KINDS["jobs"], jobs, file)) != []
    [(_, row)] = read_rows(file.getvalue(), "a.xlsx")
    assert (row["岗位名称"], row["企业"], row["上级"]) == ("前台", "清禾科技", "楷林IFC")


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_template_has_every_column_in_chinese_and_says_how_to_fill_it(name):
    book = load_workbook(io.BytesIO(template(KINDS[name])))
    labels = [cell.value for cell in book.worksheets[0][1]]
    columns = [c for c in KINDS[name].columns if c.name not in {"id", "content_html"}]
    assert labels == [column.label for column in columns]
    assert len(set(labels)) == len(labels)
    notes = list(book["填写说明"].iter_rows(min_row=2, values_only=True))
    assert [note[0] for note in notes] == labels
    assert all(note[2] for note in notes)
    assert match(KINDS[name].columns, labels) == {c.label: c.name for c in columns}


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_template_offers_what_there_is_to_choose_from_and_imports_nothing_by_itself(name):
    content = template(KINDS[name])
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    labels = {cell.column_letter: cell.value for cell in sheet[1]}
    offered = {
        labels[str(offer.sqref)[0]]: offer.formula1.strip('"').split(",")
        for offer in sheet.data_validations.dataValidation
    }
    assert offered == CHOICES.get(name, {})
    # Excel takes no longer list.
    assert all(len(",".join(values)) < 254 for values in offered.values())
    assert read_rows(content, "a.xlsx") == []


@pytest.mark.parametrize("name", sorted(KINDS))
def test_the_examples_of_a_template_can_be_imported(name, district):
    factories.building(factories.area(district, title="湖心片区"), title="中科金座大厦")
    for column in KINDS[name].columns:
        # The example of an end is over some day.
        if column.cell.example and column.name != "expires_at":
            assert column.cell.read(column.cell.example, column.label)
        assert column.cell.example or not column.required


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_column_goes_by_either_name(name):
    columns = KINDS[name].columns
    for header in ("label", "name"):
        headers = [getattr(column, header) for column in columns]
        assert list(match(columns, headers).values()) == [column.name for column in columns]
        starred = [f" {header}* （必填）" for header in headers]
        assert list(match(columns, starred).values()) == [column.name for column in columns]


@pytest.mark.parametrize("name", sorted(KINDS))
def test_no_header_means_two_columns_of_a_kind(name):
    columns = KINDS[name].columns
    for column in columns:
        for header in column.also:
            assert match(columns, [header]) == {header: column.name}


@pytest.mark.parametrize(
    ("kind", "headers"),
    [
        (
            "jobs",
            {
                "招聘岗位": "title",
                "用人单位": "company",
                "人数": "headcount",
                "上班地点": "address",
                "薪资待遇": "salary",
                "要求": "description",
                "工作经验": "experience",
            },
        ),
        ("vacancies", {"楼宇": "owner", "建筑面积": "area_square_metres", "手机": "contact_phone"}),
        ("vacancies", {"面积(㎡)": "area_square_metres", "价格": "rent", "电话": "contact_phone"}),
        ("activities", {"活动主题": "title", "时间": "starts_at", "地址": "place"}),
        ("venues", {"场地名称": "title", "地点": "address", "人数": "capacity"}),
        ("venues", {"时间": "opening_hours", "设施": "equipment"}),
        ("services", {"服务项目": "title", "时间": "opening_text", "联系电话": "phone"}),
        ("enterprises", {"单位名称": "name", "公司地址": "address", "官网": "website"}),
        ("buildings", {"大厦名称": "title", "所属片区": "owner", "电话": "property_phone"}),
        ("notices", {"题目": "title", "通知内容": "body", "发布时间": "date"}),
        ("jobs", {"联系人": "contact", "电话": "contact", "投递邮箱": "contact"}),
        ("venues", {"管理员": "contact", "联系电话": "contact"}),
        # No page has a place for these, or they may mean one thing or another.
        ("jobs", {"备注": "", "时间": ""}),
        ("activities", {"日期": "", "人数": "", "联系人": ""}),
        ("enterprises", {"人数": "", "法人": ""}),
    ],
)
def test_headers_that_clerks_write_are_known_where_they_mean_one_thing(kind, headers):
    assert match(KINDS[kind].columns, list(headers)) == headers


def test_the_name_of_a_column_wins_over_what_else_would_mean_it():
    columns = KINDS["jobs"].columns
    assert match(columns, ["人数", "招聘人数"]) == {"人数": "", "招聘人数": "headcount"}


def test_several_columns_of_text_become_one_each_below_its_header(place):
    factories.enterprise(place, title="老公司")
    report = load(
        "jobs",
        [
            ("岗位", "单位", "岗位职责", "任职要求"),
            ("咖啡师", "老公司", "负责吧台出品。\n介绍冷萃。", "有健康证。"),
            ("店员", "老公司", "", "会骑车。"),
        ],
        place,
    )
    assert (report.created, reasons(report)) == (2, [])
    assert text_of(Job.objects.get(title="咖啡师").body) == (
        "## 岗位职责\n负责吧台出品。\n介绍冷萃。\n## 任职要求\n有健康证。"
    )
    assert text_of(Job.objects.get(title="店员").body) == "会骑车。"


def test_who_and_how_to_reach_them_become_one_contact(place):
    rows = [
        ("企业名称", "联系人", "联系电话", "邮箱"),
        ("新公司", "人事部", " 0371-0000-2001 ", "hr@example.com"),
        ("小公司", "", "0371-0000-2002", ""),
    ]
    report = load("enterprises", rows, place)
    assert (report.created, report.doubts, reasons(report)) == (2, [], [])
    contacts = dict(Enterprise.objects.values_list("title", "contact"))
    assert contacts["新公司"] == "人事部 0371-0000-2001 hr@example.com"
    assert contacts["小公司"] == "0371-0000-2002"


def test_a_mobile_number_in_a_contact_is_doubted_and_kept(place):
    firms = load("enterprises", [("企业名称", "手机"), ("新公司", "13800008000")], place)
    jobs = load("jobs", [("岗位", "单位", "手机"), ("店员", "新公司", "13800008000")], place)
    for report in (firms, jobs):
        assert report.created == 1
        assert "手机号 138****8000" in report.doubts[0]["reason"]
    assert Job.objects.get().contact == "13800008000"


def test_a_contact_too_long_for_a_line_is_refused(place):
    report = load("enterprises", [("企业名称", "联系方式"), ("新公司", "长" * 121)], place)
    assert (report.created, len(reasons(report))) == (0, 1)


def test_parts_are_told_apart_by_clean_headers_and_blank_ones_are_none(place):
    headers = ("标题", "*正文（必填）", "详细\n内容")
    rows = [headers, ("甲", "一", "二"), ("乙", " ", "三"), ("丙", " ", "  ")]
    report = load("notices", rows, place)
    assert (report.created, len(reasons(report))) == (2, 1)
    bodies = {notice.title: text_of(notice.body) for notice in Notice.objects.all()}
    assert bodies == {"甲": "## 正文\n一\n## 详细内容\n二", "乙": "三"}


def test_a_part_of_a_text_that_is_none_is_refused():
    columns = KINDS["jobs"].columns
    mapping = {"岗位职责": "description", "任职要求": "description"}
    row = rename({"岗位职责": {"a": 1}, "任职要求": "会骑车。"}, mapping, columns)
    column = next(column for column in columns if column.name == "description")
    with pytest.raises(Refusal, match="应该是文字"):
        column.text(row)


def test_an_activity_of_a_chinese_spreadsheet(place):
    venue = factories.venue(place, title="报告厅")
    report = load(
        "activities",
        [
            ("活动名称", "类别", "开始时间", "结束时间", "阵地", "名额", "上级", "面向"),
            (
                "讲座",
                "党课",
                "2026/12/1 9:30",
                "2026年12月1日 11:30",
                "报告厅",
                "30人",
                "中科金座",
                "",
            ),
        ],
        place.get_parent().get_parent(),
    )
    assert reasons(report) == []
    activity = Activity.objects.get()
    assert (activity.activity_kind, activity.audience, activity.size) == ("LECTURE", "PUBLIC", 30)
    assert activity.starts_at == datetime.datetime(2026, 12, 1, 9, 30, tzinfo=SHANGHAI)
    assert (activity.held_at_id, activity.get_parent().pk) == (venue.pk, place.pk)


@pytest.mark.parametrize(
    ("column", "text", "reason"),
    [
        ("类别", "跳舞", "“类别”里没有“跳舞”"),
        ("开始时间", "下周一", "应写成 2026-11-23 14:30 的样子"),
        ("开始时间", "2026-12-01", "应写成 2026-11-23 14:30 的样子"),
        ("开始时间", "2026-13-01 9:00", "应写成 2026-11-23 14:30 的样子"),
        ("结束时间", "2026-12-01 9:00", "结束时间要晚于开始时间"),
        ("名额", "很多", "“名额”应写成整数"),
        ("名额", "-1", "“名额”应写成 0 以上的整数，不能是“-1”"),
        ("名额", "2026-03-05", "“名额”里的“3-5”被 Excel 变成了日期"),
        ("名额", "0", "名额"),
        ("阵地", "无此厅", "没有叫“无此厅”的阵地"),
        ("上级", "无此楼", "没有叫“无此楼”的"),
        ("活动名称", "", "缺少“活动名称”"),
        ("积分", "1001", "积分"),
        ("地点", "长" * 121, "地点"),
    ],
)
def test_a_cell_that_cannot_be_is_refused_with_its_reason(place, column, text, reason):
    good = {
        "活动名称": "讲座",
        "类别": "党课",
        "开始时间": "2026-12-01 09:30",
        "结束时间": "2026-12-01 11:30",
        "上级": "中科金座",
    }
    row = {**good, column: text}
    report = load("activities", [tuple(row), tuple(row.values())], place)
    assert reason in reasons(report)[0]
    assert Activity.objects.count() == 0


@pytest.mark.parametrize(
    ("kind", "headers", "row", "reason"),
    [
        ("jobs", ("岗位", "单位", "人数*"), ("甲", "乙", "很多"), "“人数”应写成 1 以上的整数"),
        ("jobs", ("岗位", "单位", "月薪"), ("甲", "乙", "一" * 41), "“月薪”：确保"),
        ("notices", ("题目", "通知内容"), ("甲", ""), "缺少“通知内容”。"),
        (
            "jobs",
            ("title", "company", "headcount"),
            ("甲", "乙", "很多"),
            "“招聘人数”应写成 1 以上的整数",
        ),
    ],
)
def test_a_reason_names_the_column_as_the_file_does(place, kind, headers, row, reason):
    report = load(kind, [headers, row], place)
    assert reasons(report)[0].startswith(reason)


def test_a_range_of_people_is_taken_with_its_most_and_told(place):
    headers = ("岗位", "单位", "人数", "要求")
    rows = [("甲", "乙", "两到三名", "勤快"), ("丙", "乙", "一名", "勤快")]
    report = load("jobs", [headers, *rows], place)
    assert {job.title: job.headcount for job in Job.objects.all()} == {"甲": 3, "丙": 1}
    [doubt] = report.doubts
    assert doubt["line"] == 2
    assert "“人数”写的是“两到三名”" in doubt["reason"]
    assert "将记为 3" in doubt["reason"]


def test_a_job_without_a_description_is_taken_and_told(place):
    report = load("jobs", [("岗位", "单位"), ("甲", "乙")], place)
    assert report.created == 1
    assert "没有岗位描述" in report.doubts[0]["reason"]


def test_a_dry_run_shows_what_would_be_written(place):
    firm = factories.enterprise(place, title="清禾科技", industry="软件开发")
    headers = ("岗位", "单位", "行业", "人数", "薪资", "结束时间", "要求", "备注")
    ends = f"{clock.local(clock.now()):%Y-%m-%d} 23:59"
    rows = [(f"岗{n}", firm.title, "", "若干", "4000-5000", ends, "长" * 99, "x") for n in range(7)]
    report = load("jobs", [headers, ("", "缺", "", "", "", "", "", ""), *rows], place, dry=True)
    assert [row["line"] for row in report.preview] == [3, 4, 5, 6, 7]
    assert report.preview[0]["cells"] == {
        "title": "岗0",
        "company": firm.title,
        "owner": "中科金座",
        "industry": "软件开发",
        "salary": "4000-5000元/月",
        "headcount": "",
        "expires_at": ends,
        "description": f"{'长' * 40}…",
    }
    assert load("jobs", [headers, *rows], place).preview == []


def test_an_owner_of_a_title_that_several_have_is_named_by_its_address(place):
    area = place.get_parent().specific
    other = factories.building(area, title="中科金座", slug="other")
    settle_all()
    rows = [("标题", "正文", "上级"), ("甲", "一", "中科金座"), ("乙", "一", "/buildings/other/")]
    report = load("briefs", rows, area)
    assert "有几个页面都叫“中科金座”" in reasons(report)[0]
    assert Brief.objects.get().get_parent().pk == other.pk


def test_a_row_without_an_owner_goes_under_the_one_for_all_if_it_may_stand_there(place):
    rows = [("标题", "楼层", "面积", "联系电话", "上级")]
    rows += [("甲", "18 层", "860㎡", "0371", "中科金座"), ("乙", "19 层", "86", "0371", "")]
    report = load("vacancies", rows, place.get_parent())
    assert (report.created, reasons(report)) == (1, ["空置资源不能放在“第一片区”下面。"])


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        (
            "周一至周五 9:00-18:00；周六 10:00—16:00",
            [([1, 2, 3, 4, 5], 9, 18), ([6], 10, 16)],
        ),
        ("每天 08:00-22:00", [([1, 2, 3, 4, 5, 6, 7], 8, 22)]),
        ("星期日9:00-12:00\n星期日 14:00-17:00", [([7], 9, 12), ([7], 14, 17)]),
        ("星期三 9:00-18:00；星期一 9:00-18:00", [([1, 3], 9, 18)]),
    ],
)
def test_opening_hours_as_people_write_them(place, text, hours):
    load("venues", [("阵地名称", "可容纳人数", "开放时间"), ("厅", "30", text)], place)
    found = Venue.objects.get().opening_hours.all()
    assert [(one.weekdays, one.opens_at.hour, one.closes_at.hour) for one in found] == hours


@pytest.mark.parametrize("text", ["全天", "周一 18:00-9:00", "周一 9:00-25:00", "周一9点到18点"])
def test_opening_hours_that_say_nothing_sure_are_refused(place, text):
    report = load("venues", [("阵地名称", "可容纳人数", "开放时间"), ("厅", "30", text)], place)
    assert "看不懂" in reasons(report)[0]


def test_opening_hours_that_overlap_are_refused(place):
    text = "周一至周五 9:00-18:00；周五 14:00-20:00"
    report = load("venues", [("阵地名称", "可容纳人数", "开放时间"), ("厅", "30", text)], place)
    assert "星期五已经有 09:00—18:00，时间重叠了" in reasons(report)[0]


def test_places_of_one_name_are_one(place):
    area = place.get_parent()
    rows = [
        ("名称", "kind"),
        ("中科金座", "写字楼"),
        ("楷林IFC", "office_building"),
        ("二马路", "street"),
    ]
    report = load("buildings", rows, area)
    assert (report.unchanged, report.created, len(report.refusals)) == (1, 1, 1)
    assert Building.objects.count() == 2
    district = area.get_parent()
    assert load("areas", [("片区", "序号"), ("第一片区", "1"), ("新", "9")], district).created == 1
    assert Area.objects.get(title="新").number == 9


def test_a_listing_ends_when_its_row_says(place):
    firm = factories.enterprise(place, title="清禾科技")
    ends = clock.local(clock.now() + datetime.timedelta(days=9)).replace(second=0, microsecond=0)
    rows = [("岗位", "企业", "结束时间"), ("甲", firm.title, f"{ends:%Y-%m-%d %H:%M}")]
    rows += [("乙", firm.title, "2020-01-01 08:00")]
    report = load("jobs", rows, place)
    assert Job.objects.get().expire_at == ends
    assert reasons(report) == ["“结束时间”已经过了：2020-01-01 08:00。"]


def test_html_of_a_rich_editor_becomes_blocks(district):
    row = {"id": "1", "title": "办法", "time": "2019年1月11日", "content_html": "<h1>一</h1><p>二"}
    assert load_rows("briefs", [(1, row)], district).created == 1
    brief = Brief.objects.get()
    assert [block.block_type for block in brief.body] == ["heading", "paragraph"]
    assert brief.source_date == datetime.date(2019, 1, 11)


def test_a_body_is_written_either_way_and_not_both(district):
    row = {"title": "办法", "body": "一", "content_html": "<p>二</p>"}
    [reason] = reasons(load_rows("briefs", [(1, row)], district))
    assert "只能填一处" in reason


def test_a_page_that_was_exported_and_renamed_is_refused_not_added(district):
    brief = factories.brief(district, title="旧题", body=BODY)
    [(_, row)] = exported(KINDS["briefs"], Brief.objects.all())
    report = load_rows("briefs", [(2, {**row, "标题": "新题"})], district)
    assert "导入不修改已有内容" in reasons(report)[0]
    assert Brief.objects.get() == brief


def test_the_commands_write_a_template_and_an_export_that_is_read_again(tmp_path, place, capsys):
    factories.brief(place, title="一", body=BODY)
    factories.brief(place.get_parent(), title="二", body=BODY)
    factories.brief(place, title="草稿", body=BODY, live=False)
    settle_all()
    call_command("template", "briefs", tmp_path / "t.xlsx")
    call_command("export", "briefs", tmp_path / "all.xlsx")
    call_command("export", "briefs", tmp_path / "some.xlsx", "--under", str(place.pk))
    capsys.readouterr()
    call_command("import", "briefs", tmp_path / "t.xlsx", "--under", "/", "--json")
    call_command("import", "briefs", tmp_path / "all.xlsx", "--under", "/", "--json")
    call_command("import", "briefs", tmp_path / "some.xlsx", "--under", "/", "--json")
    reports = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(r["rows"], r["unchanged"]) for r in reports] == [(0, 0), (2, 2), (1, 1)]


@pytest.mark.parametrize("command", ["export", "template"])
def test_a_place_that_cannot_be_written_to_ends_it_with_code_two(tmp_path, district, command):
    with pytest.raises(CommandError) as ended:
        call_command(command, "briefs", tmp_path / "none" / "a.xlsx")
    assert ended.value.returncode == 2


@pytest.mark.parametrize("header", ["招聘人数", "经验要求", "薪资"])
@pytest.mark.parametrize("text", ["2026-03-05", "2026/3/5", "3月5日"])
def test_a_range_that_excel_made_a_day_is_told_as_what_it_was(place, header, text):
    row = {"岗位名称": "会计", "企业": "云檐", header: text}
    [reason] = reasons(load("jobs", [tuple(row), tuple(row.values())], place))
    assert f"“{header}”里的“3-5”被 Excel 变成了日期“{text}”" in reason
    assert "“文本”" in reason


def test_all_that_is_wrong_with_a_row_is_told_at_once(place):
    row = {"岗位名称": "", "企业": "云檐", "招聘人数": "-1", "薪资": "8千/月"}
    [reason] = reasons(load("jobs", [tuple(row), tuple(row.values())], place))
    assert "缺少“岗位名称”。" in reason
    assert "“招聘人数”应写成 1 以上的整数，不能是“-1”" in reason
