"""What a member is told of what was right: nothing that any public quiz still keeps."""

from cms.core import clock

from .models import Attempt, Lesson, Review
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
    """Numbers of its questions that another public quiz draws from and does not tell its member.

    An exam's questions are not learnt from the practice that draws by the same tags.
    """
    tagged = QuestionTagged.objects.filter(content_object__versions__drawn__attempt=attempt)
    theirs = Attempt.objects.scored().filter(member=attempt.member, passed=True)
    passed = theirs.exclude(lesson=None).values("lesson")
    others = Lesson.keeping(tagged.values("tag"), clock.now()).exclude(pk=attempt.lesson_id)
    keeping = others.exclude(review=Review.PASSED, pk__in=passed)
    kept = LessonTagged.objects.filter(content_object__in=keeping).values("tag")
    return set(tagged.filter(tag__in=kept).values_list("content_object", flat=True))
