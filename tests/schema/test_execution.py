"""The short way for what documents hold ready says what graphql-core says, errors included."""

import pytest
from django.http import HttpRequest
from graphql import execute, get_introspection_query, parse

from schema.core.execution import FromDocuments, nothing_waits
from schema.root import schema
from tests.schema.test_statements import OPERATIONS

EVERYTHING = """
query ($deep: Boolean = true) {
  changes(first: 50) { number cursor hasMore nodes { __typename id url kind ordinal deleted
   content {
    __typename t: title title slug url summary publishedAt updatedAt sourceDate ordinal formerUrls
    cover { alt width height color focalPoint { x y } sources { url width mime } }
    owner { id title url } breadcrumb { title url }
    body { __typename id ... on HeadingBlock { text level } ... on ParagraphBlock { html } }
    ... on Job { address experience education headcount contact expiresAt
      salary { text monthlyMinYuan monthlyMaxYuan } enterprise { ...Firm } building { title } }
    ... on Enterprise { ...Firm jobs(first: 3) { totalCount nodes { title } } }
    ... on Activity { phase startsAt endsAt size @include(if: $deep) venue { title } }
    ... on Lesson { minutes }
    ... on Building { area { title number @skip(if: $deep) } floors }
  } } }
  nothing: node(id: "nothing") { id }
}
fragment Firm on Enterprise { companyType industry { code name } sizeBand website contact }
"""


def both(query, **variables):
    """What the stock executor says, and what ours says."""
    answers = []
    for ours in ({}, {"execution_context_class": FromDocuments, "is_awaitable": nothing_waits}):
        result = execute(
            schema.graphql_schema,
            parse(query),
            context_value=HttpRequest(),
            variable_values=variables,
            **ours,
        )
        said = [
            (e.message, e.path, e.locations, type(e.original_error)) for e in result.errors or ()
        ]
        answers.append((list_of(result.data), said))
    return answers


def list_of(data):
    """Dicts as lists of pairs: the order of fields is part of an answer."""
    if isinstance(data, dict):
        return [(name, list_of(value)) for name, value in data.items()]
    return [list_of(each) for each in data] if isinstance(data, list) else data


def test_every_kind_is_answered_alike(town):
    stock, ours = both(EVERYTHING)
    assert ours == stock
    assert stock[1] == []
    assert len(dict(dict(stock[0])["changes"])["nodes"]) > 12


@pytest.mark.parametrize("query", [*OPERATIONS, get_introspection_query()])
def test_every_operation_is_answered_alike(town, public_id, query):
    stock, ours = both(query.replace("%(job)s", public_id(town.job)))
    assert ours == stock


@pytest.mark.parametrize(
    "broken",
    [
        *({"minutes": value} for value in (None, "geheim", "7", 7.0, 7.5, True, [], {}, 2**40)),
        *({"title": value} for value in (None, 5, 5.5, True, ["x"], {"x": 1})),
        *({"publishedAt": None}, {"publishedAt": 5}, {"id": None}, {"id": 5}, {"id": 5.5}),
        *({"cover": {"alt": None}}, {"cover": "x"}, {"cover": []}, {"formerUrls": "x"}),
        *({"body": None}, {"body": [None]}, {"body": [{"__typename": "Geheim"}]}),
        *({"__typename": "Geheim"}, {"__typename": "Job"}, {"ordinal": "1"}, {"owner": {}}),
    ],
    ids=str,
)
def test_broken_documents_are_answered_alike(town, alter, broken):
    alter(town.lesson, **broken)
    lesson = """... on Lesson { minutes } id title publishedAt ordinal formerUrls
        cover { alt width } owner { title } body { __typename id }"""
    stock, ours = both(
        f'{{ areas {{ title }} content(url: "/lessons/{town.lesson.slug}/") {{ {lesson} }} }}'
    )
    assert ours == stock
    stock, ours = both(f"{{ lessons(first: 5) {{ nodes {{ {lesson} }} }} }}")
    assert ours == stock
