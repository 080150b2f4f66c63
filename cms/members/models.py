"""Accounts, codes and messages sent to phones, what people agreed to, what duties they hold."""

from typing import Any

from django import forms
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from wagtail.models import Collection, Page, Task, TaskState

from cms.core import clock

from . import phones
from .roles import RIGHTS, Right, Role


class UserQuerySet(models.QuerySet["User"]):
    """Questions about accounts."""

    def begun(self) -> "UserQuerySet":
        """Those begun by asking for a code and never entered: nothing hangs on them.

        Staff accounts have a name, a password or a group from the start, and whoever was let in
        has agreed to the terms.
        """
        return self.filter(
            password__startswith=UNUSABLE_PASSWORD_PREFIX,
            code_asked_at__isnull=False,
            first_name="",
            last_login=None,
            consents=None,
            groups=None,
            is_superuser=False,
        )


class People(UserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Django's manager of users, with our questions."""

    use_in_migrations = False


class User(AbstractUser):  # type: ignore[django-manager-missing]
    """An account. `phone` is E.164 (+8613800000000) and, where there is one, nobody else's."""

    phone = models.CharField(
        "手机号",
        max_length=16,
        null=True,
        blank=True,
        unique=True,
        validators=[
            RegexValidator(r"^\+[1-9]\d{6,14}$", "请填写带国家代码的手机号，例如 +86 开头。")
        ],
        help_text="带国家代码，例如 +86 开头；没有可以留空。",
    )
    # A code sent to the phone came back.
    phone_verified_at = models.DateTimeField(null=True, editable=False)
    # When a code to sign in with was last asked for: the same statement for every number.
    code_asked_at = models.DateTimeField(null=True, editable=False)
    # Wrong names given by whoever came back to the account after a long silence.
    name_tries = models.PositiveSmallIntegerField(default=0, editable=False)
    # When somebody last came in by a code to the phone: from then on its silence is counted.
    phone_proven_at = models.DateTimeField(null=True, editable=False)
    # Wrong numbers of the second factor, and when the last was tried.
    second_tries = models.PositiveSmallIntegerField(default=0, editable=False)
    second_tried_at = models.DateTimeField(null=True, editable=False)
    # The number that was right last: it opens nothing again, whichever process is asked.
    second_used = models.CharField(max_length=20, default="", editable=False)

    objects = People()  # type: ignore[misc]

    class Meta:
        verbose_name = "用户"
        verbose_name_plural = "用户"

    def __str__(self) -> str:
        """For staff: the name, else the phone, masked; else what it signs in as."""
        return self.get_full_name() or (phones.masked(self.phone) if self.phone else self.username)

    def get_full_name(self) -> str:
        """The family's name comes first."""
        return f"{self.last_name}{self.first_name}"

    def clean(self) -> None:
        super().clean()
        # An empty text is no phone: two accounts without one must not collide.
        self.phone = self.phone or None


class SentCode(models.Model):
    """A one-time code that was sent. The code itself is nowhere; the session holds `reference`."""

    reference = models.CharField(max_length=43, unique=True)
    phone = models.CharField(max_length=16)
    # The asker's address, under a key: enough to count by.
    address = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["phone", "sent_at"], name="sentcode_by_phone"),
            models.Index(fields=["address", "sent_at"], name="sentcode_by_address"),
        ]


class SentDay(models.Model):
    """How many codes went out on a day; its row is the lock under which the next one is counted."""

    day = models.DateField(primary_key=True)
    count = models.PositiveIntegerField(default=0)


class TextMessage(models.Model):
    """A text message that waits to be handed to the gateway; its row is gone when it was."""

    phone = models.CharField(max_length=16)
    template = models.CharField(max_length=20)
    params = models.JSONField(default=dict)
    text = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)


class Purpose(models.TextChoices):
    """What somebody agrees to, each by itself."""

    TERMS = "TERMS", "用户协议与隐私政策"
    MEMBERSHIP = "MEMBERSHIP", "处理党员信息"
    BADGE = "BADGE", "公开党员身份"
    RANKING = "RANKING", "公开积分排名"


class ConsentText(models.Model):
    """A version of what is agreed to. Once in force it stays as it is: a change is a new one."""

    purpose = models.CharField("用途", max_length=12, choices=Purpose)
    version = models.PositiveIntegerField("版本", editable=False, default=0)
    title = models.CharField("标题", max_length=60)
    body = models.TextField("内容", help_text="空一行分段；以 ## 开头的一行是小标题。")
    in_force_from = models.DateTimeField("生效时间")

    class Meta:
        verbose_name = "同意书"
        verbose_name_plural = "同意书"
        ordering = ["purpose", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["purpose", "version"], name="one_text_a_version")
        ]

    def __str__(self) -> str:
        return f"{self.title}（第 {self.version} 版）"

    def clean(self) -> None:
        super().clean()
        kept = ConsentText.objects.filter(pk=self.pk).first()
        if kept and kept.in_force_from <= clock.now():
            raise ValidationError("已经生效的版本不能修改，请新建一个版本。")
        if self.in_force_from and self.in_force_from <= clock.now():
            raise ValidationError({"in_force_from": "请填写今后的时间，生效前还可以修改。"})
        if not self.version:
            last = ConsentText.objects.filter(purpose=self.purpose).order_by("-version").first()
            self.version = last.version + 1 if last else 1


class Consent(models.Model):
    """A line of the ledger: who agreed to which version, or took it back, when. Never changed."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="consents")
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="+")
    given = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["user", "text"], name="consent_by_user")]


class DutyQuerySet(models.QuerySet["Duty"]):
    """Questions about duties."""

    def current(self) -> "DutyQuerySet":
        now = clock.now()
        lasts = models.Q(ends_at=None) | models.Q(ends_at__gt=now)
        return self.filter(lasts, ended_at=None, user__is_active=True)

    def over(self, page: Page) -> "DutyQuerySet":
        """Those at the page or at one above it."""
        steps = range(Page.steplen, len(page.path) + 1, Page.steplen)
        return self.filter(place__path__in=[page.path[:end] for end in steps])

    def below(self, page: Page) -> "DutyQuerySet":
        """Those at the page or at one below it."""
        return self.filter(place__path__startswith=page.path)

    def with_right(self, right: Right) -> "DutyQuerySet":
        return self.filter(role__in=[role for role, rights in RIGHTS.items() if right in rights])

    def that_allow(self, user: User, right: Right, page: Page) -> "DutyQuerySet":
        """The user's own that give them the right at the page."""
        return self.current().with_right(right).over(page).filter(user=user)


class Duty(models.Model):
    """职责: who is what, where, until when. It allows what its role does, there and below."""

    user = models.ForeignKey(
        User, verbose_name="人员", on_delete=models.CASCADE, related_name="duties"
    )
    role = models.CharField("职责", max_length=20, choices=Role)
    place = models.ForeignKey(
        Page, verbose_name="地点", on_delete=models.CASCADE, related_name="duties"
    )
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    ends_at = models.DateTimeField("到期时间", null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = "职责"
        verbose_name_plural = "职责"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "place"],
                condition=models.Q(ended_at=None),
                name="one_duty_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}，{self.get_role_display()}，{self.place.title}"

    @property
    def rights(self) -> frozenset[Right]:
        return RIGHTS[Role(self.role)]


class Files(models.Model):
    """The collection that pictures and files of a place lie in: one for each building and area."""

    place = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="+")
    collection = models.OneToOneField(Collection, on_delete=models.CASCADE, related_name="+")


class MembershipState(models.TextChoices):
    ASKED = "ASKED", "等待确认"
    CONFIRMED = "CONFIRMED", "已确认"
    DECLINED = "DECLINED", "未通过"
    ENDED = "ENDED", "已退出"


class Membership(models.Model):
    """党员报到: a member of an organisation, as the member says and its organiser confirms."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="memberships")
    state = models.CharField(max_length=10, choices=MembershipState)
    # As the member says; the account's own once the organiser has confirmed it.
    name = models.CharField(max_length=50)
    # 流动党员: where their relation to the party stays.
    home_branch = models.CharField(max_length=100, blank=True)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    # What the organiser says to it.
    words = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "报到"
        verbose_name_plural = "报到"
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(state="CONFIRMED"),
                name="one_confirmed_membership",
            ),
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(state="ASKED"), name="one_asked_membership"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "state"], name="membership_by_place")]


class PhoneChange(models.Model):
    """Another number for somebody who lost theirs, asked for by who knows them; it waits a day."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="phone_changes")
    phone = models.CharField(max_length=16)
    why = models.CharField(max_length=200)
    asked_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    takes_effect_at = models.DateTimeField()
    # Done, taken back, or come to nothing.
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(closed_at=None), name="one_phone_change"
            )
        ]


class Reading(models.Model):
    """That staff looked at somebody's data: who, at whose, when, what for."""

    reader = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="readings")
    what_for = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "at"], name="reading_by_person")]


class Review(Task):
    """审核: the organiser of the place approves what others wrote, or returns it with words."""

    class Meta:
        verbose_name = "审核"
        verbose_name_plural = "审核"

    @staticmethod
    def reviews(user: Any, page: Page) -> bool:
        """Whether it is the user's to approve: an organiser of the place, or an administrator."""
        if user.is_superuser:
            return True
        return Duty.objects.that_allow(user, Right.REVIEW, page).exists()

    def user_can_access_editor(self, obj: Page, user: Any) -> bool:
        return self.reviews(user, obj)

    def locked_for_user(self, obj: Page, user: Any) -> bool:
        return not self.reviews(user, obj)

    def get_actions(self, obj: Page, user: Any) -> list[tuple[str, str, bool]]:
        if not self.reviews(user, obj):
            return []
        return [("reject", "退回修改", True), ("approve", "通过并发布", False)]

    def get_form_for_action(self, action: str) -> type[forms.Form]:
        return WordsForm if action == "reject" else super().get_form_for_action(action)

    def get_task_states_user_can_moderate(self, user: Any, **_: Any) -> models.QuerySet[TaskState]:
        states = TaskState.objects.filter(task=self.pk, status=TaskState.STATUS_IN_PROGRESS)
        numbers = [
            int(number) for number in states.values_list("workflow_state__object_id", flat=True)
        ]
        theirs = [
            str(page.pk) for page in Page.objects.filter(pk__in=numbers) if self.reviews(user, page)
        ]
        return states.filter(workflow_state__object_id__in=theirs)

    @classmethod
    def get_description(cls) -> str:
        return "由页面所在地点的党务工作者审核"


class WordsForm(forms.Form):
    """Whoever returns a page says why."""

    comment = forms.CharField(
        label="要改什么",
        max_length=500,
        error_messages={"required": "请写明要改什么，对方会看到。"},
        widget=forms.Textarea({"rows": 3}),
    )
