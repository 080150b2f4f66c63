"""How a kind is declared, the columns that many kinds have, short ways to write those of one."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from wagtail.models import Page

from cms.enterprises.models import Education
from cms.enterprises.wording import SizeBand
from cms.pages.models import ContentPage
from cms.places.models import Area, Building, District, Organisation

from .cells import CHOOSE, Cell, Day, End, HtmlBody, PageCell, Phrase, Text, TextBody, Whole
from .columns import Column

OWNERS = (District, Area, Building, Organisation)
PEOPLE = Whole(units=("人", "名", "位"))
FULL_NAME = Text("写全称，每次都一样；写简称会多出一家企业", "郑州云檐数字科技有限公司")


@dataclasses.dataclass(frozen=True)
class Kind:
    """name: on the command line; placed: the model that stands under the owner a row names.

    by_name: whether one title is one page, as with places, so that it is never added twice;
    has_owner: whether its rows become pages; what has none is no page.
    """

    name: str
    model: Any
    columns: Sequence[Column]
    by_name: bool = False
    needs_body: bool = False
    placed: type[ContentPage] | None = None
    has_owner: bool = True

    @property
    def label(self) -> str:
        return str(self.model._meta.verbose_name)

    @property
    def below(self) -> Any:
        """What has to be allowed below the owner."""
        return self.placed or self.model

    @property
    def owners(self) -> tuple[type[Page], ...]:
        """The models that may own it."""
        return tuple(self.below.allowed_parent_page_models())

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


def column(
    name: str, label: str, cell: Cell, also: str = "", *, field: str = "", required: bool = False
) -> Column:
    """also: other headers, apart by blanks. The field is called as the column if not otherwise."""
    return Column(name, label, cell, field or name, required, also.split())


def text(
    name: str,
    label: str,
    also: str = "",
    example: str = "",
    *,
    field: str = "",
    required: bool = False,
) -> Column:
    cell = Text(example=example)
    return column(name, label, cell, also, field=field, required=required)


def titled(label: str, example: str, also: str = "") -> Column:
    spellings = f"{also} 标题 名称 题目 name"
    return column("title", label, Text("最多 255 字", example), spellings, required=True)


def owner(
    *models: type[Page],
    what: str = "片区、楼宇或党组织",
    also: str = "",
    example: str = "中科金座大厦",
) -> Column:
    spellings = f"所属 所属上级 所属单位 所属楼宇 所在楼宇 {also} parent"
    cell = PageCell(models or OWNERS, what, example)
    return Column("owner", "上级", cell, also=spellings.split())


def contact(label: str, also: str) -> Column:
    """Whom to turn to. Sheets often say so in several columns: who, and how to reach them."""
    cell = Phrase("办公电话或邮箱，导入后谁都能看到", "办公室 0371-0000-1301")
    spellings = f"联系方式 联系电话 电话 手机 手机号 联系人 邮箱 电子邮箱 {also}"
    return column("contact", label, cell, spellings)


def points(also: str) -> Column:
    return column("worth_points", "积分", Whole(units=("分",)), f"分值 {also}")


def end(also: str = "") -> Column:
    cell = End("到时自动撤下；留空则 30 天后")
    return column("expires_at", "结束时间", cell, f"截止时间 {also}", field="expire_at")


def words(body: str = "", *, date: str = "日期 发布日期 发布时间 time") -> tuple[Column, ...]:
    """What most kinds end with; body, date: other headers of these in one kind."""
    issued = f"source_date 发文时间 成文日期 {date}"
    called = f"text content 内容 正文内容 详细内容 详情 {body}"
    return (
        SUMMARY,
        column("date", "发文日期", Day(), issued, field="source_date"),
        column("body", "正文", TextBody(), called),
        HTML,
    )


ID = Column("id", "页面编号", Text("导出时写的；新内容留空"), also=("编号",), typed=False)
SUMMARY = column("summary", "摘要", Text("一两句话；留空则取正文开头"), "简介 概要 内容摘要 导语")
HTML = Column(
    "content_html", "正文HTML", HtmlBody(), "body", also=("html", "body_html"), typed=False
)
SCHOOLING = column(
    "education",
    "学历要求",
    Text(CHOOSE, "大专", Education.labels),
    "学历 最低学历 文化程度",
    field="education_words",
)
# The firm of a job, and the firm itself.
FIRM = (
    text("company_type", "企业性质", "公司性质 单位性质 企业类型 公司类型", "民营企业"),
    column(
        "company_size",
        "企业规模",
        Text(CHOOSE, "50-150人", SizeBand.labels),
        "规模 公司规模 人员规模",
        field="size_band",
    ),
    text("industry", "所属行业", "行业 行业类别 行业分类 行业类型 所属产业", "软件开发"),
)
