"""Brief and Notice, PublicService and InfoPage."""

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from .content import Content, Node
from .core import documents
from .core.documents import Reference, narrowed
from .core.paging import connection, paged

# By name: its module refers to this one.
ACTIVITY = "schema.activities.Activity"


class Brief(graphene.ObjectType):
    """信息简报: what happened."""

    class Meta:
        interfaces = (Node, Content)

    reports = Reference(ACTIVITY, "The activity it reports.")


class Notice(graphene.ObjectType):
    """通知公告: what is going to happen, or what to mind."""

    class Meta:
        interfaces = (Node, Content)

    announces = Reference(ACTIVITY, "The activity it announces.")


class ServiceCategory(graphene.Enum):
    """What a service is for."""

    WELFARE = "WELFARE"
    GOVERNMENT = "GOVERNMENT"
    CONVENIENCE = "CONVENIENCE"
    BUSINESS = "BUSINESS"

    @property
    def description(self) -> str:
        return {
            "WELFARE": "公益.",
            "GOVERNMENT": "政务.",
            "CONVENIENCE": "便民.",
            "BUSINESS": "商务.",
        }[self.value]


class PublicService(graphene.ObjectType):
    """公共服务: something people can go and get."""

    class Meta:
        interfaces = (Node, Content)

    category = graphene.Field(ServiceCategory, required=True, description="What it is for.")
    place = graphene.String(required=True, description="Where; may be empty.")
    opening_text = graphene.String(required=True, description="When, in words; may be empty.")
    phone = graphene.String(required=True, description="May be empty.")


class InfoPage(graphene.ObjectType):
    """专页: about the site, privacy, accessibility."""

    class Meta:
        interfaces = (Node, Content)


def _by_owner(node: Any, description: str) -> graphene.Field:
    owner = graphene.ID(description="Only those of this owner.")
    return paged(connection(node), description, owner=owner)


class PagesQuery:
    """News, services and pages about the site."""

    briefs = _by_owner(Brief, "Briefs.")
    notices = _by_owner(Notice, "Notices.")
    public_services = paged(
        connection(PublicService),
        "Services.",
        category=ServiceCategory(description="Only those of this category."),
    )

    def resolve_briefs(
        self, info: GraphQLResolveInfo, first: int, after: str | None = None, **places: str | None
    ) -> Any:
        return documents.listed(info, narrowed("BRIEF", places), first, after)

    def resolve_notices(
        self, info: GraphQLResolveInfo, first: int, after: str | None = None, **places: str | None
    ) -> Any:
        return documents.listed(info, narrowed("NOTICE", places), first, after)

    def resolve_public_services(
        self,
        info: GraphQLResolveInfo,
        first: int,
        after: str | None = None,
        category: Any = None,
    ) -> Any:
        entries = narrowed("PUBLIC_SERVICE", category=category and category.value)
        return documents.listed(info, entries, first, after)
