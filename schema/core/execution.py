"""graphql-core's execution with a short way for what a document holds ready."""

from functools import cache, partial
from typing import Any

from graphql import (
    ExecutionContext,
    FieldNode,
    GraphQLError,
    GraphQLLeafType,
    GraphQLNonNull,
    GraphQLObjectType,
    is_leaf_type,
)
from graphql.pyutils import Path


def from_document(_attname: str, _default: Any, root: Any, info: Any) -> Any:
    """The default resolver: documents hold their fields under the contract's own names."""
    return root[info.field_name]


def nothing_waits(_value: Any) -> bool:
    """Whether a value is a promise: resolvers here are plain functions and return none."""
    return False


class FromDocuments(ExecutionContext):
    """Takes texts, numbers and names from documents without a resolver's ceremony.

    Whatever is not there, null, or not of its type goes the usual way, which knows what to say.
    """

    def execute_fields(
        self,
        parent_type: GraphQLObjectType,
        source_value: Any,
        path: Path | None,
        fields: dict[str, list[FieldNode]],
    ) -> dict[str, Any]:
        if type(source_value) is not dict:
            return super().execute_fields(parent_type, source_value, path, fields)  # type: ignore[return-value]
        leaves = _leaves(parent_type)
        results: dict[str, Any] = {}
        further = {}
        for name, nodes in fields.items():
            field = nodes[0].name.value
            if field == "__typename":
                results[name] = parent_type.name
                continue
            # Its place is kept for what goes the usual way.
            results[name] = None
            value = source_value.get(field)
            if value is None or field not in leaves:
                further[name] = nodes
                continue
            try:
                results[name] = leaves[field].serialize(value)
            except (GraphQLError, TypeError, ValueError):
                further[name] = nodes
        if further:
            results |= super().execute_fields(parent_type, source_value, path, further)  # type: ignore[operator]
        return results


@cache
def _leaves(kind: GraphQLObjectType) -> dict[str, GraphQLLeafType]:
    """The fields of a type that take no arguments and stand in its documents as they are said."""
    found = {}
    for name, field in kind.fields.items():
        own = field.type.of_type if isinstance(field.type, GraphQLNonNull) else field.type
        plain = isinstance(field.resolve, partial) and field.resolve.func is from_document
        if plain and not field.args and is_leaf_type(own):
            found[name] = own
    return found
