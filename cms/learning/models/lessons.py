"""Lesson pages with their quizzes, and courses of lessons."""

import datetime
from collections.abc import Iterator
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    PageChooserPanel,
)
from wagtail.models import Orderable

from cms.core import clock, ids
from cms.learning.keepers import may_keep
from cms.pages.checks import Finding
from cms.pages.documents import Face, Public
from cms.pages.forms import ContentPageForm
from cms.pages.models import OWNERS, ContentPage
from cms.pages.panels import DATE_PANEL
from cms.points.models import MOST, Act
from cms.points.services import rule_of, thing_of

from .bank import Question, QuestionTag, QuestionTagged, thing_of_tag

MOST_QUESTIONS = 100
# The longest of a quiz and of a wait, in minutes: a week.
LONGEST = 7 * 24 * 60


class Review(models.TextChoices):
    """When a member sees what was right and why."""

    NEVER = "NEVER", "不公布"
    FINISHED = "FINISHED", "交卷后"
    PASSED = "PASSED", "合格后"
    CLOSED = "CLOSED", "答题截止后"


class LessonTagged(ItemBase):
    """A tag of the bank that a lesson's quiz draws by."""

    tag = models.ForeignKey(QuestionTag, on_delete=models.CASCADE, related_name="lessons")
    content_object = ParentalKey(
        "learning.Lesson", on_delete=models.CASCADE, related_name="quiz_tagged"
    )


# What a quiz is made of, by its fields in the form.
QUIZ_FIELDS = {
    "drawn_count",
    "quiz_tags",
    "pass_percent",
    "attempts_allowed",
    "minutes_allowed",
    "wait_minutes",
    "quiz_opens_at",
    "quiz_closes_at",
    "review",
    "part_marks",
}


class LessonForm(ContentPageForm):
    """Who writes lessons draws by the tags that the bank has, and makes none by a slip.

    Of questions whose answers another quiz still keeps only who keeps the bank makes a quiz: it
    would tell, by its answers or its scores, what is not theirs to know.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "quiz_tags" in self.fields:
            self.fields["quiz_tags"].widget.free_tagging = False

    def clean_quiz_tags(self) -> list[str]:
        names: list[str] = self.cleaned_data["quiz_tags"]
        known = set(QuestionTag.objects.filter(name__in=names).values_list("name", flat=True))
        if unknown := [name for name in names if name not in known]:
            raise ValidationError(f"题库里没有标签“{'”“'.join(unknown)}”，请从提示里选一个。")
        return names

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        drawn, names = cleaned.get("drawn_count"), cleaned.get("quiz_tags")
        if drawn and names is not None:
            tags = QuestionTag.objects.filter(name__in=names)
            self._check_quiz(drawn, Question.objects.in_use().tagged_with(tags))
        return cleaned

    def _check_quiz(self, drawn: int, pool: models.QuerySet[Question]) -> None:
        changed = set(self.changed_data)
        found = pool.count()
        # Who mends the text of a lesson is not asked about questions that went since.
        if found < drawn and {"drawn_count", "quiz_tags"} & changed:
            self.add_error("drawn_count", _too_few(found, drawn))
        is_as_it_was = self.instance.live and not QUIZ_FIELDS & changed
        if is_as_it_was or self.for_user is None or may_keep(self.for_user):
            return
        keeping = Lesson.keeping(pool, clock.now()).exclude(pk=self.instance.pk).first()
        if keeping:
            words = f"这些题《{keeping.title}》也在用，答案还没有公布。请换标签，或找管题库的人。"
            self.add_error("quiz_tags", words)


def _too_few(found: int, drawn: int) -> str:
    return f"这些标签下只有 {found} 道可用的题，不够抽 {drawn} 道。"


class Lesson(ContentPage):
    """微党课: something to study in a few minutes, with a quiz if it draws questions."""

    kind = "LESSON"
    prefix = "lessons"
    pictured = True
    page_description = "几分钟能学完的微党课，可以带答题。"

    minutes = models.PositiveSmallIntegerField(
        "学习时长（分钟）", default=5, validators=[MaxValueValidator(600)]
    )
    worth_points = models.PositiveSmallIntegerField(
        "积分",
        null=True,
        blank=True,
        validators=[MaxValueValidator(MOST)],
        help_text="答题全对记的分，按得分比例记。留空按积分规则；不记分填 0。",
    )
    drawn_count = models.PositiveSmallIntegerField(
        "抽几道题",
        default=0,
        validators=[MaxValueValidator(MOST_QUESTIONS)],
        help_text="每个人每次随机抽。不设答题填 0。",
    )
    quiz_tags = ClusterTaggableManager(
        verbose_name="从哪些标签里抽",
        through=LessonTagged,
        blank=True,
        related_name="+",
        help_text="题库里带其中任何一个标签的题都会抽到。",
    )
    pass_percent = models.PositiveSmallIntegerField(
        "合格线（百分制）", default=60, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    attempts_allowed = models.PositiveSmallIntegerField(
        "每人可答几次",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="留空不限。开始答题就算一次。",
    )
    minutes_allowed = models.PositiveSmallIntegerField(
        "限时（分钟）",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST)],
        help_text="留空不限；到时自动交卷。",
    )
    wait_minutes = models.PositiveSmallIntegerField(
        "再答要等（分钟）",
        default=0,
        validators=[MaxValueValidator(LONGEST)],
        help_text="交卷后过多久才能再答一次。",
    )
    quiz_opens_at = models.DateTimeField("开始答题", null=True, blank=True, help_text="留空不限。")
    quiz_closes_at = models.DateTimeField("截止答题", null=True, blank=True, help_text="留空不限。")
    review = models.CharField(
        "什么时候公布答案和解析", max_length=8, choices=Review, default=Review.FINISHED
    )
    part_marks = models.BooleanField(
        "多选题少选也得分", default=False, help_text="少选按比例得分，选错不得分。"
    )

    base_form_class = LessonForm
    parent_page_types: ClassVar[list[str]] = OWNERS
    subpage_types: ClassVar[list[str]] = []
    about_panels = [
        FieldRowPanel([FieldPanel("minutes"), FieldPanel("worth_points")], heading="学习"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("drawn_count"), FieldPanel("pass_percent")]),
                FieldPanel("quiz_tags"),
                FieldRowPanel([FieldPanel("attempts_allowed"), FieldPanel("wait_minutes")]),
                FieldRowPanel([FieldPanel("minutes_allowed"), FieldPanel("review")]),
                FieldRowPanel([FieldPanel("quiz_opens_at"), FieldPanel("quiz_closes_at")]),
                FieldPanel("part_marks"),
            ],
            heading="答题",
        ),
    ]
    more_panels = [DATE_PANEL]

    class Meta:
        verbose_name = "微党课"
        verbose_name_plural = "微党课"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quiz_opens_at=None)
                | models.Q(quiz_closes_at=None)
                | models.Q(quiz_closes_at__gt=models.F("quiz_opens_at")),
                name="quiz_closes_after_it_opens",
            )
        ]

    def clean(self) -> None:
        super().clean()
        opens, closes = self.quiz_opens_at, self.quiz_closes_at
        if opens and closes and closes <= opens:
            raise ValidationError({"quiz_closes_at": "截止时间要晚于开始时间。"})
        if self.review == Review.CLOSED and not closes:
            raise ValidationError({"review": "要先写明截止答题的时间。"})

    @property
    def has_quiz(self) -> bool:
        return self.drawn_count > 0

    def pool(self) -> models.QuerySet[Question]:
        """The questions that its quiz draws from."""
        return Question.objects.in_use().tagged_with([tag.pk for tag in self.quiz_tags.all()])

    def may_review(self, *, passed: bool, now: datetime.datetime) -> bool:
        """Whether somebody who has finished sees the right answers of what they were asked."""
        return {
            Review.NEVER: False,
            Review.FINISHED: True,
            Review.PASSED: passed,
            Review.CLOSED: self.quiz_closes_at is not None and now >= self.quiz_closes_at,
        }[Review(self.review)]

    @classmethod
    def drawing(cls, questions: models.QuerySet[Question]) -> models.QuerySet["Lesson"]:
        """Public lessons whose quizzes draw from any of these questions."""
        tags = QuestionTagged.objects.filter(content_object__in=questions.values("pk"))
        tagged = LessonTagged.objects.filter(tag__in=tags.values("tag"))
        found = cls.objects.live().filter(drawn_count__gt=0)
        return found.filter(pk__in=tagged.values("content_object")).order_by("pk")

    @classmethod
    def keeping(
        cls, questions: models.QuerySet[Question], now: datetime.datetime
    ) -> models.QuerySet["Lesson"]:
        """Those that keep the answers until later.

        A quiz keeps them until it has closed for everybody, whatever its rule says of its own
        attempts: nobody can be asked any more by then.
        """
        answering = cls.objects.filter(
            attempts__state="IN_PROGRESS", attempts__annulled_at=None, attempts__ends_at__gt=now
        )
        is_open = models.Q(quiz_closes_at=None) | models.Q(quiz_closes_at__gt=now)
        is_open |= models.Q(pk__in=answering.values("pk"))
        return cls.drawing(questions).filter(is_open).exclude(review=Review.FINISHED)

    def worth(self) -> int:
        """What its quiz can earn, in points."""
        return rule_of(Act.QUIZ).worth(self.worth_points) if self.has_quiz else 0

    def own_findings(self) -> Iterator[Finding]:
        if not self.has_quiz:
            return
        pool = self.pool()
        found = pool.count()
        if found < self.drawn_count:
            words = f"{_too_few(found, self.drawn_count)}答题开不了，请补题或少抽几道。"
            yield Finding("TOO_FEW_QUESTIONS", words, urgent=True, field="drawn_count")
        keeping = Lesson.keeping(pool, clock.now()).exclude(pk=self.pk).first()
        if keeping and self.review != Review.NEVER:
            words = f"这些题也用在《{keeping.title}》，那里还不公布答案，所以这里暂时也看不到。"
            yield Finding("ANSWERS_KEPT_ELSEWHERE", words, field="review")
        telling = Lesson.drawing(pool).exclude(pk=self.pk).filter(review=Review.FINISHED).first()
        if telling and self.review != Review.FINISHED:
            words = (
                f"这些题也用在《{telling.title}》，那里交卷就公布答案：发布这里以后才不再公布，"
                "看过的人已经知道。"
            )
            yield Finding("ANSWERS_TOLD_ELSEWHERE", words, field="review")

    def public_fields(self, parent: Face | None, public: Public) -> dict[str, Any]:
        public.hangs_on(thing_of(Act.QUIZ))
        return {
            "minutes": self.minutes,
            "worthPoints": self.worth(),
            "quiz": self._outline(public) if self.has_quiz else None,
        }

    def _outline(self, public: Public) -> dict[str, Any]:
        """What everybody may know of the quiz: never a question."""
        for tag in self.quiz_tags.all():
            public.hangs_on(thing_of_tag(tag.pk))
        return {
            "id": ids.encode("QUIZ", self.pk or 0),
            "questionCount": self.pool().count(),
            "drawnCount": self.drawn_count,
            "passPercent": self.pass_percent,
            "attemptsAllowed": self.attempts_allowed,
            "minutesAllowed": self.minutes_allowed,
            "waitMinutes": self.wait_minutes,
            "opensAt": self.quiz_opens_at and clock.stamp(self.quiz_opens_at),
            "closesAt": self.quiz_closes_at and clock.stamp(self.quiz_closes_at),
            "review": self.review,
        }


class CourseLesson(Orderable):
    course = ParentalKey("learning.Course", on_delete=models.CASCADE, related_name="course_lessons")
    lesson = models.ForeignKey(
        Lesson, verbose_name="微党课", on_delete=models.CASCADE, related_name="+"
    )

    panels = [PageChooserPanel("lesson", "learning.Lesson")]

    class Meta(Orderable.Meta):
        verbose_name = "微党课"
        verbose_name_plural = "微党课"


class Course(ContentPage):
    """课程: lessons in their order. Who passes all their quizzes gets a certificate."""

    kind = "COURSE"
    prefix = "courses"
    pictured = True
    page_description = "把几篇微党课按顺序编成一门课，全部答题合格可以领证书。"

    parent_page_types: ClassVar[list[str]] = OWNERS
    subpage_types: ClassVar[list[str]] = []
    about_panels = [InlinePanel("course_lessons", heading="微党课", label="微党课", min_num=1)]
    more_panels = [DATE_PANEL]

    class Meta:
        verbose_name = "课程"
        verbose_name_plural = "课程"

    def lessons(self) -> list[Lesson]:
        """Its lessons in order, each once, whether public or not."""
        found = [each.lesson for each in self.course_lessons.all() if each.lesson_id]
        return list({lesson.pk: lesson for lesson in found}.values())

    def own_findings(self) -> list[Finding]:
        silent = [lesson.title for lesson in self.lessons() if not lesson.has_quiz]
        if not silent:
            return []
        words = f"《{silent[0]}》没有答题，领证书时不算在内。"
        return [Finding("LESSON_WITHOUT_QUIZ", words, field="course_lessons")]

    def public_fields(self, parent: Face | None, public: Public) -> dict[str, Any]:
        numbers = [public.page(lesson.pk) for lesson in self.lessons()]
        return {"lessons": [number for number in numbers if number]}
