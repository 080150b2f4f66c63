"""Documents and all they refer to, fetched a level at a time: one statement for each level.

Documents name each other by page number. Before an answer is put together, the query's text is
read to see which of those references it follows, and all of one level are fetched at once.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import graphene
import orjson
from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from graphene.utils.str_converters import to_camel_case
from graphql import GraphQLResolveInfo, GraphQLSchema, SelectionSetNode
from graphql.execution.values import get_argument_values

from cms.core import ids
from cms.publication.models import Entry, EntryQuerySet

from .access import public
from .paging import NEWEST_FIRST, Document, Order, Slice
from .selections import asked_here, asks_for, below, fields


class Reference(graphene.Field):
    """A field whose document holds the number of another page; null while that is not public."""

    def __init__(self, kind: Any, description: str, *, required: bool = False) -> None:
        super().__init__(kind, required=required, description=description, resolver=_follow)
        self.required = required
        public(self)


class References(Reference):
    """A field whose document holds the numbers of other pages; those that are not public miss."""

    def __init__(self, kind: Any, description: str) -> None:
        inner = graphene.List(graphene.NonNull(kind))
        graphene.Field.__init__(
            self, inner, required=True, description=description, resolver=_follow_all
        )
        # Of the pages, not of the list: none of them has to be public.
        self.required = False
        public(self)


class Below(graphene.Field):
    """A connection of the pages of one kind that name this page in a column of their entry."""

    def __init__(self, kind: Any, of: str, column: str, description: str) -> None:
        super().__init__(
            kind,
            first=graphene.Int(required=True, description="How many, 1 to 100."),
            after=graphene.String(description="The endCursor of the page before."),
            required=True,
            description=description,
            resolver=_list_below,
        )
        self.of, self.column = of, column
        public(self)


class Newest(Below):
    """The newest of the pages that name this one in a column of their entry; null for none."""

    def __init__(self, kind: Any, of: str, column: str, description: str) -> None:
        graphene.Field.__init__(self, kind, description=description, resolver=_newest_below)
        self.of, self.column = of, column
        public(self)


class Loaded:
    """What one request has fetched: documents by page number, lists by whose they are.

    torn: ids of documents that lost a required reference between two statements of the request;
    they are about to leave the public, and answers leave them out already.
    """

    def __init__(self) -> None:
        self.documents: dict[int, Document] = {}
        self.lists: dict[tuple[Any, ...], Slice] = {}
        self.torn: set[str] = set()

    def target(self, number: int | None) -> Document | None:
        """The document a reference leads to; null while it is not public."""
        document = self.documents.get(number) if number else None
        return None if document is None or document["id"] in self.torn else document


@dataclass(frozen=True)
class _Followed:
    """A reference the query follows from some documents, and what it asks of their targets."""

    name: str
    required: bool
    documents: list[Document]
    selections: list[SelectionSetNode]

    def numbers(self) -> Iterator[int | None]:
        """The pages that the reference leads to from these documents."""
        for document in self.documents:
            value = document[self.name]
            yield from value if isinstance(value, list) else [value]


def narrowed(
    kind: str, places: dict[str, str | None] | None = None, **columns: str | None
) -> EntryQuerySet:
    """Public entries of a kind, of these places (column -> the place's id), with these values."""
    entries = Entry.objects.public(kind)
    for column, place in (places or {}).items():
        if place is None:
            continue
        named = ids.decode(place)
        if named is None or column.upper() not in {named[0], "OWNER"}:
            return entries.none()
        entries = entries.filter(**{f"{column}_id": named[1]})
    for column, value in columns.items():
        if value is not None:
            # PostgreSQL holds no text with a NUL, and takes no question with one.
            entries = entries.none() if "\0" in value else entries.filter(**{column: value})
    return entries


def listed(
    info: GraphQLResolveInfo,
    entries: EntryQuerySet,
    first: int,
    after: str | None,
    order: Order = NEWEST_FIRST,
) -> dict[str, Any]:
    """A page of these entries in this order, with what the query follows from it."""
    rest = entries if after is None else entries.filter(order.after(after))
    rows = order.rows(rest.order_by(*order.by).values_list(*order.columns)[: first + 1])
    total = entries.count() if asks_for(info, asked_here(info), "totalCount") else None
    return answer(info, Slice(rows[:first], len(rows) > first, total))


def answer(info: GraphQLResolveInfo, part: Slice) -> dict[str, Any]:
    """The part of a list as the contract's connection, with what the query follows from it."""
    load(info, [document for _, document in part.rows], _of_items(info, asked_here(info)))
    return part.connection(_loaded(info).torn)


def one(info: GraphQLResolveInfo, entries: EntryQuerySet) -> Document | None:
    """The document of the first of these entries, with what the query follows from it."""
    found = all_of(info, entries[:1])
    return found[0] if found else None


def all_of(info: GraphQLResolveInfo, entries: EntryQuerySet) -> list[Document]:
    """The documents of a list that is short by nature, with what the query follows from them."""
    documents = [orjson.loads(text) for text in entries.values_list("document", flat=True)]
    load(info, documents, asked_here(info))
    return [each for each in documents if each["id"] not in _loaded(info).torn]


def torn(info: GraphQLResolveInfo) -> set[str]:
    """Ids of loaded documents that are about to leave the public (see Loaded.torn)."""
    return _loaded(info).torn


def lend(info: GraphQLResolveInfo, documents: list[Document]) -> None:
    """Let references lead to these for the length of the request, as if they were public."""
    _loaded(info).documents |= {number_of(document): document for document in documents}


def load(
    info: GraphQLResolveInfo, documents: list[Document], selections: list[SelectionSetNode]
) -> None:
    """Fetch everything the selections follow from these documents, level by level."""
    loaded = _loaded(info)
    levels: list[list[_Followed]] = []
    level = [(documents, selections)]
    while level:
        followed, deeper = [], []
        for some, asked in level:
            for type_name, alike in _by_type(some).items():
                for (name, *page), below_it in _relations_asked(info, type_name, asked).items():
                    relation = _relations(info.schema, type_name)[name]
                    if isinstance(relation, Below):
                        deeper.append(_load_below(info, relation, name, page, alike, below_it))
                    else:
                        followed.append(_Followed(name, relation.required, alike, below_it))
        _load_targets(loaded, followed)
        levels.append(followed)
        level = [*deeper, *_targets(loaded, followed)]
    # From the deepest up: what needs a torn document is torn as well.
    for followed in reversed(levels):
        for each in followed:
            if each.required:
                loaded.torn |= {
                    document["id"]
                    for document in each.documents
                    if loaded.target(document[each.name]) is None
                }


def _load_targets(loaded: Loaded, followed: list[_Followed]) -> None:
    named = {number for each in followed for number in each.numbers()}
    wanted = {number for number in named if number} - loaded.documents.keys()
    if wanted:
        rows = Entry.objects.public().filter(page_id__in=wanted)
        for number, text in rows.values_list("page_id", "document"):
            loaded.documents[number] = orjson.loads(text)


def _targets(
    loaded: Loaded, followed: list[_Followed]
) -> Iterator[tuple[list[Document], list[SelectionSetNode]]]:
    for each in followed:
        numbers = dict.fromkeys(each.numbers())
        found = [loaded.documents[number] for number in numbers if number in loaded.documents]
        if found:
            yield found, each.selections


def _load_below(
    info: GraphQLResolveInfo,
    relation: Below,
    name: str,
    page: list[Any],
    parents: list[Document],
    selections: list[SelectionSetNode],
) -> tuple[list[Document], list[SelectionSetNode]]:
    """One list for each parent; a list that was asked for before is not fetched again."""
    lists = _loaded(info).lists
    counted = asks_for(info, selections, "totalCount")
    keys = {number_of(parent): (parent["id"], name, *page) for parent in parents}
    missing = [
        number
        for number, key in keys.items()
        if key not in lists or (counted and lists[key].total is None)
    ]
    for number, part in _fetch_below(relation, missing, *page, counted=counted):
        lists[keys[number]] = part
    found = [document for key in keys.values() for _, document in lists[key].rows]
    one = isinstance(relation, Newest)
    return found, selections if one else _of_items(info, selections)


def _fetch_below(
    relation: Below, parents: list[int], first: int, after: str | None, *, counted: bool
) -> Iterator[tuple[int, Slice]]:
    """A list for each parent: one statement for all, and one more if lengths are asked."""
    if not parents:
        return
    column = f"{relation.column}_id"
    entries = Entry.objects.public(relation.of).filter(**{f"{column}__in": parents})
    rest = entries if after is None else entries.filter(NEWEST_FIRST.after(after))
    place = Window(RowNumber(), partition_by=F(column), order_by=NEWEST_FIRST.by)
    near = rest.annotate(place=place).filter(place__lte=first + 1).order_by(column, "place")
    rows = defaultdict(list)
    for parent, *row in near.values_list(column, *NEWEST_FIRST.columns):
        rows[parent].append(row)
    totals: dict[int, int] = {}
    if counted:
        totals = dict(entries.values_list(column).annotate(Count("pk")).order_by())
    for parent in parents:
        some = NEWEST_FIRST.rows(rows[parent])
        total = totals.get(parent, 0) if counted else None
        yield parent, Slice(some[:first], len(some) > first, total)


def _follow(root: Document, info: GraphQLResolveInfo) -> Document | None:
    return _loaded(info).target(root[info.field_name])


def _follow_all(root: Document, info: GraphQLResolveInfo) -> list[Document]:
    loaded = _loaded(info)
    found = [loaded.target(number) for number in root[info.field_name]]
    return [document for document in found if document is not None]


def _list_below(
    root: Document, info: GraphQLResolveInfo, first: int, after: str | None = None
) -> dict[str, Any]:
    loaded = _loaded(info)
    return loaded.lists[root["id"], info.field_name, first, after].connection(loaded.torn)


def _newest_below(root: Document, info: GraphQLResolveInfo) -> Document | None:
    loaded = _loaded(info)
    nodes = loaded.lists[root["id"], info.field_name, 1, None].connection(loaded.torn)["nodes"]
    return nodes[0] if nodes else None


def _loaded(info: GraphQLResolveInfo) -> Loaded:
    request = info.context
    if not hasattr(request, "loaded"):
        request.loaded = Loaded()
    return request.loaded


def _of_items(
    info: GraphQLResolveInfo, selections: list[SelectionSetNode]
) -> list[SelectionSetNode]:
    """What is asked of a connection's items."""
    return below(info, selections, "nodes") + below(info, selections, "edges", "node")


def _relations_asked(
    info: GraphQLResolveInfo, type_name: str, selections: list[SelectionSetNode]
) -> dict[tuple[Any, ...], list[SelectionSetNode]]:
    """(relation, first, after) -> what the query asks of it, in however many places it does."""
    own = info.schema.type_map[type_name]
    found: dict[tuple[Any, ...], list[SelectionSetNode]] = defaultdict(list)
    for node in fields(info, selections, _names(info.schema, type_name)):
        name = node.name.value
        if name in _relations(info.schema, type_name) and node.selection_set:
            field = own.fields[name]  # type: ignore[attr-defined]
            arguments = get_argument_values(field, node, info.variable_values)
            key = (name, arguments.get("first", 1), arguments.get("after"))
            found[key].append(node.selection_set)
    return found


def _by_type(documents: Iterable[Document]) -> dict[str, list[Document]]:
    types: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        types[document["__typename"]].append(document)
    return types


def number_of(document: Document) -> int:
    """The page number behind a document's id."""
    _, number = ids.decode(document["id"]) or ("", 0)
    return number


@cache
def _relations(schema: GraphQLSchema, type_name: str) -> dict[str, Reference | Below]:
    declared = schema.type_map[type_name].graphene_type._meta.fields  # type: ignore[attr-defined]
    return {
        to_camel_case(name): field
        for name, field in declared.items()
        if isinstance(field, Reference | Below)
    }


@cache
def _names(schema: GraphQLSchema, type_name: str) -> frozenset[str]:
    own = schema.type_map[type_name]
    return frozenset({own.name, *(each.name for each in own.interfaces)})  # type: ignore[attr-defined]
