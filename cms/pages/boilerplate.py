"""Boilerplate (模板): texts of common notices, briefs and activities that a page can begin with."""

import html
import json
from typing import Any, ClassVar

from django.db import models
from wagtail.admin.panels import FieldPanel, Panel
from wagtail.fields import StreamField
from wagtail.models import Orderable

from .blocks import BodyBlock

FILL_IN = (
    "要编辑填写的地方用〔 〕括起来，例如〔停电日期〕。发布前没填的，系统会提醒；"
    "写成〔楼宇名称〕〔物业电话〕〔单位名称〕的，新建时系统会照所在的楼宇或单位自动填好。"
)


class BoilerplateKind(models.TextChoices):
    """The kinds of page that repeat themselves."""

    NOTICE = "NOTICE", "通知公告"
    BRIEF = "BRIEF", "信息简报"
    ACTIVITY = "ACTIVITY", "活动"


class Boilerplate(Orderable):
    """What a new page of a kind says until its editor has filled in the 〔gaps〕."""

    kind = models.CharField("用于", max_length=20, choices=BoilerplateKind)
    name = models.CharField("模板名称", max_length=20)
    title = models.CharField("标题", max_length=100)
    summary = models.CharField("摘要", max_length=200, blank=True)
    body = StreamField(BodyBlock(), verbose_name="正文", blank=True)

    panels: ClassVar[list[Panel]] = [
        FieldPanel("kind"),
        FieldPanel("name", help_text="新建页面时显示在按钮上，写短一点，例如“停电”。"),
        FieldPanel("title", help_text=FILL_IN),
        FieldPanel("summary"),
        FieldPanel("body"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = "模板"
        verbose_name_plural = "模板"

    def __str__(self) -> str:
        return self.name

    def write(self, page: Any, *, under: Any) -> None:
        """Begin a page with this text, and what the pages above know filled in, the nearest first.

        Its blocks are new ones: ids belong to one page.
        """
        known = {
            f"〔{gap}〕": value
            for page in under.get_ancestors(inclusive=True).exclude(depth=1).specific()
            for gap, field in page.gaps.items()
            if (value := str(getattr(page, field)))
        }
        page.title = _fill(self.title, known)
        page.summary = _fill(self.summary, known)
        page.body = json.dumps([_new(block, known) for block in self.body.get_prep_value()])


def _new(value: Any, known: dict[str, str]) -> Any:
    """A block as it is stored, or a part of one, without its id and with the known gaps filled."""
    if isinstance(value, dict):
        if value.get("type") == "paragraph":
            # The one kind of block whose text is HTML.
            known = {gap: html.escape(text, quote=False) for gap, text in known.items()}
        return {name: _new(part, known) for name, part in value.items() if name != "id"}
    if isinstance(value, list):
        return [_new(part, known) for part in value]
    return _fill(value, known) if isinstance(value, str) else value


def _fill(text: str, known: dict[str, str]) -> str:
    for gap, value in known.items():
        text = text.replace(gap, value)
    return text
