"""Figures about answers: how hard questions are, which options attract, where people stop.

Nothing is told about fewer than LEAST different members: such figures are None. What counts is how
many a figure rests on (who was asked, who took the quiz), not how many did the same: that one of
forty chose B names nobody, that one of two did names them. Answers of accounts that were erased
count as answers and never as members. Annulled attempts count for nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import StatisticsError, correlation, mean
from typing import Any, NamedTuple

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Sum

from cms.core import clock

from .models import Attempt, AttemptState, Drawn, Lesson, Question, Version
from .models.attempts import LEFT_ALONE

LEAST = 5


class Chosen(NamedTuple):
    """An option, and of those who were asked how many in a hundred chose it."""

    text: str
    is_right: bool
    percent: int


@dataclass(frozen=True)
class Figures:
    """How a question was answered by at least LEAST members.

    right_percent: how many in a hundred answers were wholly right; discrimination: how far those
    who know this know the rest, from -1 to 1, None where all are alike or nothing else was asked.
    """

    people: int
    answers: int
    right_percent: int
    unanswered_percent: int
    options: list[Chosen]
    discrimination: float | None

    @property
    def trap(self) -> Chosen | None:
        """The wrong option that attracts most; None if none was chosen."""
        wrong = [option for option in self.options if not option.is_right and option.percent]
        return max(wrong, key=lambda option: option.percent, default=None)


@dataclass(frozen=True)
class QuestionFigures:
    """newest: of the question as it stands; older: of all it was before. None: withheld, or none.

    No sum of both is told: it would tell what is withheld of one of them.
    """

    question: Question
    newest: Figures | None
    older: Figures | None


@dataclass(frozen=True)
class LessonFigures:
    """How a quiz was taken by at least LEAST members. mean_best_percent: of each one's best."""

    people: int
    attempts: int
    passed: int
    mean_best_percent: int | None
    unfinished: int


@dataclass
class _Tally:
    """Answers to one question, as they are counted."""

    members: set[int] = field(default_factory=set)
    answers: int = 0
    right: int = 0
    unanswered: int = 0
    chosen: Counter[tuple[str, bool]] = field(default_factory=Counter)
    # Of each answer what it was worth, and what the rest of its attempt was worth on average.
    worth: list[tuple[int, float]] = field(default_factory=list)

    def count(self, version: Version, member: int | None, chosen: set[int], worth: int) -> None:
        self.members |= {member} - {None}  # type: ignore[arg-type]
        self.answers += 1
        self.right += worth == 100
        self.unanswered += not chosen
        # An option that nobody chose is told of, too.
        for place, option in enumerate(version.options):
            self.chosen[option["text"], option["right"]] += place in chosen

    def figures(self) -> Figures | None:
        if len(self.members) < LEAST:
            return None
        return Figures(
            people=len(self.members),
            answers=self.answers,
            right_percent=_share(self.right, self.answers),
            unanswered_percent=_share(self.unanswered, self.answers),
            options=[
                Chosen(text, is_right, _share(times, self.answers))
                for (text, is_right), times in self.chosen.items()
            ],
            discrimination=self._discrimination(),
        )

    def _discrimination(self) -> float | None:
        try:
            return round(correlation(*zip(*self.worth, strict=True)), 2)
        except (StatisticsError, TypeError):
            # All alike; or there is no rest.
            return None


def _share(part: int, whole: int) -> int:
    return round(100 * part / whole)


def of_question(question: Question) -> QuestionFigures:
    """In all quizzes that asked it. Three statements."""
    found = _tallied(_scored().filter(version__question=question))
    return found.get(question.pk) or QuestionFigures(question, None, None)


def of_questions_in(lesson: Lesson) -> list[QuestionFigures]:
    """Of all questions that the lesson's quiz has asked, the oldest first. Three statements."""
    found = _tallied(_scored().filter(attempt__lesson=lesson))
    return [found[number] for number in sorted(found)]


def _scored() -> QuerySet[Drawn]:
    return Drawn.objects.filter(attempt__in=Attempt.objects.scored()).order_by()


def _tallied(asked: QuerySet[Drawn]) -> dict[int, QuestionFigures]:
    """For each question, by its number."""
    columns = ("version", "attempt", "attempt__lesson", "attempt__member", "answer", "percent")
    rows: Any = list(asked.order_by("version", "pk").values_list(*columns))
    known = Version.objects.select_related("question").in_bulk({row[0] for row in rows})
    totals = _totals(asked)
    parts: dict[tuple[int, bool], list[Any]] = defaultdict(list)
    for row in rows:
        version = known[row[0]]
        parts[version.question_id, version.question.version_id == row[0]].append(row)
    tallies: dict[tuple[int, bool], _Tally] = defaultdict(_Tally)
    for part, found in parts.items():
        told = _lessons_told((lesson, member) for _, _, lesson, member, _, _ in found)
        for number, attempt, lesson, member, answer, worth in found:
            if lesson not in told:
                continue
            tally = tallies[part]
            tally.count(known[number], member, set(answer or ()), worth)
            # One that was annulled at this very moment has none.
            total, count = totals.get(attempt, (0, 0))
            if count > 1:
                tally.worth.append((worth, (total - worth) / (count - 1)))
    return {
        question.pk: QuestionFigures(
            question, tallies[question.pk, True].figures(), tallies[question.pk, False].figures()
        )
        for question in (version.question for version in known.values())
    }


def _lessons_told(asked: Iterable[tuple[int | None, int | None]]) -> set[int | None]:
    """The lessons of which the answers to one question may be summed up.

    asked: (lesson, member) of each answer. A sum less what is told of its lessons must not tell of
    fewer than LEAST: those that few were asked in count together, or not at all.
    """
    people: dict[int | None, set[int]] = defaultdict(set)
    for lesson, member in asked:
        people[lesson] |= {member} - {None}  # type: ignore[arg-type]
    few = {lesson for lesson, members in people.items() if len(members) < LEAST}
    together = set().union(*(people[lesson] for lesson in few))
    return set(people) - (few if len(together) < LEAST else set())


def _totals(asked: QuerySet[Drawn]) -> dict[int, tuple[int, int]]:
    """For each attempt what its answers were worth together, and how many there are."""
    sums = Drawn.objects.filter(attempt__in=asked.values("attempt")).order_by().values("attempt")
    rows = sums.annotate(total=Sum("percent"), count=Count("pk"))
    return {row["attempt"]: (row["total"], row["count"]) for row in rows}


def right_percents(questions: Iterable[Question]) -> dict[int, int]:
    """How many in a hundred answers to their newest versions were wholly right, by their numbers.

    Those of which it is withheld are left out. One statement.
    """
    numbers = {question.version_id: question.pk for question in questions}
    asked = _scored().filter(version__in=numbers)
    columns = ("version", "attempt__lesson", "attempt__member")
    counted = asked.values_list(*columns).annotate(
        answers=Count("pk"), right=Count("pk", filter=Q(percent=100))
    )
    parts: dict[int, list[Any]] = defaultdict(list)
    for row in counted:
        parts[numbers[row[0]]].append(row)
    percents = {}
    for number, rows in parts.items():
        told = _lessons_told((lesson, member) for _, lesson, member, _, _ in rows)
        kept = [row for row in rows if row[1] in told]
        if len({row[2] for row in kept} - {None}) >= LEAST:
            percents[number] = _share(sum(row[4] for row in kept), sum(row[3] for row in kept))
    return percents


def lessons() -> QuerySet[Lesson]:
    """Those with a quiz, or that had one when somebody took it; the newest first."""
    taken = Exists(Attempt.objects.filter(lesson=OuterRef("pk")))
    return Lesson.objects.filter(Q(drawn_count__gt=0) | taken).order_by("-pk")


def of_lessons(some: Iterable[Lesson]) -> dict[int, LessonFigures | None]:
    """For each of these lessons, by its number. Two statements."""
    numbers = [lesson.pk for lesson in some]
    counted = Attempt.objects.counted().filter(lesson__in=numbers).order_by()
    each: Any = counted.values("lesson", "member").annotate(
        attempts=Count("pk"),
        best=Max("score_percent"),
        has_passed=Count("pk", filter=Q(passed=True)),
    )
    by_lesson: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in each:
        by_lesson[row["lesson"]].append(row)
    left = _unfinished().filter(lesson__in=numbers).order_by().values_list("lesson")
    unfinished = dict(left.annotate(Count("pk")))
    return {number: _of_lesson(by_lesson[number], unfinished.get(number, 0)) for number in numbers}


def _of_lesson(rows: list[dict[str, Any]], unfinished: int) -> LessonFigures | None:
    """rows: of each member, and of those who were erased together."""
    members = [row for row in rows if row["member"] is not None]
    if len(members) < LEAST:
        return None
    best = [row["best"] for row in members if row["best"] is not None]
    return LessonFigures(
        people=len(members),
        attempts=sum(row["attempts"] for row in rows),
        passed=sum(row["has_passed"] > 0 for row in members),
        mean_best_percent=round(mean(best)) if best else None,
        unfinished=unfinished,
    )


def _unfinished() -> QuerySet[Attempt]:
    """Those that ended by their time, or that nobody came back to."""
    left = Q(state=AttemptState.IN_PROGRESS, started_at__lt=clock.now() - LEFT_ALONE)
    return Attempt.objects.counted().filter(Q(state=AttemptState.EXPIRED) | left)


def where_people_stop(lesson: Lesson) -> list[tuple[int, int]] | None:
    """(question, how many attempts got no further) of those that were not handed in.

    Questions by their places, 0 for who answered none. None: fewer than LEAST members left one.
    """
    last = Max("drawn__place", filter=Q(drawn__answered_at__isnull=False))
    left = _unfinished().filter(lesson=lesson).order_by().annotate(last=last)
    rows = list(left.values_list("member", "last"))
    if len({member for member, _ in rows} - {None}) < LEAST:
        return None
    return sorted(Counter(place or 0 for _, place in rows).items())
