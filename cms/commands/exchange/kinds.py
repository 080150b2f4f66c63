"""What can be imported and exported: for each kind its model, its columns and their names.

KINDS are pages; what is imported only is among IMPORTED, too.
"""

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

from .cells import (
    Choice,
    Day,
    Headcount,
    Hours,
    Moment,
    PageCell,
    Range,
    TextBody,
    Whole,
)
from .columns import Column
from .common import (
    FIRM,
    FULL_NAME,
    HTML,
    ID,
    OWNERS,
    PEOPLE,
    SCHOOLING,
    SUMMARY,
    Kind,
    column,
    contact,
    end,
    owner,
    points,
    text,
    titled,
    words,
)
from .questions import QUESTIONS


def _article(
    name: str, model: type[ContentPage], *columns: Column, example: str, title: str, body: str
) -> Kind:
    columns = (ID, titled("标题", example, title), owner(), *columns, *words(body))
    return Kind(name, model, columns, needs_body=True)


def _about(name: str, label: str) -> Column:
    return column(name, label, PageCell([Activity], "活动"))


BRIEFS = _article(
    "briefs",
    Brief,
    _about("reports", "报道的活动"),
    example="环湖健步走第九季圆满结束",
    title="简报标题 文章标题",
    body="简报内容 文章内容",
)
NOTICES = _article(
    "notices",
    Notice,
    _about("announces", "通知的活动"),
    example="12月1日夜间停水通知",
    title="通知标题 公告标题",
    body="通知内容 公告内容",
)
LESSONS = _article(
    "lessons",
    Lesson,
    column(
        "minutes",
        "学习时长（分钟）",
        Whole(units=("分钟",)),
        "学习时长 时长 时长（分钟） 课程时长 分钟",
    ),
    points("学习积分"),
    example="一堂课读懂消防安全",
    title="课程名称 课程 课程标题",
    body="课程内容 讲稿",
)
ACTIVITIES = Kind(
    "activities",
    Activity,
    (
        ID,
        titled("活动名称", "环湖健步走第九季", "活动 活动主题 主题 活动标题"),
        owner(),
        column(
            "activity_kind",
            "类别",
            Choice(ActivityKind),
            "活动类别 活动类型 类型 分类",
            required=True,
        ),
        column("audience", "面向", Choice(Audience), "面向对象"),
        column(
            "starts_at", "开始时间", Moment(), "活动开始时间 活动时间 时间 起始时间", required=True
        ),
        column(
            "ends_at",
            "结束时间",
            Moment(example="2026-11-23 16:30"),
            "活动结束时间 终止时间",
            required=True,
        ),
        text("place", "地点", "活动地点 活动地址 举办地点 地址", "湖心岛北岸"),
        column("venue", "阵地", PageCell([Venue], "阵地"), "活动阵地", field="held_at"),
        column(
            "size", "名额", Whole(PEOPLE.units, ("不限",)), "活动名额 报名名额 人数上限 人数限制"
        ),
        column("sign_up_opens_at", "报名开始", Moment(example="2026-11-16 09:00"), "报名开始时间"),
        column(
            "sign_up_closes_at",
            "报名截止",
            Moment(example="2026-11-22 18:00"),
            "报名截止时间 报名结束时间",
        ),
        points("活动积分"),
        # A day in such a sheet is that of the activity.
        *words("活动内容 活动安排 活动详情", date=""),
    ),
)
VENUES = Kind(
    "venues",
    Venue,
    (
        ID,
        titled("阵地名称", "三楼共享会议室", "阵地 场地名称 场地 场所名称 场所 会议室"),
        owner(*OWNERS, Venue),
        text("address", "位置", "地址 地点 场地位置 场地地址 所在位置", "3 层东侧"),
        column("capacity", "可容纳人数", PEOPLE, "容量 人数 容纳人数 可容纳 座位数", required=True),
        text("equipment", "设备", "设施 设施设备 设备设施 配套设施", "投影仪"),
        column("opening_hours", "开放时间", Hours(), "开放时段 时间 使用时间 可用时间"),
        contact("借用联系", "管理员 负责人 咨询电话"),
        *words("介绍 场地介绍"),
    ),
)
ENTERPRISES = Kind(
    "enterprises",
    Enterprise,
    (
        ID,
        column(
            "name",
            "企业名称",
            FULL_NAME,
            "title 名称 企业 公司名称 公司 单位名称 单位 企业全称 标题",
            required=True,
        ),
        owner(District, Area, Building, what="片区或楼宇"),
        text("address", "地址", "办公地址 企业地址 公司地址 详细地址", "18 层 1806 室"),
        *FIRM,
        text("website", "网站", "网址 官网 官方网站 企业网站 公司网站", "https://www.example.com/"),
        contact("联系方式", "企业电话 公司电话 招聘电话 负责人"),
        *words("企业介绍 公司介绍 企业简介 公司简介"),
    ),
)
JOBS = Kind(
    "jobs",
    Job,
    (
        ID,
        titled("岗位名称", "前台接待", "职位名称 岗位 职位 招聘岗位 招聘职位 工种"),
        column(
            "company",
            "企业",
            FULL_NAME,
            "企业名称 公司 公司名称 用人单位 招聘单位 招聘企业 单位名称 单位",
            required=True,
        ),
        owner(District, Area, Building, what="片区或楼宇"),
        *FIRM,
        column(
            "salary",
            "薪资",
            Range(example="8千-1.2万/月"),
            "薪酬 工资 待遇 薪资待遇 工资待遇 薪酬待遇 月薪 薪资范围",
            field="salary_text",
        ),
        text("address", "工作地点", "上班地点 工作地址 上班地址 地点 地址", "中科金座 18 层"),
        column("experience", "经验要求", Range(example="1-3年"), "经验 工作经验 工作年限"),
        SCHOOLING,
        column(
            "headcount",
            "招聘人数",
            Headcount(),
            "人数 需求人数 拟招人数 岗位人数 招聘数量 招聘名额",
        ),
        contact("应聘方式", "报名方式 投递邮箱 简历投递 招聘电话 咨询电话 报名电话"),
        column(
            "publish_date", "发布日期", Day(), "date source_date 日期 发布时间", field="source_date"
        ),
        end("招聘截止时间"),
        SUMMARY,
        column(
            "description",
            "岗位描述",
            TextBody(),
            "职位描述 body 正文 要求 岗位要求 任职要求 招聘要求 岗位职责 职责 工作内容"
            " 岗位职责和要求",
            field="body",
        ),
        HTML,
    ),
    placed=Enterprise,
)
VACANCIES = Kind(
    "vacancies",
    Vacancy,
    (
        ID,
        titled("标题", "18 层整层办公", "房源 房源名称"),
        owner(Building, what="楼宇", also="楼宇 楼宇名称"),
        text("floor", "楼层", "所在楼层", "18 层", required=True),
        column(
            "area_square_metres",
            "面积（平方米）",
            Whole(units=("㎡", "平方米", "平米", "m²")),
            "面积 面积（㎡） 面积（平米） 建筑面积 空置面积 出租面积 可租面积",
            required=True,
        ),
        text("rent", "租金", "租价 租金价格 价格", "3.2元/㎡/天", field="rent_text"),
        column(
            "available_from",
            "可入驻日期",
            Day(),
            "可入驻时间 可入住时间 入驻时间 交付时间 起租日期",
        ),
        text(
            "contact_phone",
            "联系电话",
            "电话 手机 手机号 联系方式 招商电话 咨询电话",
            "0371-0000-1301",
            required=True,
        ),
        end(),
        *words("房源介绍"),
    ),
)
SERVICES = Kind(
    "services",
    PublicService,
    (
        ID,
        titled("服务名称", "公益法律咨询", "服务 服务项目 项目名称 事项名称 事项"),
        owner(),
        column(
            "category",
            "类别",
            Choice(ServiceCategory),
            "服务类别 服务类型 类型 分类",
            required=True,
        ),
        text("place", "办理地点", "地点 地址 服务地点 办理地址", "党群服务中心一层"),
        text(
            "opening_text",
            "办理时间",
            "时间 服务时间 办公时间 受理时间 开放时间",
            "工作日 9:00-17:30",
        ),
        text("phone", "咨询电话", "电话 联系电话 服务电话 办公电话 联系方式", "0371-0000-1301"),
        *words("服务内容 怎么办理 办理流程"),
    ),
)
ORGANISATIONS = Kind(
    "organisations",
    Organisation,
    (
        ID,
        titled("组织名称", "中科金座联合党支部", "党组织 党组织名称 支部名称 党支部 党支部名称"),
        owner(District, Area, Building, what="片区或楼宇"),
        column(
            "organisation_kind",
            "类别",
            Choice(OrganisationKind),
            "kind 组织类别 组织类型 党组织类型 类型",
            required=True,
        ),
        *words("介绍"),
    ),
    by_name=True,
)
BUILDINGS = Kind(
    "buildings",
    Building,
    (
        ID,
        titled("楼宇名称", "中科金座", "楼宇 楼名 大厦名称 大厦"),
        owner(Area, what="片区", also="片区 所属片区 所在片区", example="湖心片区"),
        column(
            "building_kind",
            "类别",
            Choice(BuildingKind, {"写字楼": BuildingKind.TOWER, "office_building": "TOWER"}),
            "kind 楼宇类别 楼宇类型 类型",
        ),
        text("address", "地址", "楼宇地址 详细地址 位置 地点", "商务外环路 1 号"),
        column("floors", "楼层数", Whole(units=("层",)), "层数 总层数 楼层"),
        column("occupancy_percent", "入驻率（%）", Whole(units=("%",)), "入驻率 入住率"),
        column("people_count", "从业人数", PEOPLE, "人数 从业人员 从业人员数 员工人数"),
        text("property_company", "物业公司", "物业 物业单位 物业企业 物业管理公司", "如意物业"),
        text("property_phone", "物业电话", "电话 联系电话 物业联系电话", "0371-0000-1301"),
        *words("介绍 楼宇介绍"),
    ),
    by_name=True,
)
AREAS = Kind(
    "areas",
    Area,
    (
        ID,
        titled("片区名称", "第一片区", "片区"),
        owner(District, what="区域", example="如意湖"),
        column("number", "片区序号", Whole(), "序号", required=True),
        *words("介绍 片区介绍"),
    ),
    by_name=True,
)
INFO = Kind(
    "info",
    InfoPage,
    (ID, titled("标题", "关于本站"), owner(District, what="区域", example="如意湖"), *words()),
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
IMPORTED = KINDS | {QUESTIONS.name: QUESTIONS}
