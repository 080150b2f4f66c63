"""What must hold of attempts and certificates, asked of live data."""

from collections.abc import Iterator

from cms.points.models import Act, Entry

from .models import Attempt, AttemptState, Certificate, Drawn


def faults() -> Iterator[str]:
    """What is wrong, and where, in English for the operator."""
    paid = {entry.source: entry for entry in Entry.objects.standing().filter(rule__act=Act.QUIZ)}
    attempts = Attempt.objects.prefetch_related("drawn__version").order_by("pk")
    for attempt in attempts.iterator(chunk_size=500):
        for fault in _of_attempt(attempt, paid.pop(attempt.source, None)):
            yield f"attempt {attempt.pk}: {fault}"
    for source in paid:
        yield f"points were paid for {source}, which is not there"
    for certificate in Certificate.objects.select_related("member"):
        yield from _of_certificate(certificate)


def _of_attempt(attempt: Attempt, paid: Entry | None) -> Iterator[str]:
    drawn = list(attempt.drawn.all())
    if [each.place for each in drawn] != list(range(1, len(drawn) + 1)) or not drawn:
        yield "its questions are not numbered from 1"
        return
    for each in drawn:
        yield from (f"question {each.place}: {fault}" for fault in _of_drawn(attempt, each))
    if attempt.ends_at and attempt.finished_at and attempt.finished_at > attempt.ends_at:
        yield "it ended after its time"
    if attempt.state != AttemptState.IN_PROGRESS:
        score = sum(each.percent or 0 for each in drawn) // len(drawn)
        if attempt.score_percent != score:
            yield f"its score is {attempt.score_percent}, its answers come to {score}"
        if attempt.passed != (score >= attempt.pass_percent):
            yield f"passed is {attempt.passed} at {score} of {attempt.pass_percent}"
    if paid:
        yield from _of_payment(attempt, paid)


def _of_payment(attempt: Attempt, paid: Entry) -> Iterator[str]:
    most = (attempt.worth_points or 0) * (attempt.score_percent or 0) // 100
    if attempt.annulled_at:
        yield "it is annulled and its points stand"
    if paid.member_id != attempt.member_id:
        yield f"its points went to member {paid.member_id}"
    if attempt.lesson_id and paid.subject != f"lesson:{attempt.lesson_id}":
        yield f"its points are for {paid.subject}"
    if paid.amount > most:
        yield f"it was paid {paid.amount} points, its score is worth {most}"


def _of_drawn(attempt: Attempt, drawn: Drawn) -> Iterator[str]:
    options = len(drawn.version.options)
    if sorted(drawn.order) != list(range(options)):
        yield "its options are not those of its version"
    chosen = set(drawn.answer or ())
    if not chosen <= set(range(options)):
        yield "an answer is none of its options"
    if drawn.answered_at and not (
        attempt.started_at <= drawn.answered_at <= (attempt.ends_at or drawn.answered_at)
    ):
        yield "it was answered outside the attempt's time"
    if attempt.state != AttemptState.IN_PROGRESS:
        worth = drawn.version.percent(chosen, part_marks=attempt.part_marks)
        if drawn.percent != worth:
            yield f"it was graded {drawn.percent}, the answer is worth {worth}"


def _of_certificate(certificate: Certificate) -> Iterator[str]:
    numbers = {lesson["id"] for lesson in certificate.lessons}
    if not numbers:
        yield f"certificate {certificate.pk} names no lesson"
    passed = Attempt.objects.counted().filter(member=certificate.member, passed=True)
    # A lesson that was deleted since took its attempts' reference with it.
    missing = numbers - set(passed.values_list("lesson", flat=True))
    still = set(Attempt.objects.filter(lesson__in=missing).values_list("lesson", flat=True))
    for number in sorted(missing & still):
        yield f"certificate {certificate.pk}: lesson {number} is not passed"
