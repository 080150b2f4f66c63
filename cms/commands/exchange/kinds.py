"""What can be imported and exported: for each kind its model, its columns and their names."""

import dataclasses
from collections.abc import Sequence

from wagtail.models import Page

from cms.activities.models import Activity, ActivityKind, Audience
from cms.enterprises.models import Enterprise, Job, Vacancy
from cms.learning.models import Lesson
from cms.pages.models import (
    Brief,
    ContentPage,
    InfoPage,
    Notice,
    PublicService,
    ServiceCategory,
)
from cms.places.models import (
    Area,
    Building,
    BuildingKind,
    District,
    Organisation,
    OrganisationKind,
)
from cms.venues.models import Venue

from .cells import Choice, Day, End, Hours, HtmlBody, Moment, PageCell, Text, TextBody, Whole
from .columns import Column

OWNERS = (District, Area, Building, Organisation)


@dataclasses.dataclass(frozen=True)
class Kind:
    """name: on the command line; placed: the model that stands under the owner a row names.

    by_name: whether one title is one page, as with places, so that it is never added twice.
    """

    name: str
    model: type[ContentPage]
    columns: Sequence[Column]
    by_name: bool = False
    needs_body: bool = False
    placed: type[ContentPage] | None = None

    @property
    def label(self) -> str:
        return str(self.model._meta.verbose_name)

    @property
    def below(self) -> type[ContentPage]:
        """What has to be allowed below the owner."""
        return self.placed or self.model

    @property
    def owners(self) -> tuple[type[Page], ...]:
        """The models that may own it."""
        return tuple(self.below.allowed_parent_page_models())

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


PEOPLE = Whole(units=("人",))
ID = Column("id", "页面编号", Text("导出时写的；新内容留空"), also=("编号",))
SUMMARY = Column("summary", "摘要", Text("一两句话；留空则取正文开头"), "summary", also=("简介",))
DATE = Column(
    "date", "发文日期", Day(), "source_date", also=("source_date", "time", "日期", "发布日期")
)
BODY = Column("body", "正文", TextBody(), "body", also=("text", "content", "内容"))
HTML = Column("content_html", "正文HTML", HtmlBody(), "body", also=("html", "body_html"))
END = Column("expires_at", "结束时间", End("到时自动撤下；留空则 30 天后"), "expire_at")


def _owner(*models: type[Page], what: str = "片区、楼宇或党组织") -> Column:
    cell = PageCell(models or OWNERS, what)
    return Column("owner", "上级", cell, also=("所属", "所属上级", "parent"))


def _title(label: str, *also: str) -> Column:
    spellings = (*also, "标题", "名称", "name")
    return Column("title", label, Text("最多 255 字"), "title", required=True, also=spellings)


def _text(name: str, label: str, field: str = "", *also: str, required: bool = False) -> Column:
    return Column(name, label, Text(), field or name, required=required, also=also)


# The firm of a job, and the firm itself.
FIRM = (
    _text("company_type", "企业性质", "company_type", "公司性质"),
    _text("company_size", "企业规模", "size_band", "规模", "公司规模"),
    _text("industry", "所属行业", "industry", "行业"),
)
ARTICLE = (SUMMARY, DATE, BODY, HTML)


def _article(name: str, model: type[ContentPage], *columns: Column) -> Kind:
    columns = (ID, _title("标题"), _owner(), *columns, *ARTICLE)
    return Kind(name, model, columns, needs_body=True)


def _about(name: str, label: str) -> Column:
    return Column(name, label, PageCell([Activity], "活动"), name)


BRIEFS = _article("briefs", Brief, _about("reports", "报道的活动"))
NOTICES = _article("notices", Notice, _about("announces", "通知的活动"))
LESSONS = _article(
    "lessons",
    Lesson,
    Column("minutes", "学习时长（分钟）", Whole(units=("分钟",)), "minutes", also=("学习时长",)),
    Column("worth_points", "积分", Whole(units=("分",)), "worth_points"),
)
ACTIVITIES = Kind(
    "activities",
    Activity,
    (
        ID,
        _title("活动名称", "活动"),
        _owner(),
        Column("activity_kind", "类别", Choice(ActivityKind), "activity_kind", True, ("活动类别",)),
        Column("audience", "面向", Choice(Audience), "audience"),
        Column("starts_at", "开始时间", Moment(), "starts_at", required=True),
        Column("ends_at", "结束时间", Moment(), "ends_at", required=True),
        _text("place", "地点", "place", "活动地点"),
        Column("venue", "阵地", PageCell([Venue], "阵地"), "held_at"),
        Column("size", "名额", Whole(PEOPLE.units, ("不限",)), "size"),
        Column("sign_up_opens_at", "报名开始", Moment(), "sign_up_opens_at"),
        Column("sign_up_closes_at", "报名截止", Moment(), "sign_up_closes_at"),
        Column("worth_points", "积分", Whole(units=("分",)), "worth_points"),
        *ARTICLE,
    ),
)
VENUES = Kind(
    "venues",
    Venue,
    (
        ID,
        _title("阵地名称", "阵地"),
        _owner(*OWNERS, Venue),
        _text("address", "位置", "address", "地址"),
        Column("capacity", "可容纳人数", PEOPLE, "capacity", required=True, also=("容量",)),
        _text("equipment", "设备"),
        Column("opening_hours", "开放时间", Hours(), "opening_hours"),
        *ARTICLE,
    ),
)
ENTERPRISES = Kind(
    "enterprises",
    Enterprise,
    (
        ID,
        Column(
            "name", "企业名称", Text(), "name", True, ("title", "名称", "企业", "公司名称", "标题")
        ),
        _owner(District, Area, Building, what="片区或楼宇"),
        _text("address", "地址"),
        *FIRM,
        _text("website", "网站", "website", "网址"),
        *ARTICLE,
    ),
)
JOBS = Kind(
    "jobs",
    Job,
    (
        ID,
        _title("岗位名称", "职位名称", "岗位", "职位"),
        _text("company", "企业", "company", "企业名称", "公司", "公司名称", required=True),
        _owner(District, Area, Building, what="片区或楼宇"),
        *FIRM,
        _text("salary", "薪资", "salary_text", "薪酬", "工资"),
        _text("address", "工作地点", "address", "地点", "地址"),
        _text("experience", "经验要求", "experience", "经验"),
        _text("education", "学历要求", "education_words", "学历"),
        Column("headcount", "招聘人数", Whole(PEOPLE.units, ("若干人", "若干")), "headcount"),
        Column(
            "publish_date", "发布日期", Day(), "source_date", also=("date", "source_date", "日期")
        ),
        END,
        SUMMARY,
        Column("description", "岗位描述", TextBody(), "body", also=("职位描述", "body", "正文")),
        HTML,
    ),
    placed=Enterprise,
)
VACANCIES = Kind(
    "vacancies",
    Vacancy,
    (
        ID,
        _title("标题"),
        _owner(Building, what="楼宇"),
        _text("floor", "楼层", required=True),
        Column(
            "area_square_metres",
            "面积（平方米）",
            Whole(units=("㎡", "平方米", "平米", "m²")),
            "area_square_metres",
            required=True,
            also=("面积",),
        ),
        _text("rent", "租金", "rent_text"),
        Column("available_from", "可入驻日期", Day(), "available_from"),
        _text("contact_phone", "联系电话", "contact_phone", "电话", required=True),
        END,
        *ARTICLE,
    ),
)
SERVICES = Kind(
    "services",
    PublicService,
    (
        ID,
        _title("服务名称", "服务"),
        _owner(),
        Column("category", "类别", Choice(ServiceCategory), "category", required=True),
        _text("place", "办理地点", "place", "地点"),
        _text("opening_text", "办理时间", "opening_text", "时间"),
        _text("phone", "咨询电话", "phone", "电话"),
        *ARTICLE,
    ),
)
ORGANISATIONS = Kind(
    "organisations",
    Organisation,
    (
        ID,
        _title("组织名称", "党组织"),
        _owner(District, Area, Building, what="片区或楼宇"),
        Column(
            "organisation_kind",
            "类别",
            Choice(OrganisationKind),
            "organisation_kind",
            True,
            ("kind",),
        ),
        *ARTICLE,
    ),
    by_name=True,
)
BUILDINGS = Kind(
    "buildings",
    Building,
    (
        ID,
        _title("楼宇名称", "楼宇"),
        _owner(Area, what="片区"),
        Column(
            "building_kind",
            "类别",
            Choice(BuildingKind, {"写字楼": BuildingKind.TOWER, "office_building": "TOWER"}),
            "building_kind",
            also=("kind",),
        ),
        _text("address", "地址"),
        Column("floors", "楼层数", Whole(units=("层",)), "floors"),
        Column(
            "occupancy_percent",
            "入驻率（%）",
            Whole(units=("%",)),
            "occupancy_percent",
            also=("入驻率",),
        ),
        Column("people_count", "从业人数", PEOPLE, "people_count"),
        _text("property_company", "物业公司"),
        _text("property_phone", "物业电话"),
        *ARTICLE,
    ),
    by_name=True,
)
AREAS = Kind(
    "areas",
    Area,
    (
        ID,
        _title("片区名称", "片区"),
        _owner(District, what="区域"),
        Column("number", "片区序号", Whole(), "number", required=True, also=("序号",)),
        *ARTICLE,
    ),
    by_name=True,
)
INFO = Kind(
    "info",
    InfoPage,
    (ID, _title("标题"), _owner(District, what="区域"), *ARTICLE),
)

KINDS = {
    kind.name: kind
    for kind in (
        BRIEFS,
        NOTICES,
        LESSONS,
        ACTIVITIES,
        VENUES,
        ENTERPRISES,
        JOBS,
        VACANCIES,
        SERVICES,
        ORGANISATIONS,
        BUILDINGS,
        AREAS,
        INFO,
    )
}
