"""The whole schema."""

import graphene
from graphene.types.resolver import set_default_resolver

from .activities import ActivitiesQuery
from .changes import ChangesQuery
from .content import BLOCKS, ContentQuery
from .core.execution import from_document
from .courses import CoursesMutation
from .enterprises import EnterprisesQuery
from .learning import LearningQuery
from .members import MembersMutation, MembersQuery
from .pages import InfoPage, PagesQuery
from .places import PlacesQuery
from .points import PointsQuery
from .quizzes import QuizzesMutation
from .search import SearchQuery
from .venues import VenuesQuery

set_default_resolver(from_document)


class Query(
    ContentQuery,
    PlacesQuery,
    PagesQuery,
    LearningQuery,
    ActivitiesQuery,
    VenuesQuery,
    EnterprisesQuery,
    SearchQuery,
    ChangesQuery,
    MembersQuery,
    PointsQuery,
    graphene.ObjectType,
):
    """What the public may ask."""


class Mutation(MembersMutation, QuizzesMutation, CoursesMutation, graphene.ObjectType):
    """What people who are signed in may do."""


schema = graphene.Schema(query=Query, mutation=Mutation, types=[*BLOCKS, InfoPage])
