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
    "ATTEMPT_NOT_FOUND": "The viewer has no such attempt, or it was annulled.",
    "ATTEMPT_OVER": "The attempt has been handed in.",
    "CLOSED": "The quiz has closed.",
    "CONSENT_NEEDED": "The consent has to be ticked first.",
    "COURSE_NOT_FOUND": "No public course has this id.",
    "KEY_REUSED": "The idempotency key began another quiz.",
    "NAME_NEEDED": "The name is missing.",
    "NOT_A_MEMBER": "Only confirmed members may.",
    "NOT_OPEN": "The quiz has not opened.",
    "NOT_PASSED": "A lesson of the course is not passed, or none has a quiz.",
    "NO_ATTEMPTS_LEFT": "All attempts that are allowed have been begun.",
    "NOT_JOINABLE": "No organisation that one can join, or not in this way.",
    "OUTDATED_TEXT": "The text has changed since it was shown: show the new one.",
    "QUIZ_NOT_FOUND": "No public quiz has this id, or it cannot be taken now.",
    "TIME_OVER": "The time is over: what was saved in time has been graded.",
    "TOO_LONG": "A text is too long, or holds signs that nobody sees.",
    "TOO_SOON": "The wait after the last attempt is not over.",
    "WRONG_KEY": "No idempotency key: 1 to 64 signs.",
    "WRONG_OPTION": "The question has no such option, or takes one only.",
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
    done = make(info, "viewer", do)
    return {**done, "viewer": User.objects.get(pk=user.pk) if user else None}


def make(info: GraphQLResolveInfo, name: str, do: Callable[[User], object]) -> dict[str, Any]:
    """Let the viewer do it: the payload's thing of this name, what came of it, and its problems."""
    user = viewer(info)
    if user is None:
        return {name: None, "problems": [said(Refusal("NOT_SIGNED_IN", "请先登录。"))]}
    try:
        return {name: do(user), "problems": []}
    except Refusal as refusal:
        return {name: None, "problems": [said(refusal)]}


def said(refusal: Refusal) -> dict[str, str | None]:
    """A refusal as a Problem."""
    return {"code": refusal.code, "message": refusal.message, "field": refusal.field}


def mutation(payload: Any, description: str, given: Any = None) -> graphene.Field:
    """A root field that changes what is the viewer's own."""
    arguments = {"input": given(required=True, description="What is given.")} if given else {}
    return own(graphene.Field(payload, required=True, description=description, **arguments))
