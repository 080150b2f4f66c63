"""Queries as text, read, measured and validated: once for each text while it is asked often."""

import sys
from functools import lru_cache

from django.conf import settings
from graphql import DocumentNode, GraphQLError, GraphQLSchema, parse, specified_rules, validate
from graphql.validation import NoSchemaIntrospectionCustomRule

from .limits import check_shape, check_tokens

# How many texts are remembered in each process; one of 1,000 tokens takes about 1 MB.
REMEMBERED = 100
RULES = list(specified_rules)

if settings.PRODUCTION:
    RULES.append(NoSchemaIntrospectionCustomRule)
    # No hints about names to those who guess. The package hides this module behind its function.
    sys.modules["graphql.pyutils.did_you_mean"].MAX_LENGTH = 0  # type: ignore[attr-defined]


class Invalid(Exception):
    """A query that does not fit the schema, with what is wrong with it."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__(errors[0].message)
        self.errors = errors


@lru_cache(maxsize=REMEMBERED)
def prepare(schema: GraphQLSchema, query: str) -> DocumentNode:
    """The query as a tree that fits the schema and our limits of size.

    Raises GraphQLError where it is too much or no query, Invalid where it does not fit; of those
    nothing is remembered, so that they cannot push out what is asked in earnest.
    """
    check_tokens(query)
    document = parse(query)
    check_shape(document)
    if errors := validate(schema, document, RULES, max_errors=10):
        raise Invalid(errors)
    return document
