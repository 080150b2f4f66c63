"""graphql-core's execution, with a short way for what a document holds ready."""

from collections.abc import Callable
from functools import cache, partial
from typing import Any, NamedTuple

from graphql import (
    ExecutionContext,
    FieldNode,
    GraphQLError,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    is_abstract_type,
    is_leaf_type,
)
from graphql.pyutils import Path


def from_document(_attname: str, _default: Any, root: Any, info: Any) -> Any:
    """The default resolver: documents hold their fields under the contract's own names."""
    return root[info.field_name]


def nothing_waits(_value: Any) -> bool:
    """Whether a value is a promise: resolvers here are plain functions and return none."""
    return False


class _Held(NamedTuple):
    """A field asked for that stands in its document: as it is said, unless it has fields too."""

    said_as: str
    name: str
    kind: Any
    serialize: Callable[[Any], Any] | None
    nodes: list[FieldNode]


class _NotHeld(Exception):
    """Something asked for is not to be had from the document alone."""


class FromDocuments(ExecutionContext):
    """Says what stands in documents without a resolver's ceremony, however deep.

    The rest goes the usual way, which also knows what to say of a document that is broken: what
    is missing, null where it may not be, or not of its type.
    """

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._plans: dict[tuple[int, int], list[_Held] | None] = {}

    def execute_fields(
        self,
        parent_type: GraphQLObjectType,
        source_value: Any,
        path: Path | None,
        fields: dict[str, list[FieldNode]],
    ) -> dict[str, Any]:
        results: dict[str, Any] = {}
        further = {}
        for said_as, nodes in fields.items():
            # Its place is kept for what goes the usual way.
            results[said_as] = None
            try:
                results[said_as] = self._value(parent_type, source_value, said_as, nodes)
            except (_NotHeld, GraphQLError, LookupError, TypeError, ValueError):
                further[said_as] = nodes
        if further:
            results |= super().execute_fields(parent_type, source_value, path, further)  # type: ignore[arg-type]
        return results

    def _value(
        self, parent: GraphQLObjectType, source: Any, said_as: str, nodes: list[FieldNode]
    ) -> Any:
        field = _held(parent, said_as, nodes)
        if field is None or type(source) is not dict:
            raise _NotHeld
        return (
            parent.name if field.kind is None else self._said(field.kind, source[field.name], nodes)
        )

    def _said(self, kind: Any, value: Any, nodes: list[FieldNode]) -> Any:
        """A value of a document as an answer says it; raises whatever makes that impossible."""
        if isinstance(kind, GraphQLNonNull):
            if value is None:
                raise _NotHeld
            kind = kind.of_type
        if value is None:
            return None
        if isinstance(kind, GraphQLList):
            if type(value) is not list:
                raise _NotHeld
            return [self._said(kind.of_type, each, nodes) for each in value]
        if is_leaf_type(kind):
            return kind.serialize(value)
        return self._object(kind, value, nodes)

    def _object(self, kind: Any, value: Any, nodes: list[FieldNode]) -> dict[str, Any]:
        if type(value) is not dict:
            raise _NotHeld
        if is_abstract_type(kind):
            own = self.schema.type_map[value["__typename"]]
            if not self.schema.is_sub_type(kind, own):
                raise _NotHeld
            kind = own
        plan = self._plan(kind, nodes)
        if plan is None:
            raise _NotHeld
        said = {}
        for field in plan:
            if field.kind is None:
                said[field.said_as] = kind.name
                continue
            found = value[field.name]
            said[field.said_as] = (
                field.serialize(found)
                if field.serialize and found is not None
                else self._said(field.kind, found, field.nodes)
            )
        return said

    def _plan(self, kind: GraphQLObjectType, nodes: list[FieldNode]) -> list[_Held] | None:
        """What is asked of an object, if all of it stands in its document; else None."""
        # Both live as long as this execution does.
        key = (id(kind), id(nodes))
        if key not in self._plans:
            asked = self.collect_subfields(kind, nodes)
            fields = [_held(kind, said_as, some) for said_as, some in asked.items()]
            whole = kind.is_type_of is None and all(fields)
            self._plans[key] = [field for field in fields if field] if whole else None
        return self._plans[key]


def _held(parent: GraphQLObjectType, said_as: str, nodes: list[FieldNode]) -> _Held | None:
    """The field if it stands in a document of this type; its kind is None for __typename."""
    name = nodes[0].name.value
    if name == "__typename":
        return _Held(said_as, name, None, None, nodes)
    kind = _plain(parent).get(name)
    if kind is None:
        return None
    own = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
    return _Held(said_as, name, kind, own.serialize if is_leaf_type(own) else None, nodes)


@cache
def _plain(parent: GraphQLObjectType) -> dict[str, Any]:
    """The kinds of a type's fields that have neither arguments nor a resolver of their own."""
    return {
        name: field.type
        for name, field in parent.fields.items()
        if isinstance(field.resolve, partial)
        and field.resolve.func is from_document
        and not field.args
    }
