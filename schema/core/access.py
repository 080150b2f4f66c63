"""Who may see what a field returns: every field that can return an object names its rule here.

A field without a rule does not pass `tests/schema/test_access.py`. What is public is so by
construction, because it is read from the publication and from nothing else. What is somebody's own
hangs on `viewer`; an id that could be another's is looked for among the viewer's own.
"""

from typing import Any, TypeVar

import graphene
from graphql import GraphQLResolveInfo

from cms.members.models import User

PUBLIC = "public: read from the publication, which holds nothing else"
LIVE = "live: the same for everybody, read when it is asked; it names nobody who did not agree"
PRESS = "press: at a door of its own, with the secret that it shares with the CMS"
OWN = "own: about the person who is signed in, and told to nobody else"
T = TypeVar("T", bound=graphene.Field)


def public(field: T) -> T:
    """The field returns only what the publication holds."""
    field.access = PUBLIC
    return field


def live(field: T) -> T:
    """The field returns what is not published as a page: its answer is never kept."""
    field.access = LIVE
    return field


def for_press(field: T) -> T:
    """The field answers the press alone."""
    field.access = PRESS
    return field


def own(field: T) -> T:
    """The field tells people about themselves, or lets them change what is theirs."""
    field.access = OWN
    return field


def viewer(info: GraphQLResolveInfo) -> User | None:
    """Who asks. Nobody does by GET: those answers are everybody's, and caches keep them."""
    request: Any = info.context
    if request.method != "POST" or not request.user.is_authenticated:
        return None
    return request.user


def shown(
    kind: object, description: str, *, required: bool = False, many: bool = False
) -> graphene.Field:
    """A field holding a part of a public document: its JSON is already in the parent's."""
    return public(_part(kind, description, required=required, many=many))


def told(
    kind: object, description: str, *, required: bool = False, many: bool = False
) -> graphene.Field:
    """A field holding a part of what somebody is told about themselves."""
    return own(_part(kind, description, required=required, many=many))


def _part(kind: object, description: str, *, required: bool, many: bool) -> graphene.Field:
    inner = graphene.List(graphene.NonNull(kind)) if many else kind
    return graphene.Field(inner, required=required or many, description=description)
