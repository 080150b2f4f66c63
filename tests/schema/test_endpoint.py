"""The endpoint over HTTP: what it admits, how it answers, how it fails."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

from tests import factories

ROOT = Path(__file__).resolve().parents[2]
ASK = {"query": "{ areas { id } }"}
SECRET = "a" * 32


@pytest.fixture
def post(db, client):
    """Post a body as it is: post(body) -> (status, the answer)."""

    def post(body, content_type="application/json", **headers):
        content = body if isinstance(body, bytes | str) else json.dumps(body)
        response = client.post("/graphql/", content, content_type=content_type, **headers)
        return response.status_code, response.json()

    return post


def code_of(answer):
    return answer["errors"][0]["extensions"]["code"]


def test_only_post_and_get(db, client):
    for method in ("put", "patch", "delete", "options"):
        response = getattr(client, method)("/graphql/?query={areas{id}}")
        assert response.status_code == 405, method
        assert response["Allow"] == "POST, GET, HEAD"
        assert code_of(response.json()) == "METHOD_NOT_ALLOWED"


def test_only_json(post):
    kinds = ["text/plain", "application/graphql", "application/x-www-form-urlencoded", "", "x"]
    for kind in [*kinds, "multipart/form-data; boundary=x"]:
        status, answer = post("query={areas{id}}", kind)
        assert (status, code_of(answer)) == (415, "NOT_JSON"), kind
    assert post(ASK, "application/json; charset=utf-8")[0] == 200


def test_a_body_of_64_kb_at_most(post):
    empty = len(json.dumps({**ASK, "padding": ""}))
    assert post({**ASK, "padding": "x" * (65_536 - empty)})[0] == 200
    status, answer = post({**ASK, "padding": "x" * (65_537 - empty)})
    assert (status, code_of(answer)) == (413, "TOO_LARGE")
    assert post("[" * 3_000_000)[0] == 413


def test_a_claimed_length_helps_nobody(post):
    long = json.dumps({**ASK, "padding": "x" * 70_000})
    # Longer than it says: cut off there, and no JSON any more. Nothing said: nothing read.
    for claimed in ("100", "", "0", "-1", "x"):
        status, answer = post(long, CONTENT_LENGTH=claimed)
        assert (status, code_of(answer)) == (400, "BAD_REQUEST"), claimed


def test_bodies_that_are_no_question(post):
    bodies = [
        *(" ", "{", "null", "1", '"x"', "[]", "{}", b"\xff", "[" * 60_000, '{"query": "\\ud800"}'),
        *({"query": each} for each in (None, 1, ["{ areas { id } }"], {"a": 1})),
        *({**ASK, "variables": each} for each in ([], "", 0, "{}", [1])),
        *({**ASK, "operationName": each} for each in (1, [], {}, False)),
        [ASK],
        [ASK, ASK],
    ]
    for body in bodies:
        status, answer = post(body)
        assert (status, code_of(answer)) == (400, "BAD_REQUEST"), body


def test_variables_may_be_left_out(post):
    for body in (ASK, {**ASK, "variables": None}, {**ASK, "variables": {}, "operationName": None}):
        assert post(body) == (200, {"data": {"areas": []}, "extensions": {"cost": 0}})


def test_questions_that_cannot_be_answered(post):
    queries = [
        *("", " ", "{", "{}", "areas", "{ nothing }", "{ areas }", "{ areas { id } } }"),
        *("mutation { areas { id } }", "subscription { areas { id } }", "type A { b: Int }"),
        *("query ($a: Int!) { areas { id } }", "fragment A on Area { id }", "\0"),
    ]
    for query in queries:
        status, answer = post({"query": query})
        assert (status, code_of(answer)) == (400, "BAD_QUERY"), query
        assert "data" not in answer


def test_the_operation_is_chosen_by_name(post):
    two = "query A { areas { id } } query B { buildings(first: 1) { totalCount } }"
    assert post({"query": two, "operationName": "A"})[1]["data"] == {"areas": []}
    total = {"buildings": {"totalCount": 0}}
    assert post({"query": two, "operationName": "B"})[1]["data"] == total
    for name in (None, "C", ""):
        status, answer = post({"query": two, "operationName": name})
        assert (status, code_of(answer)) == (400, "BAD_QUERY"), name


def test_what_is_in_the_address_is_not_read(db, client):
    query = "{ briefs(first: 1) { totalCount } }"
    address = "/graphql/?query={nothing}&variables={}&operationName=X&pretty=1"
    response = client.post(address, {"query": query}, content_type="application/json")
    assert response.json()["data"] == {"briefs": {"totalCount": 0}}


def test_scalars_in_variables(town, refused):
    query = "query ($first: Int!, $id: ID) { briefs(first: $first, owner: $id) { totalCount } }"
    for first in ("5", True, 1.5, [1], {}, 2**31, None):
        assert refused(query, first=first) == "BAD_QUERY", first
    for value in (True, 1.5, ["x"], {"a": 1}):
        assert refused(query, first=1, id=value) == "BAD_QUERY", value
    kinds = 'query ($k: [ContentKind!]) { search(text: "湖", first: 1, kinds: $k) { totalCount } }'
    for value in ("NOTHING", ["job"], [None], 5):
        assert refused(kinds, k=value) == "BAD_QUERY", value


def test_text_is_answered_as_utf_8(town, ask, client):
    response = client.post("/graphql/", {"query": "{ areas { title } }"}, "application/json")
    assert response["Content-Type"] == "application/json"
    assert town.area.title.encode() in response.content


def test_a_public_answer_sets_no_cookie_and_is_the_same_for_all(town, client):
    response = client.post("/graphql/", ASK, content_type="application/json")
    assert response.status_code == 200
    assert not response.cookies
    assert "cookie" not in response.headers.get("Vary", "").lower()


@pytest.fixture
def signed_in(db):
    """A browser with a session and a CSRF cookie: signed_in(**headers) -> the status of asking."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(factories.admin())
    browser.cookies["csrftoken"] = SECRET

    def signed_in(**headers):
        return browser.post("/graphql/", ASK, content_type="application/json", **headers)

    return signed_in


def test_without_a_session_no_token_is_needed(db):
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.post("/graphql/", ASK, content_type="application/json").status_code == 200


def test_a_session_must_bring_its_token(signed_in):
    assert signed_in(HTTP_X_CSRFTOKEN=SECRET).status_code == 200
    for headers in ({}, {"HTTP_X_CSRFTOKEN": ""}, {"HTTP_X_CSRFTOKEN": "b" * 32}):
        response = signed_in(**headers)
        assert (response.status_code, code_of(response.json())) == (403, "CSRF"), headers


def test_a_session_must_come_from_our_own_pages(signed_in):
    own = {"HTTP_X_CSRFTOKEN": SECRET}
    assert signed_in(HTTP_ORIGIN="http://testserver", **own).status_code == 200
    for origin in ("https://elsewhere.example", "null", "http://testserver.elsewhere.example"):
        assert signed_in(HTTP_ORIGIN=origin, **own).status_code == 403, origin


def test_a_bug_shows_an_id_that_finds_its_log_line(town, client, alter, caplog):
    # Of a type the contract does not have, and without a field it requires.
    for broken in ({"minutes": "geheim"}, {"minutes": None}, {"__typename": "Geheim"}):
        alter(town.lesson, **{"minutes": 5, "__typename": "Lesson", **broken})
        caplog.clear()
        query = '{ content(url: "%s") { ... on Lesson { minutes } } }'
        url = f"/lessons/{town.lesson.slug}/"
        response = client.post("/graphql/", {"query": query % url}, "application/json")

        (error,) = response.json()["errors"]
        request_id = response["X-Request-Id"]
        assert response.status_code == 200
        assert error["extensions"] == {"code": "INTERNAL", "requestId": request_id}
        assert request_id in error["message"]
        assert "geheim" not in response.content.decode().lower()
        (record,) = [each for each in caplog.records if each.name == "schema.core.answers"]
        assert record.msg["request_id"] == request_id
        assert record.msg["exc_info"]


def test_one_broken_field_leaves_the_others_whole(town, ask, alter):
    alter(town.lesson, minutes="geheim")
    lesson = f'content(url: "/lessons/{town.lesson.slug}/") {{ ... on Lesson {{ minutes }} }}'
    answer = ask(f'{{ areas {{ title }} node(id: "x") {{ id }} lesson: {lesson} }}')
    assert answer["data"] == {"areas": [{"title": town.area.title}], "node": None, "lesson": None}
    assert [error["path"] for error in answer["errors"]] == [["lesson", "minutes"]]


def test_a_refusal_keeps_its_words_and_place(town, ask):
    answer = ask("{ areas { id } briefs(first: 101) { totalCount } }")
    (error,) = answer["errors"]
    assert error["message"] == "first 必须在 1 到 100 之间。"
    assert error["locations"] == [{"line": 1, "column": 16}]
    assert error["extensions"] == {"code": "BAD_PAGE_SIZE"}
    assert "data" not in answer
    answer = ask('{ areas { id } briefs(first: 1, after: "x") { totalCount } }')
    (error,) = answer["errors"]
    assert (error["path"], error["extensions"]) == (["briefs"], {"code": "BAD_CURSOR"})
    assert answer["data"] is None


IN_PRODUCTION = """
import django, json
django.setup()
from django.test import Client

def ask(query):
    body = {"query": query}
    response = Client().post("/graphql/", body, "application/json", HTTP_HOST="ruyi.example.cn")
    return response.json()["errors"][0]

print(json.dumps([ask("{ __schema { types { name } } }"), ask('{ __type(name: "Job") { name } }'),
    ask("{ distric { id } }"), ask("{ areas { titel } }")]))
"""


def test_production_tells_nothing_of_the_contract(tmp_path):
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "cms.settings",
        "RUYI_ENV": "production",
        "RUYI_SECRET_KEY": "x" * 50,
        "RUYI_SMS": "file",
        "RUYI_SITE_URL": "https://ruyi.example.cn",
        "RUYI_VAR": str(tmp_path),
        "DATABASE_URL": "",
    }
    command = [sys.executable, "-c", IN_PRODUCTION]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, check=True)
    errors = json.loads(done.stdout)

    assert [error["extensions"]["code"] for error in errors] == ["BAD_QUERY"] * 4
    assert "introspection" in errors[0]["message"]
    assert "introspection" in errors[1]["message"]
    assert not any("Did you mean" in error["message"] for error in errors)
