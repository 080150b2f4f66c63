"""Activity."""

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from .content import Content, Node, Owner
from .core import documents
from .core.access import shown
from .core.documents import Newest, Reference, narrowed
from .core.paging import BY_START, connection, paged
from .core.scalars import DateTime
from .pages import Brief, Notice
from .venues import Venue


class ActivityKind(graphene.Enum):
    """What kind of activity it is."""

    MEMBERS_MEETING = "MEMBERS_MEETING"
    COMMITTEE_MEETING = "COMMITTEE_MEETING"
    GROUP_MEETING = "GROUP_MEETING"
    LECTURE = "LECTURE"
    ORGANISATION_LIFE = "ORGANISATION_LIFE"
    THEME_DAY = "THEME_DAY"
    VOLUNTEERING = "VOLUNTEERING"
    WELFARE = "WELFARE"
    STUDY = "STUDY"
    CULTURE = "CULTURE"
    ENTERTAINMENT = "ENTERTAINMENT"
    SPORT = "SPORT"
    APPRAISAL = "APPRAISAL"

    @property
    def description(self) -> str:
        return {
            "MEMBERS_MEETING": "党员大会.",
            "COMMITTEE_MEETING": "支委会.",
            "GROUP_MEETING": "党小组会.",
            "LECTURE": "党课.",
            "ORGANISATION_LIFE": "组织生活会.",
            "THEME_DAY": "主题党日.",
            "VOLUNTEERING": "志愿服务.",
            "WELFARE": "公益.",
            "STUDY": "学习.",
            "CULTURE": "文化.",
            "ENTERTAINMENT": "文娱.",
            "SPORT": "体育.",
            "APPRAISAL": "评比.",
        }[self.value]


class ActivityPhase(graphene.Enum):
    """Where an activity stands, as of the last public change."""

    ANNOUNCED = "ANNOUNCED"
    SIGN_UP = "SIGN_UP"
    CLOSED = "CLOSED"
    UNDER_WAY = "UNDER_WAY"
    OVER = "OVER"

    @property
    def description(self) -> str:
        return {
            "ANNOUNCED": "Sign-up has not opened.",
            "SIGN_UP": "Sign-up is open.",
            "CLOSED": "Sign-up has closed.",
            "UNDER_WAY": "It has begun.",
            "OVER": "It has ended.",
        }[self.value]


class Activity(graphene.ObjectType):
    """活动."""

    class Meta:
        interfaces = (Node, Content)

    kind = graphene.Field(ActivityKind, required=True, description="What kind it is.")
    phase = graphene.Field(ActivityPhase, required=True, description="Where it stands.")
    notice = Newest(Notice, "NOTICE", "about", "The notice that announces it.")
    report = Newest(Brief, "BRIEF", "about", "The brief that reports it.")
    starts_at = DateTime(required=True, description="When it starts.")
    ends_at = DateTime(required=True, description="When it ends.")
    place = graphene.String(required=True, description="Where, in words; may be empty.")
    venue = Reference(Venue, "The shared venue it is held at.")
    size = graphene.Int(description="How many may come; null for no limit.")
    sign_up_opens_at = DateTime(required=True, description="From when one may sign up.")
    sign_up_closes_at = DateTime(required=True, description="Until when one may sign up.")
    scope = shown(Owner, "Whose it is: who is told of it and may sign up.", required=True)
    worth_points = graphene.Int(required=True, description="Points for attending.")

    def resolve_kind(self, _info: Any) -> Any:
        return self["activityKind"]

    def resolve_scope(self, _info: Any) -> Any:
        return self["owner"]


class ActivitiesQuery:
    """Activities."""

    activities = paged(
        connection(Activity),
        "Activities, by start.",
        upcoming=graphene.Boolean(
            description="true: only those that have not ended; false: only those that have."
        ),
        kind=ActivityKind(description="Only those of this kind."),
        area=graphene.ID(description="Only those of this area."),
        building=graphene.ID(description="Only those of this building."),
    )

    def resolve_activities(
        self,
        info: GraphQLResolveInfo,
        first: int,
        after: str | None = None,
        upcoming: bool | None = None,
        kind: Any = None,
        **places: str | None,
    ) -> Any:
        entries = narrowed("ACTIVITY", places, category=kind and kind.value)
        if upcoming is not None:
            entries = entries.filter(over=not upcoming)
        return documents.listed(info, entries, first, after, BY_START)
