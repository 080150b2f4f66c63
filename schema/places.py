"""District, Area, Building, Organisation."""

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from cms.core.errors import Refusal
from cms.publication.models import Entry

from .content import Content, Link, Node
from .core import documents
from .core.access import public, shown
from .core.documents import Below, Reference, narrowed
from .core.paging import connection, paged


class Figure(graphene.ObjectType):
    """A number about the district."""

    label = graphene.String(required=True, description="What is counted, e.g. 入驻率.")
    value = graphene.String(required=True, description="The number as written.")
    unit = graphene.String(required=True, description="Its unit; may be empty.")


class Footer(graphene.ObjectType):
    """What stands at the foot of every page."""

    organiser = graphene.String(required=True, description="主办单位; may be empty.")
    icp = graphene.String(description="ICP备案号.")
    public_security = graphene.String(description="公安备案号.")
    site_code = graphene.String(description="网站标识码.")
    complaints_url = graphene.String(description="网站找错.")
    links = shown(Link, "Links elsewhere.", many=True)


class BuildingKind(graphene.Enum):
    """What a building is."""

    TOWER = "TOWER"
    CIRCLE = "CIRCLE"

    @property
    def description(self) -> str:
        return {"TOWER": "楼宇.", "CIRCLE": "商圈."}[self.value]


class OrganisationKind(graphene.Enum):
    """What an organisation is."""

    COMMITTEE = "COMMITTEE"
    COMMUNITY = "COMMUNITY"
    JOINT = "JOINT"
    ENTERPRISE = "ENTERPRISE"
    PARTNER = "PARTNER"

    @property
    def description(self) -> str:
        return {
            "COMMITTEE": "党工委.",
            "COMMUNITY": "社区党支部.",
            "JOINT": "楼宇（商圈）联合党支部.",
            "ENTERPRISE": "企业党支部.",
            "PARTNER": "共建单位.",
        }[self.value]


class Building(graphene.ObjectType):
    """楼宇 or 商圈."""

    class Meta:
        interfaces = (Node, Content)

    kind = graphene.Field(BuildingKind, required=True, description="Tower or business circle.")
    area = Reference(lambda: Area, "The area it stands in.", required=True)
    address = graphene.String(required=True, description="May be empty.")
    floors = graphene.Int(description="How many.")
    occupancy_percent = graphene.Int(description="0 to 100.")
    people_count = graphene.Int(description="People working here.")
    property_company = graphene.String(required=True, description="May be empty.")
    property_phone = graphene.String(required=True, description="May be empty.")

    def resolve_kind(self, _info: Any) -> Any:
        return self["buildingKind"]


BuildingConnection = connection(Building)


class Area(graphene.ObjectType):
    """片区."""

    class Meta:
        interfaces = (Node, Content)

    number = graphene.Int(required=True, description="Its place among the areas.")
    buildings = Below(BuildingConnection, "BUILDING", "area", "The buildings in it.")


class Organisation(graphene.ObjectType):
    """党组织 or 共建单位."""

    class Meta:
        interfaces = (Node, Content)

    kind = graphene.Field(OrganisationKind, required=True, description="What it is.")
    building = Reference(Building, "The building it belongs to.")
    area = Reference(Area, "The area it belongs to.")

    def resolve_kind(self, _info: Any) -> Any:
        return self["organisationKind"]


OrganisationConnection = connection(Organisation)


class District(graphene.ObjectType):
    """如意湖."""

    class Meta:
        interfaces = (Node, Content)

    areas = public(
        graphene.Field(
            graphene.List(graphene.NonNull(Area)), required=True, description="Its areas, in order."
        )
    )
    figures = shown(Figure, "Numbers for the front page.", many=True)
    footer = shown(Footer, "What stands at the foot of every page.", required=True)

    def resolve_areas(self, info: GraphQLResolveInfo) -> Any:
        return areas_in_order(info)


def areas_in_order(info: GraphQLResolveInfo) -> list[dict[str, Any]]:
    areas = documents.all_of(info, Entry.objects.public("AREA"))
    return sorted(areas, key=lambda area: (area["number"], area["id"]))


class PlacesQuery:
    """Places and the bodies in them."""

    district = public(
        graphene.Field(
            District, required=True, description="The district; an error before it is public."
        )
    )
    areas = public(
        graphene.Field(
            graphene.List(graphene.NonNull(Area)), required=True, description="All areas, in order."
        )
    )
    buildings = paged(
        BuildingConnection, "Buildings.", area=graphene.ID(description="Only those of this area.")
    )
    organisations = paged(
        OrganisationConnection,
        "Organisations.",
        area=graphene.ID(description="Only those of this area."),
        building=graphene.ID(description="Only those of this building."),
    )

    def resolve_district(self, info: GraphQLResolveInfo) -> Any:
        district = documents.one(info, Entry.objects.public("DISTRICT"))
        if district is None:
            raise Refusal("NO_DISTRICT", "区域还没有公开，请稍后再来。")
        return district

    def resolve_areas(self, info: GraphQLResolveInfo) -> Any:
        return areas_in_order(info)

    def resolve_buildings(
        self, info: GraphQLResolveInfo, first: int, after: str | None = None, **places: str | None
    ) -> Any:
        return documents.listed(info, narrowed("BUILDING", places), first, after)

    def resolve_organisations(
        self, info: GraphQLResolveInfo, first: int, after: str | None = None, **places: str | None
    ) -> Any:
        return documents.listed(info, narrowed("ORGANISATION", places), first, after)
