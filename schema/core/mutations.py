"""What every mutation has: a refusal is an answer in words, a bug is an error."""

from collections.abc import Callable
from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from cms.core.errors import Refusal
from cms.members.models import User

from .access import own, shown, viewer

# Whatever a rule behind a mutation may refuse.
CODES = {
    "NOT_SIGNED_IN": "Nobody is signed in: lead to /accounts/login/.",
    "ALREADY_MEMBER": "Already confirmed at this organisation.",
    "CONSENT_NEEDED": "The consent has to be ticked first.",
    "NAME_NEEDED": "The name is missing.",
    "NOT_A_MEMBER": "Only confirmed members may.",
    "NOT_JOINABLE": "No organisation that one can join, or not in this way.",
    "OUTDATED_TEXT": "The text has changed since it was shown: show the new one.",
    "TOO_LONG": "A text is too long, or holds signs that nobody sees.",
    "WRONG_NAME": "The account goes by another name, which is not its owner's to change.",
}
ProblemCode = graphene.Enum(
    "ProblemCode",
    [(code, code) for code in CODES],
    description=lambda each: CODES[each.name] if each else "Why something was refused.",
)


class Problem(graphene.ObjectType):
    """Why something was not done."""

    code = graphene.Field(ProblemCode, required=True, description="For programs.")
    message = graphene.String(required=True, description="For people: what to do, in Chinese.")
    field = graphene.String(description="The input at fault, if it is one.")


def problems() -> graphene.Field:
    """The payload's list of what was refused; empty when it was done."""
    return shown(Problem, "What was refused; empty when it was done.", many=True)


def act(info: GraphQLResolveInfo, do: Callable[[User], object]) -> dict[str, Any]:
    """Let the viewer do it: the payload's viewer, as they are then, and its problems."""
    user = viewer(info)
    if user is None:
        return {"viewer": None, "problems": [_said(Refusal("NOT_SIGNED_IN", "请先登录。"))]}
    try:
        do(user)
    except Refusal as refusal:
        return {"viewer": user, "problems": [_said(refusal)]}
    return {"viewer": User.objects.get(pk=user.pk), "problems": []}


def _said(refusal: Refusal) -> dict[str, str | None]:
    return {"code": refusal.code, "message": refusal.message, "field": refusal.field}


def mutation(payload: Any, description: str, given: Any = None) -> graphene.Field:
    """A root field that changes what is the viewer's own."""
    arguments = {"input": given(required=True, description="What is given.")} if given else {}
    return own(graphene.Field(payload, required=True, description=description, **arguments))
