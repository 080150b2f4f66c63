"""Answers that are kept: the same while nothing public changes, and gone with the next change."""

import json

import pytest
from django.core.cache import caches
from django.db import OperationalError, connection
from django.test import Client

from cms.publication.models import Counter, Entry, new_stamp
from cms.publication.services import mark, settle_all
from schema.core import answers
from tests import factories
from tests.schema import acts
from tests.schema.conftest import STATE

LESSON = "query ($url: String!) { content(url: $url) { title ... on Lesson { minutes } } }"

NODE = "query ($id: ID!) { node(id: $id) { id } }"


@pytest.fixture
def lesson(town, client):
    """Ask for the town's lesson: lesson(**headers) -> the answer as JSON."""
    url = f"/lessons/{town.lesson.slug}/"

    def lesson(client=client, **headers):
        body = {"query": LESSON, "variables": {"url": url}}
        return client.post("/graphql/", body, "application/json", **headers).json()

    return lesson


def rename(page, title):
    page.title = title
    page.save_revision().publish()
    settle_all()


def test_the_same_question_costs_one_statement(lesson, django_assert_num_queries):
    first = lesson()
    with django_assert_num_queries(STATE):
        assert lesson() == first


def test_the_next_public_change_makes_it_new(town, lesson):
    for title in ("第一讲", "第二讲", "第一讲"):
        rename(town.lesson, title)
        assert lesson()["data"]["content"]["title"] == title


def test_what_changes_nothing_public_leaves_it(town, lesson, django_assert_num_queries):
    first = lesson()
    mark([town.lesson.pk])
    settle_all()
    with django_assert_num_queries(STATE):
        assert lesson() == first


def test_a_copy_of_the_data_that_came_as_far_another_way_is_another(town, lesson, alter):
    lesson()
    # As after a restored backup, and as many changes as before.
    alter(town.lesson, title="从备份恢复的课")
    Counter.objects.update(stamp=new_stamp())
    assert lesson()["data"]["content"]["title"] == "从备份恢复的课"


def test_every_change_has_a_stamp_of_its_own(town):
    stamps = set()
    for title in ("甲", "乙", "丙"):
        rename(town.lesson, title)
        stamps.add(Counter.objects.get().stamp)
    assert len(stamps) == 3


def test_questions_are_told_apart(town, client):
    two = "query A($n: Int!) { a: briefs(first: $n) { totalCount } } query B { b: district { id } }"
    bodies = [
        {"query": two, "operationName": "A", "variables": {"n": 1}},
        {"query": two, "operationName": "B"},
        {"query": two.replace("a:", "c:"), "operationName": "A", "variables": {"n": 1}},
        {"query": "{ areas { id } }"},
    ]
    for _ in range(2):
        said = [client.post("/graphql/", body, "application/json").json() for body in bodies]
        assert [list(each["data"]) for each in said] == [["a"], ["b"], ["c"], ["areas"]]


def test_the_order_of_variables_is_no_difference(db, client, django_assert_num_queries):
    query = "query ($a: Int!, $b: ID) { briefs(first: $a, owner: $b) { totalCount } }"
    first = client.post(
        "/graphql/", {"query": query, "variables": {"a": 1, "b": "x"}}, "application/json"
    )
    with django_assert_num_queries(STATE):
        second = client.post(
            "/graphql/", {"query": query, "variables": {"b": "x", "a": 1}}, "application/json"
        )
    assert first.content == second.content


def test_what_went_wrong_is_asked_anew(town, lesson, alter):
    alter(town.lesson, minutes="geheim")
    assert lesson()["errors"][0]["extensions"]["code"] == "INTERNAL"
    alter(town.lesson, minutes=5)
    assert lesson()["data"]["content"]["minutes"] == 5


def test_who_is_signed_in_is_neither_told_nor_heard_by_the_others(town, lesson, alter):
    before = lesson()["data"]["content"]["title"]
    alter(town.lesson, title="只给一个人看的")
    browser = Client()
    browser.force_login(factories.admin())
    token = {"HTTP_X_CSRFTOKEN": "a" * 32}
    browser.cookies["csrftoken"] = "a" * 32
    assert lesson(browser, **token)["data"]["content"]["title"] == "只给一个人看的"
    assert lesson()["data"]["content"]["title"] == before


def test_without_a_database_we_say_so_in_the_languages_own_way(town, client, lesson):
    def gone(*_statement):
        raise OperationalError("the server went away")

    lesson()
    with connection.execute_wrapper(gone):
        body = {"query": LESSON, "variables": {"url": "/"}}
        response = client.post("/graphql/", body, "application/json")
    assert (response.status_code, response.json()["errors"][0]["extensions"]) == (
        503,
        {"code": "UNAVAILABLE"},
    )
    assert "server went away" not in response.content.decode()


def test_long_answers_are_not_kept(town, lesson, alter, monkeypatch):
    monkeypatch.setattr(answers, "LARGEST_KEPT", 10)
    lesson()
    alter(town.lesson, title="新的")
    assert lesson()["data"]["content"]["title"] == "新的"


def test_what_is_kept_is_bounded(town, client):
    kept = caches["answers"]
    for number in range(kept._max_entries * 2):
        body = {"query": NODE, "variables": {"id": str(number)}}
        assert client.post("/graphql/", body, "application/json").status_code == 200
    assert len(kept._cache) <= kept._max_entries


def test_refusals_ask_nothing_of_the_database(town, client, django_assert_num_queries):
    bodies = [
        {"query": "{ nothing }"},
        {"query": "{ briefs(first: 101) { totalCount } }"},
        {"query": "query A { areas { id } }", "operationName": "B"},
        {"query": "query ($n: Int!) { briefs(first: $n) { totalCount } }", "variables": {}},
    ]
    with django_assert_num_queries(0):
        for body in bodies:
            response = client.post("/graphql/", body, "application/json")
            assert response.status_code == 400, body


@pytest.mark.parametrize("moves_on", [True, False])
def test_no_answer_is_older_than_what_was_public_before_it_was_asked(crew, moves_on):
    """An editor and four readers at once; the control keeps answers whatever the number says."""
    district = factories.district()
    lesson = factories.lesson(district)
    settle_all()
    url = Entry.objects.get(page_id=lesson.pk).url
    readers = [(acts.read_while, lesson.pk, url, moves_on) for _ in range(4)]
    barrier = crew.barrier(5)
    jobs = [(acts.rename_often, barrier, lesson.pk), *((*each, barrier) for each in readers)]
    _, *found = crew.race(*jobs)
    asked, stale = (sum(counts) for counts in zip(*found, strict=True))
    assert asked > 100
    assert (stale == 0) is moves_on


def test_what_is_kept_is_the_answer_as_it_was_said(town, client):
    body = {"query": "{ areas { title } }"}
    said = [client.post("/graphql/", body, "application/json").content for _ in range(3)]
    assert len(set(said)) == 1
    assert json.loads(said[0])["data"]["areas"][0]["title"] == town.area.title
