"""Lists: what each holds and how it is narrowed, ordered, counted and paged."""

import base64
import random

import pytest

from cms.core import ids
from cms.publication.models import Entry
from cms.publication.services import settle_all
from schema.core.paging import encode
from tests import factories

LISTS = {
    "buildings": "building",
    "organisations": "organisation",
    "briefs": "brief",
    "notices": "notice",
    "lessons": "lesson",
    "venues": "venue",
    "vacancies": "vacancy",
    "publicServices": "service",
    "enterprises": "enterprise",
    "jobs": "job",
}
PAGE = """
query ($first: Int!, $after: String) {
  %s(first: $first, after: $after) {
    nodes { id title }
    edges { cursor node { id } }
    pageInfo { hasNextPage endCursor }
    totalCount
  }
}
"""
HOSTILE = ["", "x", "😀", "a\0b", "=" * 9, "V" * 5000, encode(1), encode(1, 2, 3), "W10", "bnVsbA"]


def titles(connection):
    return {node["title"] for node in connection["nodes"]}


@pytest.fixture
def found(answered):
    """The titles a list gives under a filter: found("jobs", "(building: $id)", id=…)."""

    def found(field, arguments, **variables):
        types = {"id": "ID", "name": "String", "yuan": "Int", "education": "Education"}
        declared = ", ".join(f"${name}: {types[name]}" for name in variables)
        query = f"{{ {field}(first: 50, {arguments}) {{ nodes {{ title }} totalCount }} }}"
        connection = answered(f"query ({declared}) {query}" if declared else query, **variables)
        assert connection[field]["totalCount"] == len(connection[field]["nodes"])
        return titles(connection[field])

    return found


def test_a_list_gives_its_kind_newest_first_and_goes_on(town, copies, answered):
    for field, kind in LISTS.items():
        page = getattr(town, kind)
        older = Entry.objects.public(page.kind).count()
        copies(page, 4)

        start = answered(PAGE % field, first=3)[field]
        rest = answered(PAGE % field, first=3, after=start["pageInfo"]["endCursor"])[field]

        newest = [node["title"] for node in start["nodes"] + rest["nodes"]][:4]
        assert newest == [f"{page.title} {n}" for n in (4, 3, 2, 1)]
        assert start["totalCount"] == rest["totalCount"] == 4 + older
        assert start["pageInfo"]["hasNextPage"]
        edges = start["edges"]
        assert [edge["node"]["id"] for edge in edges] == [node["id"] for node in start["nodes"]]
        assert edges[-1]["cursor"] == start["pageInfo"]["endCursor"]


def test_what_came_at_one_moment_is_ordered_by_number(town, copies, answered):
    moment = Entry.objects.get(page_id=town.brief.pk).published_at
    entries = copies(town.brief, 5, lambda n: {"published_at": moment})

    nodes = answered(PAGE % "briefs", first=50)["briefs"]["nodes"]

    numbers = [ids.decode(node["id"])[1] for node in nodes]
    assert numbers == sorted([town.brief.pk, *(entry.page_id for entry in entries)], reverse=True)


def test_the_end_of_a_list_and_an_empty_one(town, answered):
    whole = answered(PAGE % "briefs", first=1)["briefs"]
    assert not whole["pageInfo"]["hasNextPage"]

    beyond = answered(PAGE % "briefs", first=1, after=whole["pageInfo"]["endCursor"])["briefs"]
    assert beyond == {
        "nodes": [],
        "edges": [],
        "pageInfo": {"hasNextPage": False, "endCursor": None},
        "totalCount": 1,
    }


@pytest.mark.parametrize("seed", range(4))
def test_paging_meets_each_once_while_others_come_and_go(town, copies, answered, seed):
    chance = random.Random(seed)
    moment = Entry.objects.get(page_id=town.brief.pk).published_at
    entries = copies(town.brief, 40, lambda n: {"published_at": moment} if n % 3 else {})
    staying = {ids.encode("BRIEF", each.page_id) for each in entries}
    met, after = [], None
    while True:
        page = answered(PAGE % "briefs", first=chance.randint(1, 9), after=after)["briefs"]
        met += [node["id"] for node in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
        copies(town.brief, chance.randint(0, 3))
        gone = chance.choice(entries)
        Entry.objects.filter(pk=gone.pk).update(deleted=True)
        staying.discard(ids.encode("BRIEF", gone.page_id))

    assert len(met) == len(set(met))
    assert staying <= set(met)


def test_a_page_has_1_to_100_items(town, refused, answered):
    below = "query ($first: Int!) { areas { buildings(first: $first) { totalCount } } }"
    for first in (0, -1, 101):
        for field in LISTS:
            assert refused(PAGE % field, first=first) == "BAD_PAGE_SIZE"
        assert refused(below, first=first) == "BAD_PAGE_SIZE"
    for first in (1, 100):
        assert answered(PAGE % "briefs", first=first)["briefs"]["totalCount"] == 1


def test_a_page_size_must_be_given(db, refused):
    for field in LISTS:
        assert refused(f"{{ {field} {{ totalCount }} }}") == "BAD_QUERY"
        assert refused(PAGE % field, first=None) == "BAD_QUERY"
    optional = "query ($n: Int = 5) { briefs(first: $n) { totalCount } }"
    assert refused(optional, n=None) == "BAD_QUERY"


def test_a_cursor_that_is_not_ours_is_refused(town, refused):
    below = "query ($after: String) { areas { buildings(first: 1, after: $after) { totalCount } } }"
    for after in HOSTILE:
        assert refused(PAGE % "briefs", first=1, after=after) == "BAD_CURSOR", after
        assert refused(below, after=after) == "BAD_CURSOR", after


def test_a_cursor_holds_only_numbers_of_ours(town, refused):
    for number in (-1, 2**53, 2**63, 1.5, True, None, "1", [1]):
        assert refused(PAGE % "briefs", first=1, after=encode(1, number)) == "BAD_CURSOR", number
        assert refused(PAGE % "briefs", first=1, after=encode(number, 1)) == "BAD_CURSOR", number


def test_places_narrow_a_list(town, found, public_id):
    other = factories.building(town.area)
    firm = factories.enterprise(other)
    job = factories.job(firm)
    union = factories.organisation(town.area)
    room = factories.venue(other)
    settle_all()
    here, there = public_id(town.building), public_id(other)

    assert found("enterprises", "building: $id", id=here) == {town.enterprise.title}
    assert found("enterprises", "building: $id", id=there) == {firm.title}
    assert found("jobs", "building: $id", id=there) == {job.title}
    assert found("jobs", "enterprise: $id", id=public_id(firm)) == {job.title}
    assert found("vacancies", "building: $id", id=here) == {town.vacancy.title}
    assert found("vacancies", "building: $id", id=there) == set()
    assert found("activities", "building: $id", id=here) == {town.activity.title}
    assert found("activities", "area: $id", id=there) == set()
    assert found("venues", "building: $id", id=there) == {room.title}
    assert found("venues", "building: $id", id=here) == {town.hall.title, town.venue.title}
    assert found("organisations", "building: $id", id=here) == {town.organisation.title}
    both = {town.organisation.title, union.title}
    assert found("organisations", "area: $id", id=public_id(town.area)) == both
    assert found("buildings", "area: $id", id=public_id(town.area)) == {
        town.building.title,
        other.title,
    }


def test_an_owner_narrows_news_to_its_own(town, found, public_id):
    own = factories.brief(town.building)
    settle_all()

    assert found("briefs", "owner: $id", id=public_id(town.building)) == {own.title}
    assert found("briefs", "owner: $id", id=public_id(town.area)) == {town.brief.title}
    assert found("notices", "owner: $id", id=public_id(town.district)) == {town.notice.title}
    assert found("notices", "owner: $id", id=public_id(town.area)) == set()


def test_an_industry_narrows_enterprises_and_their_jobs(town, found):
    plain = factories.enterprise(town.building)
    job = factories.job(plain)
    settle_all()
    software = "软件和信息技术服务业"

    assert found("enterprises", "industry: $name", name=software) == {town.enterprise.title}
    assert found("enterprises", "industry: $name", name="未分类") == {plain.title}
    assert found("jobs", "industry: $name", name=software) == {town.job.title}
    assert found("jobs", "industry: $name", name="未分类") == {job.title}
    section = "信息传输、软件和信息技术服务业"
    for name in ("65", "I", section):
        assert found("enterprises", "industry: $name", name=name) == {town.enterprise.title}
    assert found("enterprises", "industry: $name", name="金融业") == set()
    assert found("jobs", "industry: $name", name="") == set()
    assert found("jobs", "industry: $name", name="软\0件") == set()


def test_an_education_narrows_jobs(town, found):
    master = factories.job(town.enterprise, education="MASTER")
    settle_all()

    assert found("jobs", "education: BACHELOR") == {town.job.title}
    assert found("jobs", "education: $education", education="MASTER") == {master.title}
    assert found("jobs", "education: ANY") == set()


def test_an_amount_keeps_jobs_whose_top_reaches_it(town, found):
    salaries = ["8千-1万/月", "100万以上/年", "面议", "", "200元/天", "8千以下/月"]
    jobs = [factories.job(town.enterprise, salary_text=salary) for salary in salaries]
    settle_all()
    names = {job.salary_text: job.title for job in [town.job, *jobs]}

    def reaching(yuan):
        found_titles = found("jobs", "monthlyYuanAtLeast: $yuan", yuan=yuan)
        return {salary for salary, title in names.items() if title in found_titles}

    open_ended = {"100万以上/年", "面议", ""}
    assert reaching(15000) == open_ended | {"1-1.5万/月"}
    assert reaching(15001) == open_ended
    assert reaching(10000) == open_ended | {"1-1.5万/月", "8千-1万/月"}
    assert reaching(8001) == open_ended | {"1-1.5万/月", "8千-1万/月"}
    assert reaching(4350) == set(names)
    assert reaching(0) == reaching(-1) == set(names)
    assert reaching(2**31 - 1) == open_ended


def test_filters_work_together(town, found, public_id):
    factories.job(town.enterprise, education="MASTER", salary_text="1-1.5万/月")
    settle_all()
    arguments = "enterprise: $id, education: BACHELOR, monthlyYuanAtLeast: 12000"
    assert found("jobs", arguments, id=public_id(town.enterprise)) == {town.job.title}


def test_null_narrows_nothing(town, found):
    filters = {
        "jobs": ["building", "enterprise", "industry", "education", "monthlyYuanAtLeast"],
        "organisations": ["area", "building"],
        "enterprises": ["building", "industry"],
        "buildings": ["area"],
        "briefs": ["owner"],
        "notices": ["owner"],
        "venues": ["building"],
        "lessons": ["after"],
    }
    for field, names in filters.items():
        for name in names:
            assert found(field, f"{name}: null") == found(field, "after: null") != set()


def test_an_id_of_nothing_gives_an_empty_list(town, found, answered):
    strange = [ids.encode("BUILDING", number) for number in (0, -1, 2**31, 2**64)]
    # More digits than Python reads.
    strange.append(base64.urlsafe_b64encode(b"BUILDING:" + b"9" * 6000).decode())
    for place in ("", "x", "12", "😀", "a\0b", "A" * 5000, ids.encode("\0", 1), *strange):
        assert found("jobs", "building: $id", id=place) == set(), place
        assert found("briefs", "owner: $id", id=place) == set(), place
        assert answered("query ($id: ID!) { node(id: $id) { id } }", id=place) == {"node": None}


def test_an_id_of_another_kind_is_no_place(town, found, public_id):
    disguised = ids.encode("AREA", town.building.pk)
    assert found("jobs", "building: $id", id=disguised) == set()
    assert found("jobs", "building: $id", id=public_id(town.area)) == set()
    assert found("jobs", "building: $id", id=str(town.building.pk)) == set()


def test_areas_come_in_their_order(town, answered):
    third = factories.area(town.district, number=3)
    second = factories.area(town.district, number=2)
    type(town.area).objects.filter(pk=town.area.pk).update(number=9)
    town.area.refresh_from_db()
    town.area.save_revision().publish()
    settle_all()

    areas = answered("{ areas { title number } district { areas { title } } }")

    order = [second.title, third.title, town.area.title]
    assert [area["title"] for area in areas["areas"]] == order
    assert [area["title"] for area in areas["district"]["areas"]] == order


def test_before_anything_is_public(db, answered, refused):
    for field in LISTS:
        assert answered(PAGE % field, first=1)[field]["totalCount"] == 0
    assert answered("{ areas { id } }") == {"areas": []}
    assert refused("{ district { id } }") == "NO_DISTRICT"
