"""What a query may cost, settled before anything is asked of the database."""

import re
from collections import Counter
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    get_operation_ast,
    value_from_ast_untyped,
)
from graphql.execution.values import get_variable_values

from .paging import LARGEST, refusal

BODY_BYTES = 64 * 1024
TOKENS = 1_000
DEPTH = 8
ALIASES = 15
# With fragments expanded. Validation compares fields of one name with each other, so that a name
# repeated in one place is what makes a short query dear.
SELECTIONS = 600
REPEATS = 20
LIST = 250
COST = 1_000
# What is reckoned anew for each who asks costs more than what it returns.
DEAR = {"leaderboard": 250, "past": 100}

# The lexer's own tokens and comments, at a hundredth of its time. Strings that never end are taken
# to the end, so that no text makes us look at it twice.
_TOKEN = re.compile(
    r'"""(?:\\"""|[^"]|"(?!""))*(?:"""|\Z)|"(?:[^"\\\n]|\\.)*"?'
    r"|[_A-Za-z]\w*|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\.\.|[!$&()\[\]{}:=@|]|#[^\n\r]*"
)
Fragments = dict[str, FragmentDefinitionNode]


def check_tokens(query: str) -> None:
    """Refuse a query of too many tokens; cheap enough to ask before parsing."""
    count = 0
    for token in _TOKEN.finditer(query):
        count += not token.group().startswith("#")
        if count > TOKENS:
            raise refusal("TOO_MANY_TOKENS", f"查询太长：最多 {TOKENS} 个词。")


def check_shape(document: DocumentNode) -> None:
    """Refuse a query too deep, too wide or too repetitive to be validated in a moment."""
    fragments = _fragments(document)
    shape = _Shape(fragments)
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode):
            shape.walk(node.selection_set, (), 1)
            if node.operation is OperationType.MUTATION and shape.roots() > 1:
                raise refusal("ONE_MUTATION", "一次请求只能做一件事。")
    # Validation looks at fragments nobody spreads, too.
    for name in fragments.keys() - shape.met:
        shape.walk(fragments[name].selection_set, (name,), 1)


def cost(
    schema: GraphQLSchema, document: DocumentNode, variables: dict[str, Any], name: str | None
) -> int | None:
    """How many documents a valid query could return, or what costs as much; refuses too dear a one.

    None where execution will refuse it: without such an operation, or with wrong variables.
    """
    operation = get_operation_ast(document, name)
    if operation is None:
        return None
    values = get_variable_values(schema, operation.variable_definitions, variables)
    if isinstance(values, list):
        return None
    total = _cost(operation.selection_set, _fragments(document), values)
    if total > COST:
        raise refusal("TOO_COSTLY", f"查询可能返回 {total} 条内容，最多 {COST} 条，请减小 first。")
    return total


class _Shape:
    """A walk over a query as it is when its fragments are written out."""

    def __init__(self, fragments: Fragments) -> None:
        self.fragments = fragments
        self.met: set[str] = set()
        self.inside: list[str] = []
        self.selections = self.aliases = 0
        self.places: Counter[tuple[str, ...]] = Counter()

    def roots(self) -> int:
        """How many fields were met at the top of operations."""
        return sum(len(place) == 1 for place in self.places)

    def walk(self, selections: SelectionSetNode, place: tuple[str, ...], depth: int) -> None:
        for node in selections.selections:
            self.selections += 1
            if self.selections > SELECTIONS:
                raise refusal("TOO_MANY_FIELDS", f"查询太大：展开后最多 {SELECTIONS} 个字段。")
            if isinstance(node, FieldNode):
                self._field(node, place, depth)
            elif isinstance(node, FragmentSpreadNode):
                self._spread(node.name.value, place, depth)
            else:
                self.walk(node.selection_set, place, depth)  # type: ignore[attr-defined]

    def _field(self, node: FieldNode, place: tuple[str, ...], depth: int) -> None:
        if depth > DEPTH:
            raise refusal("TOO_DEEP", f"查询嵌套太深：最多 {DEPTH} 层。")
        self.aliases += node.alias is not None
        if self.aliases > ALIASES:
            raise refusal("TOO_MANY_ALIASES", f"别名太多：最多 {ALIASES} 个。")
        # Fields of one answer name are merged, so that their repeats multiply on the way down.
        place = (*place, (node.alias or node.name).value)
        self.places[place] += 1
        if self.places[place] > REPEATS:
            raise refusal("TOO_MANY_REPEATS", f"同一处的同名字段太多：最多 {REPEATS} 个。")
        if node.selection_set:
            # Introspection has its own switch, reads no data and is deep by nature.
            deeper = -DEPTH if node.name.value.startswith("__") else depth + 1
            self.walk(node.selection_set, place, deeper)

    def _spread(self, name: str, place: tuple[str, ...], depth: int) -> None:
        self.met.add(name)
        # Unknown or circular fragments are left for validation to name.
        if name in self.fragments and name not in self.inside:
            self.inside.append(name)
            self.walk(self.fragments[name].selection_set, place, depth)
            self.inside.pop()


def _fragments(document: DocumentNode) -> Fragments:
    return {
        node.name.value: node
        for node in document.definitions
        if isinstance(node, FragmentDefinitionNode)
    }


def _cost(selections: SelectionSetNode, fragments: Fragments, variables: dict[str, Any]) -> int:
    total = 0
    for node in selections.selections:
        if isinstance(node, FragmentSpreadNode):
            total += _cost(fragments[node.name.value].selection_set, fragments, variables)
            continue
        first = 0
        if isinstance(node, FieldNode):
            first = _first(node, variables)
            total += DEAR.get(node.name.value, 0)
        inside = node.selection_set  # type: ignore[attr-defined]
        below = _cost(inside, fragments, variables) if inside else 0
        total += first + max(first, 1) * below
    return total


def _first(node: FieldNode, variables: dict[str, Any]) -> int:
    """How many items the field may return; refuses arguments that are too long a list."""
    first = 0
    for argument in node.arguments:
        value = value_from_ast_untyped(argument.value, variables)
        if isinstance(value, list) and len(value) > LIST:
            raise refusal("LIST_TOO_LONG", f"列表参数最多 {LIST} 项。")
        if argument.name.value == "first" and isinstance(value, int):
            if not 1 <= value <= LARGEST:
                words = f"first 必须在 1 到 {LARGEST} 之间。"
                raise refusal("BAD_PAGE_SIZE", words, node)
            first = value
    return first
