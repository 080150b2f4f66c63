"""Finding pages by words."""

from typing import Any

import graphene
import orjson
from graphql import GraphQLResolveInfo

from cms.publication.models import Entry

from .content import Content, ContentKind
from .core import documents, paging
from .core.paging import Slice, connection, paged
from .core.selections import asked_here, asks_for

LONGEST_QUESTION = 200


class SearchQuery:
    """Search."""

    search = paged(
        connection(Content, "Search"),
        "Pages that share words with the text, the best first. Cursors count from the best.",
        text=graphene.String(required=True, description="At most 200 characters."),
        kinds=graphene.List(
            graphene.NonNull(ContentKind), description="Only these kinds; all when left out."
        ),
    )

    def resolve_search(
        self,
        info: GraphQLResolveInfo,
        text: str,
        first: int,
        after: str | None = None,
        kinds: list[Any] | None = None,
    ) -> Any:
        if len(text) > LONGEST_QUESTION:
            raise paging.refusal("TEXT_TOO_LONG", f"搜索词最多 {LONGEST_QUESTION} 个字。")
        start = 0 if after is None else paging.decode(after, 1)[0]
        found = Entry.objects.public().found_by(text)
        if kinds is not None:
            found = found.filter(kind__in={kind.value for kind in kinds})
        texts = list(found.values_list("document", flat=True)[start : start + first + 1])
        rows = [
            (paging.encode(place), orjson.loads(document))
            for place, document in enumerate(texts[:first], start + 1)
        ]
        total = found.count() if asks_for(info, asked_here(info), "totalCount") else None
        return documents.answer(info, Slice(rows, len(texts) > first, total))
