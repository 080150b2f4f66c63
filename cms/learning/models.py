"""Lesson pages."""

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from cms.pages.documents import Face, Public
from cms.pages.models import OWNERS, ContentPage
from cms.pages.panels import DATE_PANEL


class Lesson(ContentPage):
    """微党课: something to read in a few minutes."""

    kind = "LESSON"
    prefix = "lessons"
    pictured = True
    page_description = "几分钟能读完的微党课。"

    minutes = models.PositiveSmallIntegerField(
        "学习时长（分钟）", default=5, validators=[MaxValueValidator(600)]
    )
    worth_points = models.PositiveSmallIntegerField(
        "积分", default=0, validators=[MaxValueValidator(1000)]
    )

    parent_page_types: ClassVar[list[str]] = OWNERS
    subpage_types: ClassVar[list[str]] = []
    about_panels = [
        FieldRowPanel(
            [
                FieldPanel("minutes"),
                FieldPanel("worth_points", help_text="学完记的积分；不计分填 0。"),
            ],
            heading="学习",
        )
    ]
    more_panels = [DATE_PANEL]

    class Meta:
        verbose_name = "微党课"
        verbose_name_plural = "微党课"

    def public_fields(self, parent: Face | None, public: Public) -> dict[str, Any]:
        return {"minutes": self.minutes, "worthPoints": self.worth_points}
