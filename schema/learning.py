"""Lesson with the outline of its quiz, and Course."""

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from cms.learning.models import Review

from .content import Content, Node
from .core import documents
from .core.access import shown
from .core.documents import References, narrowed
from .core.paging import connection, paged
from .core.scalars import DateTime


class QuizReview(graphene.Enum):
    """When somebody who took a quiz is told what was right, and why."""

    NEVER = "NEVER"
    FINISHED = "FINISHED"
    PASSED = "PASSED"
    CLOSED = "CLOSED"

    @property
    def description(self) -> str:
        return f"{Review(self.value).label}."


class QuizOutline(graphene.ObjectType):
    """What everybody may know of a lesson's quiz. Its questions are in the attempts."""

    id = graphene.ID(required=True, description="What startQuiz takes.")
    question_count = graphene.Int(required=True, description="How many it draws from.")
    drawn_count = graphene.Int(required=True, description="How many an attempt asks.")
    pass_percent = graphene.Int(required=True, description="The score from which it is passed.")
    attempts_allowed = graphene.Int(description="How often anybody may begin; null for no limit.")
    minutes_allowed = graphene.Int(description="How long an attempt lasts; null for no limit.")
    wait_minutes = graphene.Int(required=True, description="The wait after an attempt.")
    opens_at = DateTime(description="From when it can be taken; null for always.")
    closes_at = DateTime(description="Until when it can be taken; null for always.")
    review = graphene.Field(QuizReview, required=True, description="When answers are told.")


class Lesson(graphene.ObjectType):
    """微党课: something to study in a few minutes."""

    class Meta:
        interfaces = (Node, Content)

    minutes = graphene.Int(required=True, description="How long it takes.")
    worth_points = graphene.Int(required=True, description="Points its quiz can earn.")
    quiz = shown(QuizOutline, "Its quiz; null for none.")


class Course(graphene.ObjectType):
    """课程: lessons in their order."""

    class Meta:
        interfaces = (Node, Content)

    lessons = References(Lesson, "Its public lessons, in order.")


class LearningQuery:
    """Lessons and courses."""

    lessons = paged(connection(Lesson), "Lessons.")
    courses = paged(connection(Course), "Courses.")

    def resolve_lessons(
        self, info: GraphQLResolveInfo, first: int, after: str | None = None
    ) -> Any:
        return documents.listed(info, narrowed("LESSON"), first, after)

    def resolve_courses(
        self, info: GraphQLResolveInfo, first: int, after: str | None = None
    ) -> Any:
        return documents.listed(info, narrowed("COURSE"), first, after)
