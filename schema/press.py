"""What the press alone is told and tells, at a door of its own: drafts, and how far the site is."""

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from cms.pages.drafts import redeem
from cms.publication.delivery import report
from cms.publication.models import Counter, Trouble

from .changes import Change
from .content import BLOCKS
from .core import documents
from .core.access import for_press, shown
from .core.selections import asked_here, below
from .pages import InfoPage
from .root import Query


class PressTrouble(graphene.Enum):
    """What keeps the press from bringing on what it has read."""

    PAGE = Trouble.PAGE.value
    TARGET = Trouble.TARGET.value
    BUSY = Trouble.BUSY.value
    PRESS = Trouble.PRESS.value

    @property
    def description(self) -> str:
        return str(Trouble(self.value).label)


class Draft(graphene.ObjectType):
    """A page as publishing it now would make it."""

    nodes = shown(
        Change,
        "The pages above it that are not public themselves, and last the page.",
        many=True,
    )


class PressQuery(Query):
    """What the press may ask: all that the public may, and a draft it was given the token of."""

    class Meta:
        name = "Query"

    draft = for_press(
        graphene.Field(
            Draft,
            token=graphene.String(required=True, description="As the CMS handed it over."),
            description="The draft; null when the token opens nothing, or not any more.",
        )
    )

    def resolve_draft(self, info: GraphQLResolveInfo, token: str) -> dict[str, Any] | None:
        drafts = redeem(token)
        if not drafts:
            return None
        documents.lend(info, drafts)
        documents.load(info, drafts, below(info, asked_here(info), "nodes", "content"))
        return {
            "nodes": [
                {
                    **{name: draft[name] for name in ("id", "url", "kind", "ordinal")},
                    "deleted": False,
                    "content": draft,
                }
                for draft in drafts
            ]
        }


class Report(graphene.ObjectType):
    """That the press was heard."""

    number = graphene.Int(required=True, description="The publication's number by now.")


class PressMutation(graphene.ObjectType):
    """What the press tells."""

    class Meta:
        name = "Mutation"

    report = for_press(
        graphene.Field(
            Report,
            number=graphene.Int(
                required=True, description="Up to which number of the publication the site stands."
            ),
            trouble=PressTrouble(description="What keeps it from coming further, if anything."),
            left_out=graphene.List(
                graphene.NonNull(graphene.ID),
                required=True,
                description="Pages that cannot be printed: the site does without them.",
            ),
            required=True,
            description="Say how far the site is: at each step, and every ten seconds.",
        )
    )

    def resolve_report(
        self,
        _info: GraphQLResolveInfo,
        number: int,
        left_out: list[str],
        trouble: Any = None,
    ) -> dict[str, Any]:
        report(number=number, trouble=trouble.value if trouble else "", left_out=left_out)
        return {"number": Counter.reached()}


schema = graphene.Schema(query=PressQuery, mutation=PressMutation, types=[*BLOCKS, InfoPage])
