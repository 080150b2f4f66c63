"""Venue pages and their opening hours."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    Panel,
)
from wagtail.models import Orderable

from cms.pages.checks import Finding
from cms.pages.contact import ContactPage
from cms.pages.documents import Face, Public
from cms.pages.models import OWNERS
from cms.pages.panels import OneLineInput

from .forms import VenueForm
from .hours import WeekdaysField, by_weekday


class Venue(ContactPage):
    """阵地: a room or ground that its owner shares. contact: whom to ask for it."""

    kind = "VENUE"
    prefix = "venues"
    pictured = True
    title_heading = "阵地名称"
    body_heading = "介绍"
    page_description = "可以共享的会议室、活动室、场地。"

    address = models.CharField("位置", max_length=120, blank=True, help_text="例如 3 层东侧。")
    capacity = models.PositiveIntegerField("可容纳人数", validators=[MaxValueValidator(100_000)])
    equipment = models.TextField("设备", blank=True, help_text="每行写一样，例如 投影仪。")

    parent_page_types: ClassVar[list[str]] = [*OWNERS, "venues.Venue"]
    subpage_types: ClassVar[list[str]] = ["venues.Venue"]
    base_form_class = VenueForm
    about_panels = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("address"), FieldPanel("capacity")]),
                FieldPanel("equipment"),
                FieldPanel(
                    "contact",
                    heading="借用联系",
                    widget=OneLineInput,
                    help_text="想借用的人找谁，例如 大厦物业前台 0371-0000-1301。请填办公电话。",
                ),
            ],
            heading="基本情况",
        ),
        InlinePanel(
            "opening_hours",
            heading="开放时间",
            label="时段",
            help_text="时间相同的几天勾在一起。中午不开放，就上午、下午各加一个时段。",
        ),
    ]

    class Meta:
        verbose_name = "阵地"
        verbose_name_plural = "阵地"

    def own_findings(self) -> Iterator[Finding]:
        yield from super().own_findings()
        if not self.contact:
            words = "没有写借用找谁，想用的人不知道怎么借。请填上“借用联系”。"
            yield Finding("NO_CONTACT", words, field="contact")

    def public_fields(self, parent: Face | None, public: Public) -> dict[str, Any]:
        places = parent.places_below() if parent else {}
        return {
            "building": places.get("building"),
            "partOf": parent.page_id if parent and parent.kind == self.kind else None,
            "address": self.address,
            "capacity": self.capacity,
            "contact": self.contact or None,
            "equipment": [line.strip() for line in self.equipment.splitlines() if line.strip()],
            "openingHours": [
                {"weekday": weekday, "opensAt": f"{opens:%H:%M}", "closesAt": f"{closes:%H:%M}"}
                for weekday, opens, closes in by_weekday(self.opening_hours.all())
            ],
        }

    def public_words(self, parent: Face | None) -> str:
        return f"{super().public_words(parent)} {self.address} {self.equipment}"


class OpeningHours(Orderable):
    """One stretch of time in which a venue is open on some days of the week (Asia/Shanghai)."""

    venue = ParentalKey(Venue, on_delete=models.CASCADE, related_name="opening_hours")
    weekdays = WeekdaysField("星期")
    opens_at = models.TimeField("开始")
    closes_at = models.TimeField("结束")

    panels: ClassVar[list[Panel]] = [
        FieldPanel("weekdays"),
        FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
    ]

    class Meta(Orderable.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")), name="venues_hours_forward"
            )
        ]

    def clean(self) -> None:
        super().clean()
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            raise ValidationError({"closes_at": "结束时间要晚于开始时间。"})
