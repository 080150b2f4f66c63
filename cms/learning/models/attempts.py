"""Attempts at quizzes, what they drew and what was answered; certificates of courses."""

import datetime

from django.db import models

from cms.members import names
from cms.members.models import User

from .bank import Version
from .lessons import Course, Lesson

# Who has begun and not handed in by then will not come back.
LEFT_ALONE = datetime.timedelta(days=1)


class AttemptState(models.TextChoices):
    IN_PROGRESS = "IN_PROGRESS", "答题中"
    FINISHED = "FINISHED", "已交卷"
    EXPIRED = "EXPIRED", "时间到"


class AttemptQuerySet(models.QuerySet["Attempt"]):
    """Questions about attempts."""

    def running(self) -> "AttemptQuerySet":
        return self.counted().filter(state=AttemptState.IN_PROGRESS)

    def due(self, now: datetime.datetime) -> "AttemptQuerySet":
        """Those whose time is over and that nobody has closed."""
        closed = models.Q(ends_at=None, lesson__quiz_closes_at__lte=now)
        return self.running().filter(models.Q(ends_at__lte=now) | closed)

    def counted(self) -> "AttemptQuerySet":
        """Those that count: all but the annulled."""
        return self.filter(annulled_at=None)

    def scored(self) -> "AttemptQuerySet":
        return self.counted().exclude(state=AttemptState.IN_PROGRESS)


class Attempt(models.Model):
    """One try at a lesson's quiz. It is made when it begins, with its questions and its terms.

    number: the how-manieth of its member that counts; attempts_allowed, pass_percent, part_marks:
    the quiz's terms as they were at the start; worth_points: what it was worth when it was graded.
    """

    # Nobody, once the person has been erased: the statistics stay.
    member = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="attempts")
    lesson = models.ForeignKey(
        Lesson,
        verbose_name="微党课",
        null=True,
        on_delete=models.SET_NULL,
        related_name="attempts",
    )
    title = models.CharField("微党课", max_length=255)
    # Of whoever asked to begin: the same key again is the same attempt.
    key = models.CharField(max_length=64)
    # Of those who asked while it ran, in another tab or on another device, and were given it.
    joined = models.JSONField(default=list)
    state = models.CharField(
        "状态", max_length=12, choices=AttemptState, default=AttemptState.IN_PROGRESS
    )
    started_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField("交卷", null=True)
    number = models.PositiveSmallIntegerField()
    attempts_allowed = models.PositiveSmallIntegerField(null=True)
    worth_points = models.PositiveSmallIntegerField(null=True)
    pass_percent = models.PositiveSmallIntegerField()
    part_marks = models.BooleanField()
    score_percent = models.PositiveSmallIntegerField("得分（百分制）", null=True)
    passed = models.BooleanField("合格", null=True)
    annulled_at = models.DateTimeField("作废", null=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["member", "key"], name="a_key_starts_one_attempt"),
            models.UniqueConstraint(
                fields=["member", "lesson"],
                condition=models.Q(state="IN_PROGRESS", annulled_at=None),
                name="one_attempt_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["member", "lesson", "number"],
                condition=models.Q(annulled_at=None),
                name="attempts_are_numbered",
            ),
            models.CheckConstraint(
                condition=models.Q(attempts_allowed=None)
                | models.Q(number__lte=models.F("attempts_allowed")),
                name="no_more_attempts_than_allowed",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state="IN_PROGRESS",
                    finished_at=None,
                    score_percent=None,
                    passed=None,
                )
                | (
                    ~models.Q(state="IN_PROGRESS")
                    & models.Q(
                        finished_at__isnull=False,
                        score_percent__isnull=False,
                        score_percent__lte=100,
                        passed__isnull=False,
                    )
                ),
                name="scored_when_over",
            ),
        ]
        indexes = [
            models.Index(fields=["lesson", "state"], name="attempt_by_lesson"),
            models.Index(
                fields=["ends_at"], condition=models.Q(state="IN_PROGRESS"), name="attempt_due"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def source(self) -> str:
        """What the ledger of points calls this act."""
        return f"attempt:{self.pk}"

    @property
    def end(self) -> datetime.datetime | None:
        """When its time ends: one begun without an end ends with a closing that was set since."""
        return self.ends_at or (self.lesson.quiz_closes_at if self.lesson else None)

    def is_over(self, now: datetime.datetime) -> bool:
        """Whether nothing can be answered any more, closed or not."""
        late = self.end is not None and self.end <= now
        return late or self.state != AttemptState.IN_PROGRESS or self.annulled_at is not None


class Drawn(models.Model):
    """A question of an attempt, with its options in an order of its own.

    order: for each place that is shown, the place in the version's options; answer: the chosen
    places in the version's options, None while there is no answer; percent: what it was worth.
    keys: of the last writes, so that one that comes again changes nothing.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="drawn")
    place = models.PositiveSmallIntegerField()
    version = models.ForeignKey(
        Version, verbose_name="题目", on_delete=models.PROTECT, related_name="drawn"
    )
    order = models.JSONField()
    answer = models.JSONField(null=True)
    answered_at = models.DateTimeField("作答时间", null=True)
    keys = models.JSONField(default=list)
    percent = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ["attempt", "place"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "place"], name="one_question_a_place"),
            models.UniqueConstraint(fields=["attempt", "version"], name="each_question_once"),
        ]

    @property
    def chosen(self) -> str:
        """What was answered, in words."""
        return "；".join(self.version.options[place]["text"] for place in self.answer or [])


class Certificate(models.Model):
    """That a member passed all lessons of a course. Its number is told only to them, and by them.

    lessons: [{"id": its number, "title": as it was then}, …].
    """

    member = models.ForeignKey(User, on_delete=models.CASCADE, related_name="certificates")
    course = models.ForeignKey(
        Course, null=True, on_delete=models.SET_NULL, related_name="certificates"
    )
    number = models.CharField("编号", max_length=20, unique=True)
    name = models.CharField("姓名", max_length=50)
    title = models.CharField("课程", max_length=255)
    lessons = models.JSONField(default=list)
    day = models.DateField("日期")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "course"], name="one_certificate_a_course")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def grouped(self) -> str:
        """The number as people read it aloud: in groups of four."""
        return " ".join(self.number[at : at + 4] for at in range(0, len(self.number), 4))

    @property
    def masked(self) -> str:
        """The name as others are told it: its first sign."""
        return names.masked(self.name)
