"""What documents say of each other: followed by the query's text, whole or not at all."""

from cms.publication.models import Entry
from cms.publication.services import settle_all
from tests import factories
from tests.schema.conftest import STATE

NOWHERE = 999_999


def test_references_lead_to_documents(town, answered):
    data = answered("""{
        buildings(first: 1) { nodes { kind area { title number owner { title kind } } } }
        organisations(first: 1) { nodes { kind area { title } building { title } } }
        venues(first: 2) { nodes { title partOf { title building { title } } } }
        jobs(first: 1) { nodes { enterprise { title building { area { title } } } } }
    }""")

    area, building = {"title": town.area.title}, {"title": town.building.title}
    owner = {"title": "如意湖", "kind": "DISTRICT"}
    (tower,) = data["buildings"]["nodes"]
    assert tower == {
        "kind": "TOWER",
        "area": {**area, "number": town.area.number, "owner": owner},
    }
    joint = {"kind": "JOINT", "area": area, "building": building}
    assert data["organisations"]["nodes"] == [joint]
    hall = {"title": town.hall.title, "building": building}
    assert data["venues"]["nodes"] == [
        {"title": town.venue.title, "partOf": hall},
        {"title": town.hall.title, "partOf": None},
    ]
    (job,) = data["jobs"]["nodes"]
    assert job["enterprise"] == {"title": town.enterprise.title, "building": {"area": area}}


def test_one_reference_asked_for_in_several_places(town, answered):
    """Aliases, named and interface fragments of one field, each with a selection of its own."""
    data = answered(
        """
        query { enterprises(first: 1) { nodes {
            plain: building { title }
            deep: building { area { title } }
            ...Address
            ... on Content { title }
            ... on Node { id ... on Enterprise { building { floors area { number } } } }
            ... on Enterprise { building { slug } }
        } } }
        fragment Address on Enterprise { building { address area { slug } } }
        """
    )

    (firm,) = data["enterprises"]["nodes"]
    assert firm["plain"] == {"title": town.building.title}
    assert firm["deep"] == {"area": {"title": town.area.title}}
    assert firm["title"] == town.enterprise.title
    assert firm["building"] == {
        "address": "",
        "area": {"slug": town.area.slug, "number": town.area.number},
        "floors": None,
        "slug": town.building.slug,
    }


def test_what_is_left_out_is_not_fetched(town, answered, django_assert_num_queries):
    query = """
        query ($deep: Boolean!) { jobs(first: 5) {
            totalCount @include(if: $deep)
            nodes {
                title
                enterprise @include(if: $deep) { title }
                ... @skip(if: true) { building { title } }
                ...Building @include(if: $deep)
            }
        } }
        fragment Building on Job { building { title } }
    """
    with django_assert_num_queries(STATE + 1):
        data = answered(query, deep=False)
    assert data == {"jobs": {"nodes": [{"title": town.job.title}]}}

    with django_assert_num_queries(STATE + 3):
        data = answered(query, deep=True)
    assert data["jobs"]["totalCount"] == 1
    assert data["jobs"]["nodes"][0]["building"] == {"title": town.building.title}


def test_lists_below_each_item_stand_for_themselves(town, copies, answered, public_id):
    other = factories.enterprise(town.building)
    settle_all()
    copies(town.job, 5)
    copies(town.job, 2, lambda n: {"enterprise_id": other.pk, "enterprise": other.pk})
    query = """
        query ($first: Int!, $after: String) { enterprises(first: 5) { nodes {
            id
            newest: jobs(first: 1) { nodes { title enterprise { id } } totalCount }
            some: jobs(first: $first, after: $after) {
                nodes { title } edges { cursor } pageInfo { hasNextPage endCursor }
            }
        } } }
    """

    start = answered(query, first=4)["enterprises"]["nodes"]
    firms = {firm["id"]: firm for firm in start}
    mine, theirs = firms[public_id(town.enterprise)], firms[public_id(other)]

    assert mine["newest"]["totalCount"] == 6
    assert theirs["newest"]["totalCount"] == 2
    for firm in (mine, theirs):
        assert [job["enterprise"]["id"] for job in firm["newest"]["nodes"]] == [firm["id"]]
    assert len(mine["some"]["nodes"]) == 4
    assert mine["some"]["pageInfo"]["hasNextPage"]
    assert not theirs["some"]["pageInfo"]["hasNextPage"]

    after = mine["some"]["pageInfo"]["endCursor"]
    rest = answered(query, first=4, after=after)["enterprises"]["nodes"]
    mine_rest = next(firm for firm in rest if firm["id"] == mine["id"])["some"]["nodes"]
    met = [job["title"] for job in mine["some"]["nodes"] + mine_rest]
    assert met == [*(f"{town.job.title} {n}" for n in (5, 4, 3, 2, 1)), town.job.title]


def test_an_empty_list_below(town, answered):
    factories.area(town.district, title="空片区")
    settle_all()
    areas = answered(
        "{ areas { title buildings(first: 3) { nodes { id } totalCount pageInfo { endCursor } } } }"
    )["areas"]
    empty = {"nodes": [], "totalCount": 0, "pageInfo": {"endCursor": None}}
    assert {"title": "空片区", "buildings": empty} in areas


def test_one_list_asked_for_twice_keeps_its_length(town, answered):
    """Once with its length, once without: the second must not forget the first's answer."""
    data = answered("""{
        areas {
            counted: buildings(first: 2) { totalCount }
            plain: buildings(first: 2) { nodes { area { buildings(first: 2) { nodes { id } } } } }
        }
        district { areas {
            buildings(first: 2) { nodes { area { buildings(first: 2) { totalCount } } } }
        } }
    }""")

    (area,) = data["areas"]
    assert area["counted"] == {"totalCount": 1}
    assert len(area["plain"]["nodes"][0]["area"]["buildings"]["nodes"]) == 1
    (below,) = data["district"]["areas"][0]["buildings"]["nodes"]
    assert below["area"]["buildings"]["totalCount"] == 1


def test_one_list_split_over_fragments_is_one_list(town, answered, django_assert_num_queries):
    query = """
        { areas { ...Titles buildings(first: 2) { totalCount } } }
        fragment Titles on Area { buildings(first: 2) { nodes { title } } }
    """
    with django_assert_num_queries(STATE + 3):
        data = answered(query)
    titles = [{"title": town.building.title}]
    assert data == {"areas": [{"buildings": {"nodes": titles, "totalCount": 1}}]}


# Another transaction may take a page down between two statements of ours. What happens then is
# shown by planting numbers of pages that are not public.


def test_an_optional_reference_to_nothing_public_is_null(town, answered, alter):
    alter(town.enterprise, building=NOWHERE)
    alter(town.venue, partOf=NOWHERE)

    data = answered("""{
        enterprises(first: 1) { nodes { building { title } } }
        venues(first: 1) { nodes { partOf { title } } }
    }""")

    assert data["enterprises"]["nodes"] == [{"building": None}]
    assert data["venues"]["nodes"] == [{"partOf": None}]


def test_an_item_without_a_required_reference_is_left_out(town, copies, answered, alter):
    copies(town.job, 2)
    alter(town.job, enterprise=NOWHERE)
    query = "query ($n: Int!) { jobs(first: $n) { nodes { title enterprise { title } } %s } }"

    page = "edges { node { title } } pageInfo { hasNextPage endCursor }"
    data = answered(query % page, n=3)["jobs"]

    staying = [f"{town.job.title} {n}" for n in (2, 1)]
    assert [job["title"] for job in data["nodes"]] == staying
    assert [edge["node"]["title"] for edge in data["edges"]] == staying
    assert data["pageInfo"]["endCursor"]
    # Where nobody asks for the reference, nothing is missing yet.
    assert len(answered("{ jobs(first: 3) { nodes { title } } }")["jobs"]["nodes"]) == 3


def test_a_torn_document_is_left_out_everywhere(town, answered, alter, public_id):
    alter(town.building, area=NOWHERE)
    data = answered(
        """
        query ($id: ID!, $url: String!) {
            node(id: $id) { ... on Building { area { title } } }
            content(url: $url) { ... on Building { area { title } } }
            areas { buildings(first: 5) { nodes { area { title } } edges { node { id } } } }
            enterprises(first: 5) { nodes { building { area { title } } } }
            search(text: "中科金座", kinds: [BUILDING], first: 5) {
                nodes { ... on Building { area { id } } }
            }
        }
        """,
        id=public_id(town.building),
        url=Entry.objects.get(page_id=town.building.pk).url,
    )

    assert data["node"] is None
    assert data["content"] is None
    assert data["areas"] == [{"buildings": {"nodes": [], "edges": []}}]
    assert data["enterprises"]["nodes"] == [{"building": None}]
    assert data["search"]["nodes"] == []
