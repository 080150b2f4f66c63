"""How many statements an answer takes: few, and as many for 100 items as for 10."""

import pytest

from cms.publication.models import Entry
from tests.schema.conftest import STATE

# Operation -> statements beside that. Each relation level is one, each length one.
OPERATIONS = {
    "{ briefs(first: 100) { nodes { id title summary owner { title } body { id } } } }": 1,
    "{ briefs(first: 100) { nodes { id } totalCount } }": 2,
    "{ jobs(first: 100) { edges { node { enterprise { title } } } } }": 2,
    "{ jobs(first: 100) { nodes { enterprise { title } building { title } } } }": 2,
    "{ jobs(first: 100) { nodes { enterprise { building { title } } } } }": 3,
    "{ jobs(first: 100) { nodes { building { area { title } } } totalCount } }": 4,
    "{ jobs(first: 100) { nodes { enterprise { building { area { owner { title } } } } } } }": 4,
    "{ enterprises(first: 100) { nodes { jobs(first: 9) { nodes { title } } } } }": 2,
    "{ enterprises(first: 100) { nodes { jobs(first: 9) { nodes { title } totalCount } } } }": 3,
    "{ enterprises(first: 90) { nodes { jobs(first: 9) { nodes { building { id } } } } } }": 3,
    """{ enterprises(first: 50) { nodes {
        a: jobs(first: 9) { totalCount } b: jobs(first: 9) { nodes { title } }
    } } }""": 3,
    "{ areas { number buildings(first: 100) { nodes { title } } } }": 2,
    "{ district { areas { title buildings(first: 1) { totalCount } } } }": 4,
    "{ changes(first: 100) { nodes { content { title } } } }": 1,
    "{ changes(first: 100) { nodes { content { ... on Job { enterprise { title } } } } } }": 2,
    "{ activities(first: 100) { nodes { title phase scope { title } } } }": 1,
    "{ activities(first: 100) { nodes { notice { title } report { title } venue { title } } } }": 4,
    "{ notices(first: 100) { nodes { announces { title venue { title } } } } }": 3,
    '{ search(text: "数据分析", first: 100) { nodes { title } } }': 1,
    '{ search(text: "数据分析", first: 100) { nodes { title } totalCount } }': 2,
    '{ search(text: "数据", first: 100) { nodes { ... on Job { building { title } } } } }': 2,
    '{ content(url: "/") { title } }': 1,
    "{ district { title footer { organiser } } }": 1,
    '{ node(id: "%(job)s") { ... on Job { enterprise { building { title } } } } }': 3,
    '{ node(id: "QlVJTERJTkc6OTk5OTk5") { id } }': 1,
    '{ node(id: "nothing") { id } }': 0,
}


@pytest.fixture
def crowd(town, copies):
    """Make `count` more briefs, enterprises and jobs, each job at an enterprise of its own."""

    def crowd(count):
        copies(town.brief, count)
        acts = copies(town.activity, count)
        about = lambda n: {"about_id": acts[n - 1].page_id, "announces": acts[n - 1].page_id}  # noqa: E731
        copies(town.notice, count, about)
        firms = copies(town.enterprise, count)
        copies(
            town.job,
            count,
            lambda n: {
                "enterprise_id": firms[n - 1].page_id,
                "enterprise": firms[n - 1].page_id,
                "building": town.building.pk,
            },
        )

    return crowd


def test_as_many_statements_for_10_as_for_100(
    town, crowd, answered, public_id, django_assert_num_queries
):
    job = public_id(town.job)
    for count in (9, 90):
        crowd(count)
        for operation, statements in OPERATIONS.items():
            with django_assert_num_queries(STATE + statements, info=operation):
                answered(operation.replace("%(job)s", job))
    assert Entry.objects.public("JOB").count() == 100
