"""The contract: what is committed, described and promised is what the code answers."""

from pathlib import Path

import pytest
from graphql import (
    EnumTypeDefinitionNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    is_introspection_type,
    is_specified_scalar_type,
    parse,
    print_ast,
    validate,
    validate_schema,
)

from schema import press
from schema.__main__ import beside
from schema.core.limits import check_shape, check_tokens, cost
from schema.root import schema

ROOT = Path(__file__).resolve().parents[2]
GRAPHQL = schema.graphql_schema
PRESS = press.schema.graphql_schema


def types_of(contract):
    return {
        name: each
        for name, each in contract.type_map.items()
        if not is_introspection_type(each) and not is_specified_scalar_type(each)
    }


TYPES = types_of(GRAPHQL)

# What clients are written against; further fields and types are ours to add.
PROMISED = """
interface Node { id: ID! }
interface Content {
  id: ID! title: String! slug: String! url: String! summary: String! publishedAt: DateTime!
  updatedAt: DateTime! sourceDate: Date ordinal: Int! formerUrls: [String!]! cover: Image
  owner: Owner! breadcrumb: [Link!]!
}
type Link { title: String! url: String! }
type Owner { id: ID! title: String! url: String! kind: String! }
type Image {
  alt: String! width: Int! height: Int! color: String focalPoint: Point sources: [ImageSource!]!
}
type ImageSource { url: String! width: Int! height: Int! mime: String! }
type Point { x: Float! y: Float! }
interface Block { id: ID! }
type HeadingBlock implements Block { id: ID! text: String! level: Int! }
type ParagraphBlock implements Block { id: ID! html: String! }
type ImageBlock implements Block { id: ID! image: Image! caption: String! }
type District implements Node & Content {
  areas: [Area!]! figures: [Figure!]! body: [Block!]! footer: Footer!
}
type Area implements Node & Content {
  number: Int! buildings(first: Int!, after: String): BuildingConnection!
}
type Building implements Node & Content {
  kind: BuildingKind! area: Area! address: String! floors: Int occupancyPercent: Int
  peopleCount: Int propertyCompany: String! propertyPhone: String! body: [Block!]!
}
type Organisation implements Node & Content {
  kind: OrganisationKind! building: Building area: Area body: [Block!]!
}
type Brief implements Node & Content { body: [Block!]! reports: Activity }
type Notice implements Node & Content { body: [Block!]! announces: Activity }
type FileBlock implements Block {
  id: ID! title: String! url: String! bytes: Int! mime: String!
}
type VideoBlock implements Block {
  id: ID! title: String! url: String! poster: Image captionsUrl: String
}
type GalleryBlock implements Block { id: ID! images: [Image!]! }
type QuoteBlock implements Block { id: ID! text: String! source: String! }
type TableBlock implements Block {
  id: ID! caption: String! header: [String!]! rows: [[String!]!]!
}
type Activity implements Node & Content {
  kind: ActivityKind! notice: Notice report: Brief body: [Block!]! startsAt: DateTime!
  endsAt: DateTime! place: String! venue: Venue size: Int signUpOpensAt: DateTime!
  signUpClosesAt: DateTime! scope: Owner! worthPoints: Int!
}
type Vacancy implements Node & Content {
  building: Building! floor: String! areaSquareMetres: Int! rentText: String!
  availableFrom: Date contactPhone: String! body: [Block!]!
}
type PublicService implements Node & Content {
  category: ServiceCategory! place: String! openingText: String! phone: String! body: [Block!]!
}
type InfoPage implements Node & Content { body: [Block!]! }
enum ActivityKind {
  MEMBERS_MEETING COMMITTEE_MEETING GROUP_MEETING LECTURE ORGANISATION_LIFE THEME_DAY VOLUNTEERING
  WELFARE STUDY CULTURE ENTERTAINMENT SPORT APPRAISAL
}
enum ServiceCategory { WELFARE GOVERNMENT CONVENIENCE BUSINESS }
type Lesson implements Node & Content {
  body: [Block!]! minutes: Int! worthPoints: Int! quiz: QuizOutline
}
type QuizOutline {
  id: ID! questionCount: Int! drawnCount: Int! passPercent: Int! attemptsAllowed: Int
  minutesAllowed: Int
}
type Course implements Node & Content { lessons: [Lesson!]! body: [Block!]! }
type Venue implements Node & Content {
  building: Building partOf: Venue capacity: Int! equipment: [String!]!
  openingHours: [OpeningHours!]! body: [Block!]!
}
type Enterprise implements Node & Content {
  building: Building address: String! companyType: String! industry: Industry! sizeBand: String!
  website: String jobs(first: Int!, after: String): JobConnection! body: [Block!]!
}
type Job implements Node & Content {
  address: String! enterprise: Enterprise! building: Building salary: Salary experience: String!
  education: Education! headcount: Int expiresAt: DateTime! body: [Block!]!
}
type Salary { text: String! monthlyMinYuan: Int monthlyMaxYuan: Int }
type Industry { code: String! name: String! }
type Figure { label: String! value: String! unit: String! }
type Footer {
  organiser: String! icp: String publicSecurity: String siteCode: String complaintsUrl: String
  links: [Link!]!
}
enum ContentKind {
  DISTRICT AREA BUILDING ORGANISATION BRIEF NOTICE LESSON COURSE ACTIVITY VENUE ENTERPRISE JOB
  VACANCY PUBLIC_SERVICE INFO_PAGE
}
enum OrganisationKind { COMMITTEE COMMUNITY JOINT ENTERPRISE PARTNER }
enum BuildingKind { TOWER CIRCLE }
enum Education { ANY SECONDARY COLLEGE BACHELOR MASTER DOCTOR }
type Query {
  node(id: ID!): Node
  content(url: String!): Content
  district: District!
  areas: [Area!]!
  buildings(first: Int!, after: String, area: ID): BuildingConnection!
  organisations(first: Int!, after: String, area: ID, building: ID): OrganisationConnection!
  briefs(first: Int!, after: String, owner: ID): BriefConnection!
  notices(first: Int!, after: String, owner: ID): NoticeConnection!
  lessons(first: Int!, after: String): LessonConnection!
  activities(
    first: Int!, after: String, upcoming: Boolean, kind: ActivityKind, area: ID, building: ID
  ): ActivityConnection!
  vacancies(first: Int!, after: String, building: ID): VacancyConnection!
  publicServices(
    first: Int!, after: String, category: ServiceCategory
  ): PublicServiceConnection!
  venues(first: Int!, after: String, building: ID): VenueConnection!
  enterprises(first: Int!, after: String, building: ID, industry: String): EnterpriseConnection!
  jobs(
    first: Int!, after: String, building: ID, enterprise: ID, industry: String
    education: Education, monthlyYuanAtLeast: Int
  ): JobConnection!
  search(text: String!, first: Int!, after: String, kinds: [ContentKind!]): SearchConnection!
  changes(since: Cursor, first: Int!): Changes!
}
type Changes { nodes: [Change!]! cursor: Cursor! hasMore: Boolean! number: Int! }
type Change { id: ID! url: String! kind: ContentKind! deleted: Boolean! content: Content }
type PageInfo { hasNextPage: Boolean! endCursor: String }
"""
CONNECTIONS = {
    **{
        kind: kind
        for kind in (
            *("Building", "Organisation", "Brief", "Notice", "Lesson"),
            *("Activity", "Venue", "Enterprise", "Job", "Vacancy", "PublicService"),
        )
    },
    "Search": "Content",
}
for _name, _node in CONNECTIONS.items():
    PROMISED += f"""
    type {_name}Connection {{
      nodes: [{_node}!]! edges: [{_name}Edge!]! pageInfo: PageInfo! totalCount: Int!
    }}
    type {_name}Edge {{ cursor: String! node: {_node}! }}
    """


@pytest.mark.parametrize("promised", parse(PROMISED).definitions, ids=lambda node: node.name.value)
def test_what_is_promised_is_there(promised):
    built = TYPES[promised.name.value]
    if isinstance(promised, EnumTypeDefinitionNode):
        assert set(built.values) == {value.name.value for value in promised.values}
        return
    interfaces = {each.name for each in built.interfaces}
    assert {each.name.value for each in promised.interfaces} <= interfaces
    for field in promised.fields:
        found = built.fields[field.name.value]
        assert str(found.type) == print_ast(field.type), field.name.value
        arguments = {name: str(argument.type) for name, argument in found.args.items()}
        assert arguments == {each.name.value: print_ast(each.type) for each in field.arguments}


@pytest.mark.parametrize(
    ("name", "built"), [("schema", f"{str(schema).strip()}\n"), ("press", beside(GRAPHQL, PRESS))]
)
def test_the_committed_contract_is_the_codes(name, built):
    if (ROOT / "schema" / f"{name}.graphql").read_text() != built:
        pytest.fail(f"schema/{name}.graphql is out of date: renew it with `make schema`")


@pytest.mark.parametrize("contract", [GRAPHQL, PRESS], ids=["public", "press"])
def test_the_contract_is_sound(contract):
    assert validate_schema(contract) == []


@pytest.mark.parametrize("contract", [GRAPHQL, PRESS], ids=["public", "press"])
def test_everything_is_described(contract):
    things = _things(types_of(contract))
    assert [path for path, thing in things if not (thing.description or "").strip()] == []


def _things(types):
    """All that a contract can describe, with its path."""
    for name, each in types.items():
        yield name, each
        if isinstance(each, GraphQLEnumType):
            yield from ((f"{name}.{key}", value) for key, value in each.values.items())
        for key, field in getattr(each, "fields", {}).items():
            yield f"{name}.{key}", field
            if not isinstance(each, GraphQLInputObjectType):
                yield from ((f"{name}.{key}({arg})", it) for arg, it in field.args.items())


@pytest.mark.parametrize("name", ["draft", "report"])
def test_what_the_press_asks_at_its_own_door_fits(name):
    query = (ROOT / "site" / "queries" / "press" / f"{name}.graphql").read_text()
    record = (ROOT / "site" / "queries" / "changes.graphql").read_text()
    if "...Change" in query:
        query += record[record.index("fragment ") :]
    check_tokens(query)
    check_shape(parse(query))
    assert validate(PRESS, parse(query)) == []
    assert validate(GRAPHQL, parse(query)) != []


def test_the_presss_query_fits():
    query = (ROOT / "site" / "queries" / "changes.graphql").read_text()
    document = parse(query)
    check_tokens(query)
    check_shape(document)
    assert validate(GRAPHQL, document) == []
    assert cost(GRAPHQL, document, {"since": None, "first": 100}, None) == 100
