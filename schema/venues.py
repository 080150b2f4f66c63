"""Venue."""

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from .content import Content, Node
from .core import documents
from .core.access import shown
from .core.documents import Reference, narrowed
from .core.paging import connection, paged
from .places import Building


class OpeningHours(graphene.ObjectType):
    """A stretch of a weekday in which a venue is open (Asia/Shanghai)."""

    weekday = graphene.Int(required=True, description="1 Monday to 7 Sunday.")
    opens_at = graphene.String(required=True, description="09:00")
    closes_at = graphene.String(required=True, description="18:00")


class Venue(graphene.ObjectType):
    """阵地: a room or ground its owner shares."""

    class Meta:
        interfaces = (Node, Content)

    building = Reference(Building, "The building it is in.")
    part_of = Reference(lambda: Venue, "The venue it is a part of.")
    address = graphene.String(required=True, description="Where in the building; may be empty.")
    capacity = graphene.Int(required=True, description="How many people fit.")
    contact = graphene.String(
        description="Whom to ask for it, in words; where null, that of the venue it is a part of."
    )
    equipment = graphene.List(
        graphene.NonNull(graphene.String), required=True, description="What is in it."
    )
    opening_hours = shown(OpeningHours, "When it is open, by weekday.", many=True)


class VenuesQuery:
    """Venues."""

    venues = paged(
        connection(Venue),
        "Venues.",
        building=graphene.ID(description="Only those of this building."),
    )

    def resolve_venues(
        self, info: GraphQLResolveInfo, first: int, after: str | None = None, **places: str | None
    ) -> Any:
        return documents.listed(info, narrowed("VENUE", places), first, after)
