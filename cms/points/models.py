"""The rules of points, the ledger of what was earned by them, and what is shown of it."""

import datetime

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from wagtail.models import Page

from cms.members.models import User

# What no rule and no page may be worth more than.
MOST = 1000


class Act(models.TextChoices):
    """What can earn points; each has one rule. Time online, signing in and sharing never do."""

    QUIZ = "QUIZ", "微党课答题"


class Rule(models.Model):
    """What an act earns: a row that an administrator edits, and the public rules page is made of.

    amount: what a page earns that names no worth of its own; most: what one may name at most.
    """

    act = models.CharField("做什么", max_length=12, choices=Act, unique=True, editable=False)
    explanation = models.CharField(
        "怎样记分", max_length=200, help_text="写给大家看的一两句话，会显示在积分规则里。"
    )
    amount = models.PositiveSmallIntegerField(
        "每次最多记", validators=[MaxValueValidator(MOST)], help_text="内容自己没有写积分时用。"
    )
    most = models.PositiveSmallIntegerField(
        "单个内容的上限",
        validators=[MaxValueValidator(MOST)],
        help_text="一篇微党课自己写的积分再多，也只记到这里。",
    )
    per_day = models.PositiveSmallIntegerField(
        "每人每天上限", null=True, blank=True, help_text="留空不限。"
    )
    per_year = models.PositiveIntegerField(
        "每人每年上限", null=True, blank=True, help_text="留空不限。"
    )
    in_force = models.BooleanField("启用", default=True, help_text="停用后不再记新的分，旧的还在。")
    changed_at = models.DateTimeField(editable=False)

    class Meta:
        verbose_name = "积分规则"
        verbose_name_plural = "积分规则"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.get_act_display()

    def clean(self) -> None:
        super().clean()
        if None not in {self.amount, self.most} and self.amount > self.most:
            raise ValidationError({"amount": "不能超过单个内容的上限。"})

    def worth(self, own: int | None) -> int:
        """What a page can earn by this rule: its own worth, if it names one, within the rule's."""
        if not self.in_force:
            return 0
        return min(self.amount if own is None else own, self.most)


class Shows(models.TextChoices):
    OFF = "OFF", "关闭"
    TEAMS = "TEAMS", "只显示党组织、楼宇、片区"
    MEMBERS = "MEMBERS", "也显示愿意公开的个人"


class Board(models.Model):
    """What the leaderboard shows: the one row of this table says it."""

    shows = models.CharField("排行榜", max_length=8, choices=Shows, default=Shows.TEAMS)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_board")]


class EntryQuerySet(models.QuerySet["Entry"]):
    """Questions about what was earned."""

    def standing(self) -> "EntryQuerySet":
        """What was earned and not taken back."""
        return self.filter(undoes=None, undone_by=None)

    def total(self) -> int:
        return self.aggregate(total=models.Sum("amount"))["total"] or 0

    def between(self, first: datetime.date | None, last: datetime.date) -> "EntryQuerySet":
        """first: None for from the beginning."""
        found = self.filter(day__lte=last)
        return found if first is None else found.filter(day__gte=first)


def _place(name: str) -> models.ForeignKey:
    return models.ForeignKey(
        Page, verbose_name=name, null=True, on_delete=models.SET_NULL, related_name="+"
    )


class Entry(models.Model):
    """A line of the ledger: what one act earned, or took back. Never changed.

    source: the act itself (`attempt:12`), which pays once; subject: what it was about (`lesson:3`).
    organisation, building, area: where the member belonged on that day; rule_since: when the rule
    that it followed had last changed.
    """

    # Nobody, once the person has been erased: what their team earned stays.
    member = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="points")
    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="entries")
    rule_since = models.DateTimeField()
    source = models.CharField(max_length=40)
    subject = models.CharField(max_length=40)
    title = models.CharField("为了什么", max_length=255)
    amount = models.IntegerField("分")
    reason = models.CharField("说明", max_length=200, blank=True)
    day = models.DateField("日期")
    at = models.DateTimeField()
    undoes = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="undone_by"
    )
    organisation = _place("党组织")
    building = _place("楼宇")
    area = _place("片区")

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "source"],
                condition=models.Q(undoes=None),
                name="an_act_pays_once",
            ),
            models.CheckConstraint(
                condition=models.Q(undoes=None, amount__gt=0)
                | models.Q(undoes__isnull=False, amount__lt=0),
                name="earned_or_taken_back",
            ),
        ]
        indexes = [
            models.Index(fields=["member", "rule", "subject"], name="entry_by_subject"),
            models.Index(fields=["member", "rule", "day"], name="entry_by_member_day"),
            models.Index(fields=["day"], name="entry_by_day"),
        ]


class Balance(models.Model):
    """What a member's entries come to: a cache, which `rebuild` makes anew and the audit checks."""

    member = models.OneToOneField(User, on_delete=models.CASCADE, related_name="balance")
    points = models.IntegerField("分", default=0)
