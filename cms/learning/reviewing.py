"""What a member is told of what was right: nothing that any public quiz still keeps."""

import datetime

from django.db.models import Q, QuerySet

from cms.core import clock

from .models import Attempt, Drawn, Lesson, Question, Review
from .models.attempts import LEFT_ALONE
from .models.bank import QuestionTagged
from .models.lessons import LessonTagged


def may_review(attempt: Attempt) -> bool:
    """Whether its member may be told what was right: by the quiz's rule as it stands now.

    After the closing means after everybody: who began before it was put forward has their time.
    """
    if attempt.score_percent is None or attempt.lesson is None or attempt.annulled_at:
        return False
    now = clock.now()
    if not attempt.lesson.may_review(passed=bool(attempt.passed), now=now):
        return False
    running = Attempt.objects.running().filter(lesson=attempt.lesson, ends_at__gt=now)
    return attempt.lesson.review != Review.CLOSED or not running.exists()


def kept_back(attempt: Attempt) -> set[int]:
    """Numbers of its questions whose answers another quiz does not tell its member yet.

    An exam's questions are not learnt from the practice that draws from the same bank: not while
    the exam is public, and not while somebody still sits it, whatever has become of it or of the
    questions' tags.
    """
    now = clock.now()
    asked = Question.objects.filter(versions__drawn__attempt=attempt)
    theirs = Attempt.objects.scored().filter(member=attempt.member, passed=True)
    passed = theirs.exclude(lesson=None).values("lesson")
    others = Lesson.keeping(asked, now).exclude(pk=attempt.lesson_id)
    keeping = others.exclude(review=Review.PASSED, pk__in=passed)
    kept = LessonTagged.objects.filter(content_object__in=keeping.values("pk"))
    tagged = QuestionTagged.objects.filter(content_object__in=asked, tag__in=kept.values("tag"))
    sat = Drawn.objects.filter(
        version__question__in=asked, attempt__in=_being_sat(now).exclude(lesson=attempt.lesson)
    )
    return {
        *tagged.values_list("content_object", flat=True),
        *sat.values_list("version__question", flat=True),
    }


def _being_sat(now: datetime.datetime) -> QuerySet[Attempt]:
    """Attempts that may still be answered, at quizzes that do not tell on handing in."""
    begun = Q(ends_at__gt=now) | Q(ends_at=None, started_at__gt=now - LEFT_ALONE)
    running = Attempt.objects.running().filter(begun)
    return running.exclude(lesson__review=Review.FINISHED)
