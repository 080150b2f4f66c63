"""Following the publication: all that changed, in order, deletions included."""

from typing import Any

import graphene
import orjson
from graphql import GraphQLResolveInfo

from cms.core import ids
from cms.publication.models import Counter, Entry

from .content import Content, ContentKind
from .core import documents, paging
from .core.access import public, shown
from .core.scalars import Cursor
from .core.selections import asked_here, below


class Change(graphene.ObjectType):
    """One page as it stands after its last change."""

    id = graphene.ID(required=True, description="The page's id.")
    url = graphene.String(required=True, description="Its public path, or its last one.")
    kind = graphene.Field(ContentKind, required=True, description="What it is.")
    ordinal = graphene.Int(
        required=True, description="Its place within its kind; a page that left keeps it."
    )
    deleted = graphene.Boolean(required=True, description="Whether it left the public.")
    content = shown(Content, "The page; null when deleted.")


class Changes(graphene.ObjectType):
    """A stretch of the record of public changes."""

    nodes = shown(Change, "Each page that changed, once, in order of its last change.", many=True)
    cursor = Cursor(required=True, description="Hand it back as `since` to go on from here.")
    has_more = graphene.Boolean(required=True, description="Whether more is there already.")
    number = graphene.Int(required=True, description="The publication number reached.")


class ChangesQuery:
    """The record of changes."""

    changes = public(
        graphene.Field(
            Changes,
            since=Cursor(description="From the last answer; left out, everything is sent."),
            first=graphene.Int(required=True, description="How many, 1 to 100."),
            required=True,
            description="Everything public that changed after a cursor, deletions included.",
        )
    )

    def resolve_changes(
        self, info: GraphQLResolveInfo, first: int, since: str | None = None
    ) -> dict[str, Any]:
        start = 0 if since is None else paging.decode(since, 1)[0]
        rows = list(
            Entry.objects.filter(number__gt=start)
            .order_by("number")
            .values_list("number", "page_id", "kind", "url", "ordinal", "deleted", "document")[
                : first + 1
            ]
        )
        if start and not rows and start > Counter.reached():
            raise paging.refusal("CURSOR_UNKNOWN", "游标来自另一份数据，请不带 since 重新读取。")
        changes: list[dict[str, Any]] = [
            {
                "id": ids.encode(kind, page),
                "url": url,
                "kind": kind,
                "ordinal": ordinal,
                "deleted": deleted,
                "content": None if deleted else orjson.loads(document),
            }
            for _, page, kind, url, ordinal, deleted, document in rows[:first]
        ]
        contents = [change["content"] for change in changes if change["content"]]
        documents.load(info, contents, below(info, asked_here(info), "nodes", "content"))
        torn = documents.torn(info)
        for change in changes:
            if change["id"] in torn:
                # Its own tombstone is next; without what it needs it is gone already.
                change |= {"deleted": True, "content": None}
        reached = rows[:first][-1][0] if rows else start
        return {
            "nodes": changes,
            "cursor": paging.encode(reached),
            "hasMore": len(rows) > first,
            "number": reached,
        }
