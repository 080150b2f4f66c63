"""Who may see what a field returns: every field that can return an object names its rule here.

A field without a rule does not pass `tests/schema/test_access.py`. Rules that admit only some
viewers come with accounts; what stands today is public by construction, because it is read from
the publication and from nothing else.
"""

from typing import TypeVar

import graphene

PUBLIC = "public: read from the publication, which holds nothing else"
PRESS = "press: at a door of its own, with the secret that it shares with the CMS"
T = TypeVar("T", bound=graphene.Field)


def public(field: T) -> T:
    """The field returns only what the publication holds."""
    field.access = PUBLIC
    return field


def for_press(field: T) -> T:
    """The field answers the press alone."""
    field.access = PRESS
    return field


def shown(
    kind: object, description: str, *, required: bool = False, many: bool = False
) -> graphene.Field:
    """A field holding a part of a public document: its JSON is already in the parent's."""
    inner = graphene.List(graphene.NonNull(kind)) if many else kind
    return public(graphene.Field(inner, required=required or many, description=description))
