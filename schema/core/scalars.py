"""Scalars that pass on what the publication already wrote."""

from typing import Any

import graphene
from graphql import GraphQLError, StringValueNode


class _Text(graphene.Scalar):
    class Meta:
        abstract = True

    @staticmethod
    def serialize(value: Any) -> str:
        return str(value)

    @staticmethod
    def parse_value(value: Any) -> str:
        if not isinstance(value, str):
            raise GraphQLError("此处需要文本。")
        return value

    @classmethod
    def parse_literal(cls, node: Any, _variables: Any = None) -> str:
        return cls.parse_value(node.value if isinstance(node, StringValueNode) else None)


class DateTime(_Text):
    """A moment, ISO 8601 with offset: 2026-11-23T10:02:07+08:00."""


class Date(_Text):
    """A calendar day in Asia/Shanghai: 2026-11-23."""


class Cursor(_Text):
    """A place in the ordered record of public changes. Opaque: store it, hand it back."""
