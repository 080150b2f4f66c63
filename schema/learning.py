"""Lesson."""

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from .content import Content, Node
from .core import documents
from .core.documents import narrowed
from .core.paging import connection, paged


class Lesson(graphene.ObjectType):
    """微党课: something to read in a few minutes."""

    class Meta:
        interfaces = (Node, Content)

    minutes = graphene.Int(required=True, description="How long it takes.")
    worth_points = graphene.Int(required=True, description="Points it can earn.")


class LearningQuery:
    """Lessons."""

    lessons = paged(connection(Lesson), "Lessons.")

    def resolve_lessons(
        self, info: GraphQLResolveInfo, first: int, after: str | None = None
    ) -> Any:
        return documents.listed(info, narrowed("LESSON"), first, after)
