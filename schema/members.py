"""Who is signed in: their organisation, badge and consents; and what they may change of it."""

from typing import Any

import graphene
from allauth.usersessions.models import UserSession
from graphql import GraphQLResolveInfo

from cms.core import clock, ids
from cms.core.errors import Refusal
from cms.members import consents, memberships, phones
from cms.members.models import Consent as Line
from cms.members.models import ConsentText as Text
from cms.members.models import Membership as Belonging
from cms.members.models import Purpose, User
from cms.places.models import Organisation as OrganisationPage
from cms.publication.models import Entry

from .core import documents
from .core.access import live, own, public, viewer
from .core.mutations import act, mutation, problems
from .core.scalars import DateTime
from .courses import CourseFields
from .places import Organisation
from .points import Earner
from .quizzes import QuizFields


class ConsentPurpose(graphene.Enum):
    """What somebody agrees to, each by itself."""

    TERMS = "TERMS"
    MEMBERSHIP = "MEMBERSHIP"
    BADGE = "BADGE"
    RANKING = "RANKING"

    @property
    def description(self) -> str:
        return f"{Purpose(self.value).label}."


class ConsentText(graphene.ObjectType):
    """A version of what is agreed to."""

    purpose = graphene.Field(ConsentPurpose, required=True, description="What for.")
    version = graphene.Int(required=True, description="Hand it back when it was agreed to.")
    title = graphene.String(required=True, description="Its title.")
    body = graphene.String(
        required=True,
        description="Plain text: empty lines part paragraphs, `## ` is a heading, `- ` a point.",
    )

    @staticmethod
    def of(text: Text) -> dict[str, Any]:
        names = ("purpose", "version", "title", "body")
        return {name: getattr(text, name) for name in names}


class Consent(graphene.ObjectType):
    """A line of the ledger of what the viewer agreed to or took back."""

    purpose = graphene.Field(ConsentPurpose, required=True, description="What for.")
    title = graphene.String(required=True, description="The text's title.")
    version = graphene.Int(required=True, description="The text's version.")
    given = graphene.Boolean(required=True, description="Agreed to, or taken back.")
    at = DateTime(required=True, description="When.")


class MembershipState(graphene.Enum):
    """How far a membership is."""

    ASKED = "ASKED"
    CONFIRMED = "CONFIRMED"
    DECLINED = "DECLINED"
    ENDED = "ENDED"

    @property
    def description(self) -> str:
        return {
            "ASKED": "The organiser has not answered yet.",
            "CONFIRMED": "The organiser has confirmed it.",
            "DECLINED": "The organiser has declined it; `words` says why.",
            "ENDED": "The organiser has ended it; `words` says why.",
        }[self.value]


class Membership(graphene.ObjectType):
    """The viewer's membership of an organisation."""

    state = graphene.Field(MembershipState, required=True, description="How far it is.")
    organisation = public(
        graphene.Field(Organisation, description="Whose; null while it is not public.")
    )
    organisation_title = graphene.String(required=True, description="Its name.")
    home_branch = graphene.String(description="流动党员: the branch they belong to elsewhere.")
    asked_at = DateTime(required=True, description="When the viewer asked.")
    decided_at = DateTime(description="When the organiser answered.")
    words = graphene.String(description="What the organiser says to it.")

    def resolve_organisation(self, info: GraphQLResolveInfo) -> Any:
        entries = Entry.objects.public("ORGANISATION").filter(page_id=self["page"])
        return documents.one(info, entries)

    @staticmethod
    def of(membership: Belonging | None) -> dict[str, Any] | None:
        if membership is None:
            return None
        return {
            "state": membership.state,
            "page": membership.organisation_id,
            "organisationTitle": membership.organisation.title,
            "homeBranch": membership.home_branch or None,
            "askedAt": clock.stamp(membership.asked_at),
            "decidedAt": membership.decided_at and clock.stamp(membership.decided_at),
            "words": membership.words or None,
        }


class Member(QuizFields, CourseFields, Earner, graphene.ObjectType):
    """Who is signed in, told to themselves."""

    name = graphene.String(description="As given when joining an organisation.")
    phone = graphene.String(description="Masked: 138****8000.")
    is_staff = graphene.Boolean(required=True, description="Whether /admin/ is open to them.")
    session_count = graphene.Int(required=True, description="Devices that are signed in.")
    membership = own(graphene.Field(Membership, description="The confirmed one; null for none."))
    request = own(
        graphene.Field(
            Membership, description="The one asked for, or the last answer if it was no."
        )
    )
    badge = graphene.Boolean(required=True, description="亮身份: whether they show it.")
    in_ranking = graphene.Boolean(
        required=True, description="Whether the leaderboard may name them, masked."
    )
    consents = own(
        graphene.Field(
            graphene.List(graphene.NonNull(Consent)),
            required=True,
            description="Everything agreed to and taken back, the newest first.",
        )
    )

    def resolve_name(self: User, _info: GraphQLResolveInfo) -> str | None:
        return self.get_full_name() or None

    def resolve_phone(self: User, _info: GraphQLResolveInfo) -> str | None:
        return phones.masked(self.phone) if self.phone else None

    def resolve_is_staff(self: User, _info: GraphQLResolveInfo) -> bool:
        return self.has_perm("wagtailadmin.access_admin")

    def resolve_session_count(self: User, _info: GraphQLResolveInfo) -> int:
        return UserSession.objects.filter(user=self).count()

    def resolve_membership(self: User, _info: GraphQLResolveInfo) -> Any:
        return Membership.of(memberships.confirmed(self))

    def resolve_request(self: User, _info: GraphQLResolveInfo) -> Any:
        return Membership.of(memberships.asked(self) or memberships.declined(self))

    def resolve_badge(self: User, _info: GraphQLResolveInfo) -> bool:
        return memberships.has_badge(self)

    def resolve_in_ranking(self: User, _info: GraphQLResolveInfo) -> bool:
        return consents.stands(self, Purpose.RANKING) is not None

    def resolve_consents(self: User, _info: GraphQLResolveInfo) -> list[dict[str, Any]]:
        lines = Line.objects.filter(user=self).select_related("text").order_by("-pk")
        return [{**ConsentText.of(line.text), "given": line.given, "at": line.at} for line in lines]


class MembersQuery:
    """Who is signed in."""

    viewer = own(graphene.Field(Member, description="Who is signed in; null for nobody."))
    consent_text = live(
        graphene.Field(
            ConsentText,
            purpose=ConsentPurpose(required=True, description="What for."),
            required=True,
            description="The text in force.",
        )
    )

    def resolve_viewer(self, info: GraphQLResolveInfo) -> Any:
        return viewer(info)

    def resolve_consent_text(self, _info: GraphQLResolveInfo, purpose: Any) -> Any:
        return ConsentText.of(consents.in_force(Purpose(purpose.value)))


class JoinOrganisationInput(graphene.InputObjectType):
    """What joining takes."""

    organisation = graphene.ID(required=True, description="The organisation's id.")
    name = graphene.String(required=True, description="The member's own name.")
    home_branch = graphene.String(description="流动党员: the branch they belong to elsewhere.")
    consent_version = graphene.Int(
        description="The version of the MEMBERSHIP text that was ticked; left out for none."
    )


class ShowBadgeInput(graphene.InputObjectType):
    """Whether to show it."""

    shown = graphene.Boolean(required=True, description="On or off.")
    consent_version = graphene.Int(
        description="The version of the BADGE text that was ticked; needed to turn it on."
    )


class ShowInRankingInput(graphene.InputObjectType):
    """Whether to be named, masked, among those with the most points."""

    shown = graphene.Boolean(required=True, description="On or off.")
    consent_version = graphene.Int(
        description="The version of the RANKING text that was ticked; needed to turn it on."
    )


class JoinOrganisationPayload(graphene.ObjectType):
    """What came of asking to belong."""

    viewer = own(graphene.Field(Member, description="Who is signed in, as they are now."))
    problems = problems()


class LeaveOrganisationPayload(graphene.ObjectType):
    """What came of leaving."""

    viewer = own(graphene.Field(Member, description="Who is signed in, as they are now."))
    problems = problems()


class ShowInRankingPayload(graphene.ObjectType):
    """What came of joining or leaving the ranking of members."""

    viewer = own(graphene.Field(Member, description="Who is signed in, as they are now."))
    problems = problems()


class ShowBadgePayload(graphene.ObjectType):
    """What came of turning the badge on or off."""

    viewer = own(graphene.Field(Member, description="Who is signed in, as they are now."))
    problems = problems()


class WithdrawConsentPayload(graphene.ObjectType):
    """What came of taking the consent back."""

    viewer = own(graphene.Field(Member, description="Who is signed in, as they are now."))
    problems = problems()


class MembersMutation:
    """What people change of their own."""

    join_organisation = mutation(
        JoinOrganisationPayload,
        "党员报到: ask to belong; again for another changes it. The same twice is once.",
        JoinOrganisationInput,
    )
    leave_organisation = mutation(
        LeaveOrganisationPayload, "Leave, or take back what was asked. The same twice is once."
    )
    show_badge = mutation(ShowBadgePayload, "亮身份, on or off.", ShowBadgeInput)
    show_in_ranking = mutation(
        ShowInRankingPayload,
        "Be named on the leaderboard, masked, or not any more.",
        ShowInRankingInput,
    )
    withdraw_consent = mutation(
        WithdrawConsentPayload,
        "Take back the consent to membership data: name, memberships and badge go with it.",
    )

    def resolve_join_organisation(self, info: GraphQLResolveInfo, **given: Any) -> dict[str, Any]:
        asked = given["input"]
        return act(
            info,
            lambda user: memberships.join(
                user=user,
                organisation=_organisation(asked.organisation),
                name=asked.name,
                home_branch=asked.get("home_branch") or "",
                text=_text(Purpose.MEMBERSHIP, asked.get("consent_version")),
            ),
        )

    def resolve_leave_organisation(self, info: GraphQLResolveInfo) -> dict[str, Any]:
        return act(info, lambda user: memberships.leave(user=user))

    def resolve_show_badge(self, info: GraphQLResolveInfo, **given: Any) -> dict[str, Any]:
        asked = given["input"]
        if not asked.shown:
            return act(info, lambda user: memberships.hide_badge(user=user))
        text = _text(Purpose.BADGE, asked.get("consent_version"))
        return act(info, lambda user: memberships.show_badge(user=user, text=text))

    def resolve_show_in_ranking(self, info: GraphQLResolveInfo, **given: Any) -> dict[str, Any]:
        asked = given["input"]
        if not asked.shown:
            return act(info, lambda user: memberships.leave_ranking(user=user))
        text = _text(Purpose.RANKING, asked.get("consent_version"))
        return act(info, lambda user: memberships.join_ranking(user=user, text=text))

    def resolve_withdraw_consent(self, info: GraphQLResolveInfo) -> dict[str, Any]:
        return act(info, lambda user: memberships.withdraw_consent(user=user))


def _organisation(given: str) -> OrganisationPage:
    """The public organisation of this id; refuses NOT_JOINABLE, whatever else the id may be."""
    kind, number = ids.decode(given) or ("", 0)
    public_one = Entry.objects.public("ORGANISATION").filter(page_id=number)
    if kind != "ORGANISATION" or not public_one.exists():
        raise Refusal("NOT_JOINABLE", "这里不能报到，请选择一个党组织。", "organisation")
    return OrganisationPage.objects.get(pk=number)


def _text(purpose: Purpose, version: int | None) -> Text | None:
    return Text.objects.filter(purpose=purpose, version=version).first() if version else None
