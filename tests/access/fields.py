"""Every field of the language that returns an object or takes an id, and what it tells whom."""

from collections.abc import Iterator
from typing import Any

from graphene.utils.str_converters import to_camel_case
from graphql import (
    GraphQLID,
    GraphQLObjectType,
    get_named_type,
    is_composite_type,
    is_interface_type,
    is_introspection_type,
    is_object_type,
)

from cms.core import ids
from schema.root import schema

SCHEMA = schema.graphql_schema


def fields() -> Iterator[tuple[str, str]]:
    """(Type.field, its rule), in the order of the alphabet."""
    for name in sorted(SCHEMA.type_map):
        kind: Any = SCHEMA.type_map[name]
        if is_introspection_type(kind) or not (is_object_type(kind) or is_interface_type(kind)):
            continue
        rules = {
            to_camel_case(key): getattr(each, "access", "")
            for key, each in kind.graphene_type._meta.fields.items()
        }
        for key, field in kind.fields.items():
            takes_id = any(get_named_type(arg.type) is GraphQLID for arg in field.args.values())
            if takes_id or is_composite_type(get_named_type(field.type)):
                yield f"{name}.{key}", rules[key]


def questions(page: Any) -> dict[str, str]:
    """For each field of Query, a question that would tell of the page if anything did."""
    given = {
        "id": ids.encode(page.kind, page.pk),
        "url": page.address_for(page.slug),
        "text": page.title,
        "first": 100,
        "purpose": "MEMBERSHIP",
        "of": "BUILDINGS",
        "period": "ALL",
    }
    return {
        name: f"{{ {name}{_arguments(field, given)} {_asked(get_named_type(field.type))} }}"
        for name, field in SCHEMA.query_type.fields.items()
    }


def _arguments(field: Any, given: dict[str, Any]) -> str:
    taken = {
        name: given[name] if name in {"purpose", "first", "of", "period"} else f'"{given[name]}"'
        for name in field.args
        if name in given
    }
    return f"({', '.join(f'{name}: {value}' for name, value in taken.items())})" if taken else ""


def _asked(kind: Any) -> str:
    """All words within reach: of a list's items, of a page, of a thing that holds pages."""
    within = getattr(kind, "fields", {})
    if "nodes" in within:
        return f"{{ nodes {_asked(get_named_type(within['nodes'].type))} }}"
    if kind.name == "Change":
        return "{ url content { title summary } }"
    if is_interface_type(kind) and kind.name == "Node":
        return "{ ... on Content { title summary } }"
    if "title" in within and "summary" in within:
        return "{ title summary }"
    return "{ __typename }"


def acts() -> dict[str, str]:
    """For each field of Mutation, the act with the least that it takes."""
    mutation: GraphQLObjectType = SCHEMA.mutation_type  # type: ignore[assignment]
    least = {
        "JoinOrganisationInput": '{organisation: "x", name: "x"}',
        "ShowBadgeInput": "{shown: false}",
        "ShowInRankingInput": "{shown: false}",
        "StartQuizInput": '{quiz: "x", idempotencyKey: "x"}',
        "SaveAnswerInput": '{question: "x", options: [], idempotencyKey: "x"}',
        "FinishQuizInput": '{attempt: "x"}',
        "ClaimCertificateInput": '{course: "x"}',
    }
    found = {}
    for name, field in mutation.fields.items():
        given = [least[get_named_type(arg.type).name] for arg in field.args.values()]
        arguments = f"(input: {given[0]})" if given else ""
        found[name] = f"mutation {{ {name}{arguments} {{ problems {{ code }} }} }}"
    return found
