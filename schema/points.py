"""Points: what the viewer earned and for what, and the leaderboard."""

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from cms.core import clock
from cms.points import ranking, services
from cms.points.models import Entry, Shows

from .core.access import live, own
from .core.paging import Slice, connection, decode, encode
from .core.scalars import Date, DateTime


class PointEntry(graphene.ObjectType):
    """A line of the viewer's points: what an act earned, or what was taken back."""

    title = graphene.String(required=True, description="What for.")
    rule = graphene.String(required=True, description="By which rule, in words.")
    amount = graphene.Int(required=True, description="Points; below zero for taken back.")
    reason = graphene.String(description="Why it is not what one would expect, if it is not.")
    day = Date(required=True, description="The day it counts for.")
    at = DateTime(required=True, description="When.")
    team = graphene.String(description="The organisation it counts for as well.")

    @staticmethod
    def of(entry: Entry) -> dict[str, Any]:
        return {
            "title": entry.title,
            "rule": str(entry.rule),
            "amount": entry.amount,
            "reason": entry.reason or None,
            "day": entry.day.isoformat(),
            "at": clock.stamp(entry.at),
            "team": entry.organisation and entry.organisation.title,
        }


class Earner:
    """What a member is told of their points."""

    points = graphene.Int(required=True, description="What they have.")
    point_entries = own(
        graphene.Field(
            connection(PointEntry),
            first=graphene.Int(required=True, description="How many, 1 to 100."),
            after=graphene.String(description="The endCursor of the page before."),
            required=True,
            description="How they came to have them, the newest first.",
        )
    )

    def resolve_points(self: Any, _info: GraphQLResolveInfo) -> int:
        return services.balance(self)

    def resolve_point_entries(
        self: Any, _info: GraphQLResolveInfo, first: int, after: str | None = None
    ) -> Any:
        entries = Entry.objects.filter(member=self)
        rest = entries if after is None else entries.filter(pk__lt=decode(after, 1)[0])
        rows = rest.select_related("rule", "organisation").order_by("-pk")[: first + 1]
        said = [(encode(entry.pk), PointEntry.of(entry)) for entry in rows]
        return _page(said, first, entries.count())


def _page(rows: list[tuple[str, dict[str, Any]]], first: int, total: int) -> dict[str, Any]:
    rows = [(cursor, {"id": cursor, **row}) for cursor, row in rows]
    return Slice(rows[:first], len(rows) > first, total).connection()


class LeaderboardOf(graphene.Enum):
    """Who is ranked."""

    ORGANISATIONS = "ORGANISATIONS"
    BUILDINGS = "BUILDINGS"
    AREAS = "AREAS"
    MEMBERS = "MEMBERS"

    @property
    def description(self) -> str:
        return {
            "ORGANISATIONS": "党组织, those of five people or more.",
            "BUILDINGS": "楼宇, those of five people or more.",
            "AREAS": "片区, those of five people or more.",
            "MEMBERS": "Members who agreed to it, masked.",
        }[self.value]


class Period(graphene.Enum):
    """The time that counts, on the district's calendar."""

    MONTH = "MONTH"
    YEAR = "YEAR"
    ALL = "ALL"

    @property
    def description(self) -> str:
        return {"MONTH": "This month.", "YEAR": "This year.", "ALL": "All time."}[self.value]


class LeaderboardShows(graphene.Enum):
    """What the district shows of it."""

    OFF = "OFF"
    TEAMS = "TEAMS"
    MEMBERS = "MEMBERS"

    @property
    def description(self) -> str:
        return f"{Shows(self.value).label}."


class Standing(graphene.ObjectType):
    """A line of the leaderboard."""

    rank = graphene.Int(required=True, description="1 is first; equal points share a rank.")
    title = graphene.String(required=True, description="The team's name, or a masked one.")
    url = graphene.String(description="The team's page; null for members.")
    points = graphene.Int(required=True, description="What they earned in the period.")


class PointsQuery:
    """The leaderboard."""

    leaderboard_shows = graphene.Field(
        LeaderboardShows, required=True, description="What the leaderboard shows at all."
    )
    leaderboard = live(
        graphene.Field(
            connection(Standing, "Leaderboard"),
            of=LeaderboardOf(required=True, description="Who."),
            period=Period(required=True, description="When."),
            first=graphene.Int(required=True, description="How many, 1 to 100."),
            after=graphene.String(description="The endCursor of the page before."),
            required=True,
            description="Who earned most; empty for what is not shown.",
        )
    )
    live(leaderboard_shows)

    def resolve_leaderboard_shows(self, _info: GraphQLResolveInfo) -> str:
        return services.shows().value

    def resolve_leaderboard(
        self,
        _info: GraphQLResolveInfo,
        of: Any,
        period: Any,
        first: int,
        after: str | None = None,
    ) -> Any:
        whole = ranking.leaderboard(ranking.Of[of.value], ranking.Period[period.value])
        begun = 0 if after is None else _place_after(whole, after)
        rows = [
            (
                encode(each.points, each.number),
                {"rank": each.rank, "title": each.title, "url": each.url, "points": each.points},
            )
            for each in whole[begun : begun + first + 1]
        ]
        return _page(rows, first, len(whole))


def _place_after(whole: list[ranking.Standing], cursor: str) -> int:
    """Where the list goes on: behind the line it named or, if that has moved, behind its points."""
    points, number = decode(cursor, 2)
    for place, each in enumerate(whole):
        if (each.points, each.number) == (points, number):
            return place + 1
    return sum(each.points >= points for each in whole)
