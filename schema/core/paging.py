"""Connections: pages of a list, by cursors that stay put while things are added."""

import base64
import binascii
import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import graphene
import orjson
from django.db.models import Q
from graphql import GraphQLError, Node

from cms.core.ids import BEYOND

from .access import public, shown

LARGEST = 100
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
MICROSECOND = datetime.timedelta(microseconds=1)
Document = dict[str, Any]


class PageInfo(graphene.ObjectType):
    """Whether a list goes on, and from where."""

    has_next_page = graphene.Boolean(required=True, description="Whether more items follow.")
    end_cursor = graphene.String(description="Hand it back as `after` to get them.")


def connection(node: Any, name: str = "") -> Any:
    """The connection type of a node type: nodes, edges, pageInfo and totalCount."""
    name = name or node._meta.name
    edge = type(
        f"{name}Edge",
        (graphene.ObjectType,),
        {
            "__doc__": f"An item of a {name}Connection, with its place.",
            "cursor": graphene.String(required=True, description="The item's place in the list."),
            "node": shown(node, "The item.", required=True),
        },
    )
    return type(
        f"{name}Connection",
        (graphene.ObjectType,),
        {
            "__doc__": f"A page of a list of {name} items.",
            "nodes": shown(node, "The items of this page.", many=True),
            "edges": shown(edge, "The items of this page, each with its place.", many=True),
            "page_info": shown(PageInfo, "Whether the list goes on.", required=True),
            "total_count": graphene.Int(required=True, description="The length of the whole list."),
        },
    )


def paged(kind: Any, description: str, /, **arguments: Any) -> graphene.Field:
    """A root field that returns a connection; `first` and `after` come with it."""
    return public(
        graphene.Field(
            kind,
            first=graphene.Int(required=True, description="How many, 1 to 100."),
            after=graphene.String(description="The endCursor of the page before."),
            required=True,
            description=description,
            **arguments,
        )
    )


@dataclass(frozen=True)
class Slice:
    """Part of a list: its (cursor, document) rows, if more follow, the whole length if asked."""

    rows: list[tuple[str, Document]]
    more: bool
    total: int | None

    def connection(self, torn: Collection[str] = ()) -> dict[str, Any]:
        """The answer in the contract's shape, without the documents whose ids are in `torn`."""
        rows = [row for row in self.rows if row[1]["id"] not in torn]
        return {
            "nodes": [document for _, document in rows],
            "edges": [{"cursor": cursor, "node": document} for cursor, document in rows],
            "pageInfo": {
                "hasNextPage": self.more,
                "endCursor": self.rows[-1][0] if self.rows else None,
            },
            "totalCount": self.total,
        }


def refusal(code: str, message: str, node: Node | None = None) -> GraphQLError:
    """An error that is the caller's to mend: its message, code and place are shown."""
    return GraphQLError(message, node, extensions={"code": code})


def encode(*place: int) -> str:
    """A place in a list as an opaque cursor."""
    return base64.urlsafe_b64encode(orjson.dumps(place)).decode().rstrip("=")


def decode(cursor: str, length: int) -> list[int]:
    """The place of this many numbers that encode() was given; anything else is refused."""
    try:
        place = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError):
        place = None
    if not isinstance(place, list) or len(place) != length or not all(map(_is_ours, place)):
        raise refusal("BAD_CURSOR", "游标无效，请从第一页重新开始。")
    return place


def _is_ours(number: Any) -> bool:
    return type(number) is int and 0 <= number < BEYOND


@dataclass(frozen=True)
class Order:
    """How a list is ordered: by a moment of its entries and, for equal ones, by page number."""

    moment: str
    descending: bool

    @property
    def by(self) -> tuple[str, str]:
        sign = "-" if self.descending else ""
        return f"{sign}{self.moment}", f"{sign}page_id"

    @property
    def columns(self) -> tuple[str, str, str]:
        """What `rows` wants to be given."""
        return "page_id", self.moment, "document"

    def after(self, cursor: str) -> Q:
        """Entries that come after the cursor."""
        microseconds, number = decode(cursor, 2)
        moment = EPOCH + microseconds * MICROSECOND
        beyond = "lt" if self.descending else "gt"
        later = Q(**{f"{self.moment}__{beyond}": moment})
        return later | Q(**{self.moment: moment, f"page_id__{beyond}": number})

    def rows(self, values: Iterable[Sequence[Any]]) -> list[tuple[str, Document]]:
        """(page number, moment, JSON) as (cursor, document)."""
        return [
            (encode((moment - EPOCH) // MICROSECOND, number), orjson.loads(document))
            for number, moment, document in values
        ]


NEWEST_FIRST = Order("published_at", descending=True)
BY_START = Order("starts_at", descending=False)
