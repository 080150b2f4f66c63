"""The whole schema."""

from typing import Any

import graphene
from graphene.types.resolver import set_default_resolver
from graphql import GraphQLResolveInfo

from .activities import ActivitiesQuery
from .changes import ChangesQuery
from .content import BLOCKS, ContentQuery
from .enterprises import EnterprisesQuery
from .learning import LearningQuery
from .pages import InfoPage, PagesQuery
from .places import PlacesQuery
from .search import SearchQuery
from .venues import VenuesQuery


def _from_document(_attname: str, _default: Any, root: Any, info: GraphQLResolveInfo) -> Any:
    """Documents hold their fields under the contract's own names."""
    return root[info.field_name]


set_default_resolver(_from_document)


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
    graphene.ObjectType,
):
    """What the public may ask."""


schema = graphene.Schema(query=Query, types=[*BLOCKS, InfoPage])
