"""Enterprise, Job and Vacancy."""

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from cms.enterprises.industries import find_industry
from cms.publication.models import EntryQuerySet

from .content import Content, Node
from .core import documents
from .core.access import shown
from .core.documents import Below, Reference, narrowed
from .core.paging import connection, paged
from .core.scalars import Date, DateTime
from .places import Building

BY_INDUSTRY = "Only those of this industry, by its name or code; a section has its divisions."


class Industry(graphene.ObjectType):
    """A section or division of GB/T 4754, or 未分类."""

    code = graphene.String(required=True, description="Empty for what is not classified.")
    name = graphene.String(required=True, description="Its name.")


class Salary(graphene.ObjectType):
    """Pay as written, and what it comes to in a month (a day counts 21.75 times)."""

    text = graphene.String(required=True, description="As written: 1-1.5万/月, 200元/天.")
    monthly_min_yuan = graphene.Int(description="Null where open or unknown.")
    monthly_max_yuan = graphene.Int(description="Null where open or unknown.")


class Education(graphene.Enum):
    """The schooling a job asks for."""

    ANY = "ANY"
    SECONDARY = "SECONDARY"
    COLLEGE = "COLLEGE"
    BACHELOR = "BACHELOR"
    MASTER = "MASTER"
    DOCTOR = "DOCTOR"

    @property
    def description(self) -> str:
        return {
            "ANY": "不限.",
            "SECONDARY": "中专/高中.",
            "COLLEGE": "大专.",
            "BACHELOR": "本科.",
            "MASTER": "硕士.",
            "DOCTOR": "博士.",
        }[self.value]


class Job(graphene.ObjectType):
    """招聘."""

    class Meta:
        interfaces = (Node, Content)

    address = graphene.String(required=True, description="Where the work is; may be empty.")
    enterprise = Reference(lambda: Enterprise, "Who hires.", required=True)
    building = Reference(Building, "The building the enterprise is in.")
    salary = shown(Salary, "Null when it is to be agreed (面议).")
    experience = graphene.String(required=True, description="As written, or 不限.")
    education = graphene.Field(Education, required=True, description="What it asks for at least.")
    headcount = graphene.Int(description="How many are wanted; null for 若干.")
    contact = graphene.String(
        description="How to apply, in words; where null, the enterprise's `contact` holds."
    )
    expires_at = DateTime(required=True, description="When the listing ends.")


JobConnection = connection(Job)


class Enterprise(graphene.ObjectType):
    """企业."""

    class Meta:
        interfaces = (Node, Content)

    building = Reference(Building, "The building it is in.")
    address = graphene.String(required=True, description="May be empty.")
    company_type = graphene.String(required=True, description="企业性质; may be empty.")
    industry = shown(Industry, "What it does.", required=True)
    size_band = graphene.String(required=True, description="e.g. 50-150人; may be empty.")
    website = graphene.String(description="Its own site.")
    contact = graphene.String(description="Whom to turn to, in words: 人事部 0371-0000-1301.")
    jobs = Below(JobConnection, "JOB", "enterprise", "Its open jobs.")


class Vacancy(graphene.ObjectType):
    """空置资源: rooms to let."""

    class Meta:
        interfaces = (Node, Content)

    building = Reference(Building, "The building they are in.", required=True)
    floor = graphene.String(required=True, description="Where in the building.")
    area_square_metres = graphene.Int(required=True, description="How large.")
    rent_text = graphene.String(required=True, description="As written, or 面议.")
    available_from = Date(description="From when; null for at once.")
    contact_phone = graphene.String(required=True, description="Whom to call.")
    expires_at = DateTime(required=True, description="When the listing ends.")


def _of_industry(entries: EntryQuerySet, asked: str | None) -> EntryQuerySet:
    if asked is None:
        return entries
    industry = find_industry(asked)
    return entries.of_industry(industry.path) if industry else entries.none()


class EnterprisesQuery:
    """Enterprises, jobs and vacancies."""

    enterprises = paged(
        connection(Enterprise),
        "Enterprises.",
        building=graphene.ID(description="Only those in this building."),
        industry=graphene.String(description=BY_INDUSTRY),
    )
    jobs = paged(
        JobConnection,
        "Open jobs.",
        building=graphene.ID(description="Only those in this building."),
        enterprise=graphene.ID(description="Only those of this enterprise."),
        industry=graphene.String(description=BY_INDUSTRY),
        education=Education(description="Only those that ask for exactly this."),
        monthly_yuan_at_least=graphene.Int(
            description="Only those whose top of range reaches this; an open top stays."
        ),
    )

    vacancies = paged(
        connection(Vacancy),
        "Rooms to let.",
        building=graphene.ID(description="Only those in this building."),
    )

    def resolve_vacancies(
        self, info: GraphQLResolveInfo, first: int, after: str | None = None, **places: str | None
    ) -> Any:
        return documents.listed(info, narrowed("VACANCY", places), first, after)

    def resolve_enterprises(
        self,
        info: GraphQLResolveInfo,
        first: int,
        after: str | None = None,
        industry: str | None = None,
        **places: str | None,
    ) -> Any:
        entries = _of_industry(narrowed("ENTERPRISE", places), industry)
        return documents.listed(info, entries, first, after)

    def resolve_jobs(
        self,
        info: GraphQLResolveInfo,
        first: int,
        after: str | None = None,
        industry: str | None = None,
        education: Any = None,
        monthly_yuan_at_least: int | None = None,
        **places: str | None,
    ) -> Any:
        schooling = education and education.value
        entries = _of_industry(narrowed("JOB", places, education=schooling), industry)
        if monthly_yuan_at_least is not None:
            entries = entries.paying_at_least(monthly_yuan_at_least)
        return documents.listed(info, entries, first, after)
