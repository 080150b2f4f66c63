"""Activity pages: when and where, for whom, and where in its life each stands."""

import datetime
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, PageChooserPanel

from cms.core import clock
from cms.pages.documents import Face, Public
from cms.pages.models import OWNERS, ContentPage

# A page's end of sign-up when its editor names none: this long before it starts.
SIGN_UP_ENDS_BEFORE = datetime.timedelta(days=1)


class ActivityKind(models.TextChoices):
    """三会一课 and the other kinds a branch or an owner may hold."""

    MEMBERS_MEETING = "MEMBERS_MEETING", "党员大会"
    COMMITTEE_MEETING = "COMMITTEE_MEETING", "支委会"
    GROUP_MEETING = "GROUP_MEETING", "党小组会"
    LECTURE = "LECTURE", "党课"
    ORGANISATION_LIFE = "ORGANISATION_LIFE", "组织生活会"
    THEME_DAY = "THEME_DAY", "主题党日"
    VOLUNTEERING = "VOLUNTEERING", "志愿服务"
    WELFARE = "WELFARE", "公益"
    STUDY = "STUDY", "学习"
    CULTURE = "CULTURE", "文化"
    ENTERTAINMENT = "ENTERTAINMENT", "文娱"
    SPORT = "SPORT", "体育"
    APPRAISAL = "APPRAISAL", "评比"


class Audience(models.TextChoices):
    PUBLIC = "PUBLIC", "向社会公开"
    MEMBERS = "MEMBERS", "仅范围内的党员"


class Phase(models.TextChoices):
    """Where an activity stands; each moment between two is one at which its document changes."""

    ANNOUNCED = "ANNOUNCED", "未到报名时间"
    SIGN_UP = "SIGN_UP", "报名中"
    CLOSED = "CLOSED", "报名已截止"
    UNDER_WAY = "UNDER_WAY", "进行中"
    OVER = "OVER", "已结束"


class Activity(ContentPage):
    """活动: a meeting, a day of service, a run round the lake."""

    kind = "ACTIVITY"
    prefix = "activities"
    pictured = True
    looks_ahead = True
    title_heading = "活动名称"
    body_heading = "活动安排"
    page_description = "一次会议或活动：时间、地点，谁可以报名。"

    activity_kind = models.CharField("类别", max_length=20, choices=ActivityKind)
    audience = models.CharField(
        "面向",
        max_length=10,
        choices=Audience,
        default=Audience.PUBLIC,
        help_text="“仅范围内的党员”的活动不会出现在公开网站、搜索和终端上。",
    )
    starts_at = models.DateTimeField("开始时间")
    ends_at = models.DateTimeField("结束时间")
    place = models.CharField(
        "地点", max_length=120, blank=True, help_text="例如 中科金座大厦一层；选了阵地可以留空。"
    )
    # Not `venue`: that is what Wagtail calls a page that is one.
    held_at = models.ForeignKey(
        "venues.Venue",
        verbose_name="阵地",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="在共享阵地举办时选择。",
    )
    size = models.PositiveIntegerField(
        "名额",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100_000)],
        help_text="留空表示不限。",
    )
    sign_up_opens_at = models.DateTimeField(
        "报名开始", blank=True, help_text="留空表示发布后即可报名。"
    )
    sign_up_closes_at = models.DateTimeField(
        "报名截止", blank=True, help_text="留空表示活动开始前一天截止。"
    )
    worth_points = models.PositiveSmallIntegerField(
        "积分", default=0, validators=[MaxValueValidator(1000)]
    )

    parent_page_types: ClassVar[list[str]] = OWNERS
    subpage_types: ClassVar[list[str]] = []
    about_panels = [
        FieldRowPanel([FieldPanel("activity_kind"), FieldPanel("audience")], heading="是什么活动"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
                FieldPanel("place"),
                PageChooserPanel("held_at"),
            ],
            heading="时间和地点",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("sign_up_opens_at"), FieldPanel("sign_up_closes_at")]),
                FieldRowPanel(
                    [
                        FieldPanel("size"),
                        FieldPanel("worth_points", help_text="签到后记的积分；不计分填 0。"),
                    ]
                ),
            ],
            heading="报名",
        ),
    ]

    class Meta:
        verbose_name = "活动"
        verbose_name_plural = "活动"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="activities_ends_after_start",
            ),
            models.CheckConstraint(
                condition=models.Q(sign_up_closes_at__gte=models.F("sign_up_opens_at"))
                & models.Q(sign_up_closes_at__lte=models.F("ends_at")),
                name="activities_sign_up_in_order",
            ),
        ]

    @classmethod
    def withheld(cls) -> models.QuerySet[Self]:
        return cls.objects.filter(audience=Audience.MEMBERS)

    def clean(self) -> None:
        super().clean()
        if not (self.starts_at and self.ends_at):
            return
        if self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": "结束时间要晚于开始时间。"})
        self._complete_sign_up()
        if self.sign_up_closes_at > self.ends_at:
            raise ValidationError({"sign_up_closes_at": "报名截止不能晚于活动结束。"})
        if self.sign_up_closes_at < self.sign_up_opens_at:
            raise ValidationError({"sign_up_closes_at": "报名截止要晚于报名开始。"})

    def minimal_clean(self) -> None:
        super().minimal_clean()
        if self.starts_at:
            self._complete_sign_up()

    def _complete_sign_up(self) -> None:
        """What was left blank: open at once, closed a day ahead or, too late, at the start."""
        opens = self.sign_up_opens_at or self.first_published_at or clock.now()
        if not self.sign_up_closes_at:
            ahead = self.starts_at - SIGN_UP_ENDS_BEFORE
            self.sign_up_closes_at = ahead if ahead > opens else self.starts_at
        if not self.sign_up_opens_at:
            self.sign_up_opens_at = min(opens, self.sign_up_closes_at)

    def begins(self) -> datetime.datetime | None:
        return self.starts_at

    def phase(self, now: datetime.datetime) -> Phase:
        """Where it stands at this moment. Once it has begun, signing up no longer matters."""
        if now >= self.ends_at:
            return Phase.OVER
        if now >= self.starts_at:
            return Phase.UNDER_WAY
        if now >= self.sign_up_closes_at:
            return Phase.CLOSED
        return Phase.SIGN_UP if now >= self.sign_up_opens_at else Phase.ANNOUNCED

    def turns_at(self, now: datetime.datetime) -> datetime.datetime | None:
        """The next moment at which it enters another phase; None once it is over."""
        moments = (self.sign_up_opens_at, self.sign_up_closes_at, self.starts_at, self.ends_at)
        return min((moment for moment in moments if moment > now), default=None)

    def public_fields(self, parent: Face | None, public: Public) -> dict[str, Any]:
        return {
            "activityKind": self.activity_kind,
            "phase": self.phase(clock.now()).value,
            "startsAt": clock.stamp(self.starts_at),
            "endsAt": clock.stamp(self.ends_at),
            "place": self.place,
            "venue": public.page(self.held_at_id),
            "size": self.size,
            "signUpOpensAt": clock.stamp(self.sign_up_opens_at),
            "signUpClosesAt": clock.stamp(self.sign_up_closes_at),
            "worthPoints": self.worth_points,
        }

    def public_filters(self, parent: Face | None) -> dict[str, Any]:
        now = clock.now()
        return {
            "category": self.activity_kind,
            "starts_at": self.starts_at,
            "over": self.phase(now) == Phase.OVER,
            "turns_at": self.turns_at(now),
        }

    def public_words(self, parent: Face | None) -> str:
        return f"{super().public_words(parent)} {self.place} {self.get_activity_kind_display()}"
