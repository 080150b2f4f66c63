"""Reading a query's own text: which fields it asks for below the one at hand."""

from collections.abc import Iterable, Iterator
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLIncludeDirective,
    GraphQLResolveInfo,
    GraphQLSkipDirective,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
)
from graphql.execution.values import get_directive_values


def asked_here(info: GraphQLResolveInfo) -> list[SelectionSetNode]:
    """What the query asks of the field being resolved."""
    return [node.selection_set for node in info.field_nodes if node.selection_set]


def fields(
    info: GraphQLResolveInfo,
    selections: Iterable[SelectionSetNode],
    type_names: frozenset[str] | None = None,
) -> Iterator[FieldNode]:
    """The fields asked of an object that goes by any of these type names (None: by any name)."""
    for selection_set in selections:
        for node in selection_set.selections:
            if _left_out(info, node):
                continue
            if isinstance(node, FieldNode):
                yield node
                continue
            fragment: Any = node
            if isinstance(node, FragmentSpreadNode):
                fragment = info.fragments[node.name.value]
            condition = fragment.type_condition
            if not (condition and type_names) or condition.name.value in type_names:
                yield from fields(info, [fragment.selection_set], type_names)


def _left_out(info: GraphQLResolveInfo, node: SelectionNode) -> bool:
    if not node.directives:
        return False
    skip = get_directive_values(GraphQLSkipDirective, node, info.variable_values)
    include = get_directive_values(GraphQLIncludeDirective, node, info.variable_values)
    return bool(skip and skip["if"]) or (include is not None and not include["if"])


def below(
    info: GraphQLResolveInfo, selections: Iterable[SelectionSetNode], *path: str
) -> list[SelectionSetNode]:
    """The selections reached by a path of field names: below(info, here, "edges", "node")."""
    found = list(selections)
    for name in path:
        asked = [node for node in fields(info, found) if node.name.value == name]
        found = [node.selection_set for node in asked if node.selection_set]
    return found


def asks_for(info: GraphQLResolveInfo, selections: Iterable[SelectionSetNode], name: str) -> bool:
    """Whether the selections ask for a field of this name."""
    return any(node.name.value == name for node in fields(info, selections))


def root_names(document: DocumentNode, operation: OperationDefinitionNode) -> set[str]:
    """The fields asked for at the top of an operation, by their own names."""
    fragments = {
        node.name.value: node
        for node in document.definitions
        if isinstance(node, FragmentDefinitionNode)
    }
    found: set[str] = set()
    left = [operation.selection_set]
    while left:
        for node in left.pop().selections:
            if isinstance(node, FieldNode):
                found.add(node.name.value)
            elif isinstance(node, FragmentSpreadNode):
                left.append(fragments[node.name.value].selection_set)
            else:
                left.append(node.selection_set)  # type: ignore[attr-defined]
    return found
