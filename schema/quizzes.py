"""Quizzes as the person takes them who is signed in."""

from typing import Any

import graphene
from django.db.models import prefetch_related_objects
from graphql import GraphQLResolveInfo

from cms.core import clock, ids
from cms.learning import models as learning
from cms.learning import quizzes, reviewing
from cms.learning.models.bank import MOST_OPTIONS
from cms.members.models import User
from cms.points.models import Act, Entry
from cms.publication.models import Entry as Public

from .content import Image
from .core.access import own, told
from .core.mutations import Problem, make, mutation, problems, said
from .core.scalars import DateTime

# What the options of a question are called.
OPTIONS = frozenset(map(str, range(MOST_OPTIONS)))
# So many of the attempts that are over are told of, the newest first.
PAST = 20


class QuestionKind(graphene.Enum):
    """How a question is answered."""

    SINGLE = "SINGLE"
    MULTIPLE = "MULTIPLE"
    TRUE_FALSE = "TRUE_FALSE"

    @property
    def description(self) -> str:
        return {
            "SINGLE": "One of its options is right.",
            "MULTIPLE": "Two or more of its options are right.",
            "TRUE_FALSE": "正确 or 错误.",
        }[self.value]


class QuestionOption(graphene.ObjectType):
    """An option of a question."""

    id = graphene.ID(required=True, description="Within its question; says nothing else.")
    text = graphene.String(required=True, description="Plain text.")


class Question(graphene.ObjectType):
    """A question of an attempt."""

    id = graphene.ID(required=True, description="What saveAnswer takes.")
    text = graphene.String(required=True, description="Plain text; lines may be broken.")
    kind = graphene.Field(QuestionKind, required=True, description="How it is answered.")
    picture = told(Image, "What it is about.")
    options = told(QuestionOption, "In the order of this attempt.", many=True)

    @staticmethod
    def of(drawn: learning.Drawn) -> dict[str, Any]:
        version = drawn.version
        return {
            "id": ids.encode("DRAWN", drawn.pk),
            "text": version.text,
            "kind": version.kind,
            "picture": version.picture.public() if version.picture else None,
            "options": [
                {"id": str(shown), "text": version.options[place]["text"]}
                for shown, place in enumerate(drawn.order)
            ],
        }


class Answer(graphene.ObjectType):
    """What was answered to a question, as it is saved."""

    question = graphene.ID(required=True, description="The question's id.")
    options = graphene.List(
        graphene.NonNull(graphene.ID), required=True, description="The chosen options' ids."
    )


class Reviewed(graphene.ObjectType):
    """What was right, told when the quiz's review rule says so."""

    question = graphene.ID(required=True, description="The question's id.")
    right = graphene.List(
        graphene.NonNull(graphene.ID), required=True, description="The right options' ids."
    )
    percent = graphene.Int(required=True, description="What the answer was worth, 0 to 100.")
    explanation = graphene.String(required=True, description="Why; may be empty.")


class AttemptState(graphene.Enum):
    """How far an attempt is."""

    IN_PROGRESS = "IN_PROGRESS"
    FINISHED = "FINISHED"
    EXPIRED = "EXPIRED"

    @property
    def description(self) -> str:
        return {
            "IN_PROGRESS": "It can be answered.",
            "FINISHED": "It was handed in.",
            "EXPIRED": "Its time ended; what was saved in time is graded.",
        }[self.value]


class Attempt(graphene.ObjectType):
    """A try at a lesson's quiz, told to who made it."""

    id = graphene.ID(required=True, description="What finishQuiz takes.")
    state = graphene.Field(AttemptState, required=True, description="How far it is.")
    number = graphene.Int(required=True, description="The how-manieth of theirs that counts.")
    started_at = DateTime(required=True, description="When it was begun.")
    ends_at = DateTime(description="When its time ends; null for no limit.")
    seconds_left = graphene.Int(description="Until then, by the server's clock; null likewise.")
    finished_at = DateTime(description="When it was handed in.")
    questions = told(Question, "In the order they are asked.", many=True)
    answers = told(Answer, "What is saved, of those that are answered.", many=True)
    pass_percent = graphene.Int(required=True, description="The score from which it is passed.")
    score_percent = graphene.Int(description="0 to 100; null until it is graded.")
    passed = graphene.Boolean(description="Null until it is graded.")
    points_earned = graphene.Int(description="What it added to the points; null until then.")
    review = own(
        graphene.Field(
            graphene.List(graphene.NonNull(Reviewed)),
            description="What was right; null while the quiz's rule does not tell. Left out are "
            "questions that another quiz still keeps.",
        )
    )

    class Meta:
        default_resolver = lambda name, _default, row, _info: getattr(row, name)  # noqa: E731

    def resolve_id(self: learning.Attempt, _info: GraphQLResolveInfo) -> str:
        return ids.encode("ATTEMPT", self.pk)

    def resolve_state(self: learning.Attempt, _info: GraphQLResolveInfo) -> str:
        return str(self.state)

    def resolve_started_at(self: learning.Attempt, _info: GraphQLResolveInfo) -> str:
        return clock.stamp(self.started_at)

    def resolve_ends_at(self: learning.Attempt, _info: GraphQLResolveInfo) -> str | None:
        return clock.stamp(self.end) if self.end else None

    def resolve_finished_at(self: learning.Attempt, _info: GraphQLResolveInfo) -> str | None:
        return clock.stamp(self.finished_at) if self.finished_at else None

    def resolve_seconds_left(self: learning.Attempt, _info: GraphQLResolveInfo) -> int | None:
        if self.end is None:
            return None
        return max(0, int((self.end - clock.now()).total_seconds()))

    def resolve_questions(self: learning.Attempt, _info: GraphQLResolveInfo) -> Any:
        return [Question.of(drawn) for drawn in _drawn(self)]

    def resolve_answers(self: learning.Attempt, _info: GraphQLResolveInfo) -> Any:
        return [
            {"question": ids.encode("DRAWN", drawn.pk), "options": _shown(drawn, drawn.answer)}
            for drawn in _drawn(self)
            if drawn.answer
        ]

    def resolve_points_earned(self: learning.Attempt, _info: GraphQLResolveInfo) -> int | None:
        if self.score_percent is None:
            return None
        return Entry.objects.standing().filter(rule__act=Act.QUIZ, source=self.source).total()

    def resolve_review(self: learning.Attempt, _info: GraphQLResolveInfo) -> Any:
        if not reviewing.may_review(self):
            return None
        kept = reviewing.kept_back(self)
        return [
            {
                "question": ids.encode("DRAWN", drawn.pk),
                "right": _shown(drawn, drawn.version.right),
                "percent": drawn.percent,
                "explanation": drawn.version.explanation,
            }
            for drawn in _drawn(self)
            if drawn.version.question_id not in kept
        ]


def _drawn(attempt: learning.Attempt) -> list[learning.Drawn]:
    """Its questions, fetched once, however many fields tell of them."""
    prefetch_related_objects([attempt], "drawn__version__picture__renditions")
    return list(attempt.drawn.all())


def _shown(drawn: learning.Drawn, places: Any) -> list[str]:
    """Options as the ids that the member knows them by."""
    return [str(shown) for shown, place in enumerate(drawn.order) if place in places]


class QuizState(graphene.ObjectType):
    """Where the viewer stands with a quiz."""

    attempt = told(Attempt, "The one that runs; null for none.")
    past = told(Attempt, f"Those that are over, the newest first, at most {PAST}.", many=True)
    best_percent = graphene.Int(description="The score that is kept; null before the first.")
    passed = graphene.Boolean(required=True, description="Whether any attempt passed.")
    attempts_left = graphene.Int(description="How many can be begun; null for no limit.")
    why_not = told(Problem, "Why none can be begun now; null when one can.")

    @staticmethod
    def of(user: User, lesson: learning.Lesson) -> dict[str, Any]:
        attempts = list(
            learning.Attempt.objects.counted()
            .filter(member=user, lesson=lesson)
            .select_related("lesson")
            .order_by("-pk")
        )
        over = [attempt for attempt in attempts if attempt.score_percent is not None]
        running = next((each for each in attempts if each not in over), None)
        allowed = lesson.attempts_allowed
        refusal = None if running else quizzes.why_not(user, lesson, clock.now())
        return {
            "attempt": running,
            "past": over[:PAST],
            "bestPercent": max((each.score_percent or 0 for each in over), default=None),
            "passed": any(each.passed for each in over),
            "attemptsLeft": None if allowed is None else max(0, allowed - len(attempts)),
            "whyNot": refusal and said(refusal),
        }


class QuizFields:
    """What a member is told of quizzes."""

    quiz = own(
        graphene.Field(
            QuizState,
            id=graphene.ID(required=True, description="The quiz's id."),
            description="Where they stand with a quiz; null when it is not public.",
        )
    )
    attempt = own(
        graphene.Field(
            Attempt,
            id=graphene.ID(required=True, description="The attempt's id."),
            description="An attempt of theirs; null for any other.",
        )
    )

    def resolve_quiz(self: Any, _info: GraphQLResolveInfo, id: str) -> Any:  # noqa: A002
        number = public_number("QUIZ", "LESSON", id)
        lesson = learning.Lesson.objects.filter(pk=number, drawn_count__gt=0).first()
        return QuizState.of(self, lesson) if lesson else None

    def resolve_attempt(self: Any, _info: GraphQLResolveInfo, id: str) -> Any:  # noqa: A002
        return _attempts(self).filter(pk=number_behind("ATTEMPT", id)).first()


def _attempts(user: User) -> Any:
    return learning.Attempt.objects.counted().filter(member=user).select_related("lesson")


def number_behind(kind: str, given: str) -> int:
    """The number behind an id of this kind, 0 behind any other."""
    named, number = ids.decode(given) or ("", 0)
    return number if named == kind else 0


def public_number(kind: str, page_kind: str, given: str) -> int:
    """The number of the page behind an id of this kind, 0 unless it is public."""
    number = number_behind(kind, given)
    public = Public.objects.public(page_kind).filter(page_id=number)
    return number if public.exists() else 0


class StartQuizInput(graphene.InputObjectType):
    """What beginning a quiz takes."""

    quiz = graphene.ID(required=True, description="The quiz's id.")
    idempotency_key = graphene.String(
        required=True, description="The caller's own, 1 to 64 signs: the same is the same attempt."
    )


class SaveAnswerInput(graphene.InputObjectType):
    """What saving an answer takes."""

    question = graphene.ID(required=True, description="The question's id.")
    options = graphene.List(
        graphene.NonNull(graphene.ID),
        required=True,
        description="The chosen options' ids; none takes the answer back.",
    )
    idempotency_key = graphene.String(
        required=True, description="The caller's own, 1 to 64 signs: the same changes nothing more."
    )


class FinishQuizInput(graphene.InputObjectType):
    """What handing in takes; twice is the same as once."""

    attempt = graphene.ID(required=True, description="The attempt's id.")


class StartQuizPayload(graphene.ObjectType):
    """What came of beginning a quiz."""

    attempt = told(Attempt, "The attempt that runs now.")
    problems = problems()


class SaveAnswerPayload(graphene.ObjectType):
    """What came of saving an answer."""

    attempt = told(Attempt, "The attempt it belongs to.")
    problems = problems()


class FinishQuizPayload(graphene.ObjectType):
    """What came of handing in."""

    attempt = told(Attempt, "The attempt, graded.")
    problems = problems()


class QuizzesMutation:
    """Taking quizzes."""

    start_quiz = mutation(
        StartQuizPayload, "Begin a quiz, or go on with what was begun.", StartQuizInput
    )
    save_answer = mutation(SaveAnswerPayload, "Save the answer to a question.", SaveAnswerInput)
    finish_quiz = mutation(FinishQuizPayload, "Hand in: what is saved is graded.", FinishQuizInput)

    def resolve_start_quiz(self, info: GraphQLResolveInfo, **given: Any) -> dict[str, Any]:
        asked = given["input"]

        def start(user: User) -> Any:
            lesson = learning.Lesson.objects.filter(pk=number_behind("QUIZ", asked.quiz)).first()
            if lesson is None:
                raise quizzes.no_quiz()
            return quizzes.start_quiz(member=user, lesson=lesson, key=asked.idempotency_key)

        return make(info, "attempt", start)

    def resolve_save_answer(self, info: GraphQLResolveInfo, **given: Any) -> dict[str, Any]:
        asked = given["input"]
        # An id that is none of ours is no place in what was shown.
        shown = [int(each) if each in OPTIONS else -1 for each in asked.options]
        number = number_behind("DRAWN", asked.question)
        key = asked.idempotency_key
        return make(
            info,
            "attempt",
            lambda user: quizzes.save_answer(member=user, drawn=number, shown=shown, key=key),
        )

    def resolve_finish_quiz(self, info: GraphQLResolveInfo, **given: Any) -> dict[str, Any]:
        number = number_behind("ATTEMPT", given["input"].attempt)
        return make(info, "attempt", lambda user: quizzes.finish_quiz(member=user, attempt=number))
