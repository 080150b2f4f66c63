"""Brief and Notice."""

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from .content import Content, Node, body
from .core import documents
from .core.documents import narrowed
from .core.paging import connection, paged


class Brief(graphene.ObjectType):
    """信息简报: what happened."""

    class Meta:
        interfaces = (Node, Content)

    body = body()


class Notice(graphene.ObjectType):
    """通知公告: what is going to happen, or what to mind."""

    class Meta:
        interfaces = (Node, Content)

    body = body()


def _by_owner(node: Any, description: str) -> graphene.Field:
    owner = graphene.ID(description="Only those of this owner.")
    return paged(connection(node), description, owner=owner)


class PagesQuery:
    """News."""

    briefs = _by_owner(Brief, "Briefs.")
    notices = _by_owner(Notice, "Notices.")

    def resolve_briefs(
        self, info: GraphQLResolveInfo, first: int, after: str | None = None, **places: str | None
    ) -> Any:
        return documents.listed(info, narrowed("BRIEF", places), first, after)

    def resolve_notices(
        self, info: GraphQLResolveInfo, first: int, after: str | None = None, **places: str | None
    ) -> Any:
        return documents.listed(info, narrowed("NOTICE", places), first, after)
