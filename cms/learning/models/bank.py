"""The bank of questions: what an editor writes, and the versions that quizzes drew of it.

Questions are no pages and are never published: they reach a member inside an attempt, and their
answers only when the quiz's review rule says so.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from taggit.models import ItemBase, TagBase
from wagtail.models import Orderable

from cms.members.models import User
from cms.publication.services import mark_readers

FEWEST_OPTIONS, MOST_OPTIONS = 2, 10
LONGEST_TEXT = 2000
LONGEST_OPTION = 500
RIGHT, WRONG = "正确", "错误"


class QuestionKind(models.TextChoices):
    SINGLE = "SINGLE", "单选"
    MULTIPLE = "MULTIPLE", "多选"
    TRUE_FALSE = "TRUE_FALSE", "判断"


class QuestionTag(TagBase):
    """A topic of the bank. Quizzes draw by it."""

    free_tagging = True

    class Meta:
        verbose_name = "题目标签"
        verbose_name_plural = "题目标签"


def thing_of_tag(number: int) -> str:
    """What a public document hangs on that says how many questions a tag has."""
    return f"learning.tag:{number}"


class QuestionTagged(ItemBase):
    tag = models.ForeignKey(QuestionTag, on_delete=models.CASCADE, related_name="tagged")
    content_object = ParentalKey(
        "learning.Question", on_delete=models.CASCADE, related_name="tagged"
    )


class QuestionQuerySet(models.QuerySet["Question"]):
    """Questions about questions."""

    def in_use(self) -> "QuestionQuerySet":
        return self.filter(retired=False)

    def tagged_with(self, tags: Any) -> "QuestionQuerySet":
        """Those with any of these tags (rows, or their numbers)."""
        return self.filter(tagged__tag__in=tags).distinct()


class Question(ClusterableModel):
    """A question as its editor writes it. What a quiz draws is its newest Version.

    No search index holds it: whoever may read questions finds them in the bank.
    """

    kind = models.CharField(
        "题型", max_length=10, choices=QuestionKind, default=QuestionKind.SINGLE
    )
    text = models.TextField("题干", max_length=LONGEST_TEXT)
    picture = models.ForeignKey(
        "media.Image",
        verbose_name="图片",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    explanation = models.TextField(
        "解析",
        max_length=LONGEST_TEXT,
        blank=True,
        help_text="为什么是这个答案；什么时候给人看，由微党课里的设置决定。",
    )
    tags = ClusterTaggableManager(
        verbose_name="标签",
        through=QuestionTagged,
        blank=True,
        help_text="例如 党史、消防安全；微党课按标签抽题。",
    )
    retired = models.BooleanField(
        "停用", default=False, help_text="停用后不再抽到；已经答过的成绩不变。"
    )
    imported_from = models.CharField(max_length=120, null=True, unique=True, editable=False)
    # The newest version; none only while the question is being saved for the first time.
    version = models.ForeignKey(
        "learning.Version", null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    updated_at = models.DateTimeField("最近修改", auto_now=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = "题目"
        verbose_name_plural = "题库"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.text[:60]

    def clean(self) -> None:
        super().clean()
        self.text, self.explanation = _lines(self.text), _lines(self.explanation)

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        before = self.tag_numbers()
        super().save(*args, **kwargs)
        self._tell_lessons(before | self.tag_numbers())

    @transaction.atomic
    def delete(self, *args: Any, **kwargs: Any) -> Any:
        self._tell_lessons(self.tag_numbers())
        return super().delete(*args, **kwargs)

    def tag_numbers(self) -> set[int]:
        """Its tags as they are saved."""
        return set(
            QuestionTagged.objects.filter(content_object=self.pk).values_list("tag", flat=True)
        )

    @staticmethod
    def _tell_lessons(tags: set[int]) -> None:
        """Lessons say how many questions a tag has."""
        mark_readers(*map(thing_of_tag, tags))


class Option(Orderable):
    question = ParentalKey(Question, on_delete=models.CASCADE, related_name="options")
    text = models.CharField("选项", max_length=LONGEST_OPTION)
    is_right = models.BooleanField("正确答案", default=False)

    class Meta(Orderable.Meta):
        verbose_name = "选项"
        verbose_name_plural = "选项"

    def clean(self) -> None:
        super().clean()
        self.text = _lines(self.text)


def _lines(text: str) -> str:
    """The same line breaks whoever wrote them: a browser sends two signs for one."""
    return text.replace("\r\n", "\n")


class Version(models.Model):
    """A question as it was asked. Once drawn it never changes.

    options: [{"text": …, "right": bool}, …] in the editor's order, by which answers name them.
    """

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=QuestionKind)
    text = models.TextField()
    picture = models.ForeignKey(
        "media.Image", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    options = models.JSONField()
    explanation = models.TextField(blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["question", "number"]
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="one_version_a_number")
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def right(self) -> set[int]:
        """The places of the right options."""
        return {place for place, option in enumerate(self.options) if option["right"]}

    def percent(self, chosen: set[int], *, part_marks: bool) -> int:
        """What an answer is worth, 0 to 100: all or nothing.

        With part marks, some of the right options and no wrong one are worth their part.
        """
        if chosen == self.right:
            return 100
        if part_marks and chosen < self.right:
            return 100 * len(chosen) // len(self.right)
        return 0


def check_question(kind: str, options: list[tuple[str, bool]]) -> None:
    """Whether the question can be asked and judged: ValidationError says in Chinese what is wrong.

    options: (text, is right) in order.
    """
    texts = [" ".join(text.split()) for text, _ in options]
    right = sum(is_right for _, is_right in options)
    if not all(texts):
        raise ValidationError("有空的选项，请填写或删去。")
    if len(set(texts)) < len(texts):
        raise ValidationError("有两个一样的选项，请改掉或删去一个。")
    if not FEWEST_OPTIONS <= len(texts) <= MOST_OPTIONS:
        raise ValidationError(f"要有 {FEWEST_OPTIONS} 到 {MOST_OPTIONS} 个选项。")
    if kind == QuestionKind.TRUE_FALSE and len(texts) != 2:
        raise ValidationError("判断题只有两个选项。")
    if kind == QuestionKind.MULTIPLE and right < 2:
        raise ValidationError("多选题要勾出至少两个正确答案。")
    if kind != QuestionKind.MULTIPLE and right != 1:
        raise ValidationError("这种题要勾出一个正确答案，不多也不少。")
