"""Registered questions: asked by hash over GET, the same for everybody, kept by any cache."""

import json
from hashlib import sha256
from urllib.parse import urlencode

import pytest
from django.conf import settings as django_settings
from django.test import Client

from cms.publication.services import settle_all
from schema.core import queries
from schema.core.persisted import registered
from schema.root import schema
from tests import factories
from tests.schema.conftest import STATE

BRIEFS = "query Briefs($first: Int!, $after: String) { briefs(first: $first, after: $after) {"
BRIEFS += " nodes { title } } }"
HASH = sha256(BRIEFS.encode()).hexdigest()


@pytest.fixture
def get(db, client, settings, tmp_path):
    """Ask by hash: get(variables, **address) -> the response."""
    settings.QUERIES = tmp_path / "queries"
    settings.QUERIES.mkdir()
    (settings.QUERIES / "briefs.graphql").write_text(BRIEFS, "utf-8")

    def get(variables=None, /, *, method="get", headers=None, **address):
        asked = {"id": HASH, "variables": json.dumps(variables or {"first": 2}), **address}
        query = urlencode({name: value for name, value in asked.items() if value is not None})
        return getattr(client, method)(f"/graphql/?{query}", headers=headers or {})

    return get


def code_of(response):
    return response.json()["errors"][0]["extensions"]["code"]


def test_the_answer_is_that_of_the_same_question_in_words(town, get, ask):
    response = get({"first": 2})
    assert response.status_code == 200
    assert response.json() == ask(BRIEFS, first=2)
    assert response.json()["data"]["briefs"]["nodes"] == [{"title": town.brief.title}]


def test_any_cache_may_keep_it_for_less_than_a_minute(town, get):
    response = get()
    assert response["Content-Type"] == "application/json"
    kept = dict(each.partition("=")[::2] for each in response["Cache-Control"].split(", "))
    assert "public" in kept
    assert int(kept["max-age"]) + int(kept["stale-while-revalidate"]) < 60
    assert not response.cookies
    assert "Vary" not in response


def test_who_has_it_gets_304_until_it_changes(town, get):
    etag = get()["ETag"]
    for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        response = get(headers={"If-None-Match": known})
        assert (response.status_code, response.content, response["ETag"]) == (304, b"", etag)
        assert "max-age" in response["Cache-Control"]
    assert get(headers={"If-None-Match": '"other"'}).status_code == 200
    # A change elsewhere moves the publication on, and leaves this answer as it was.
    factories.notice(town.district, title="别处的通知")
    settle_all()
    assert get(headers={"If-None-Match": etag}).status_code == 304
    factories.brief(town.area, title="新的简报")
    settle_all()
    response = get(headers={"If-None-Match": etag})
    assert (response.status_code, response.json()["data"]["briefs"]["nodes"][0]) == (
        200,
        {"title": "新的简报"},
    )


def test_a_head_says_the_same_without_the_text(town, get):
    assert get(method="head").headers["ETag"] == get().headers["ETag"]


def test_cookies_are_neither_read_nor_set(town, get, client, django_assert_num_queries):
    first = get()
    client.force_login(factories.admin())
    client.cookies["csrftoken"] = "a" * 32
    with django_assert_num_queries(STATE):
        second = get()
    assert second.content == first.content
    assert not second.cookies
    assert "Vary" not in second


def test_what_is_not_registered_is_refused_unasked(get, django_assert_num_queries):
    with django_assert_num_queries(0):
        for unknown in ("0" * 64, HASH.upper(), HASH[:-1], "", "../changes", BRIEFS):
            response = get(id=unknown)
            assert (response.status_code, code_of(response)) == (404, "UNKNOWN_DOCUMENT")
            assert response["Cache-Control"] == "no-store"


def test_other_addresses_are_refused_unasked(get, client, django_assert_num_queries):
    addresses = [{"id": None}, {"query": BRIEFS}, {"operationName": "Briefs"}, {"_": "1"}]
    addresses += [{"variables": text} for text in ("", "[]", "{", "1", "null", "{'first': 2}")]
    with django_assert_num_queries(0):
        for address in addresses:
            response = get(**address)
            assert (response.status_code, code_of(response)) == (400, "BAD_REQUEST"), address
            assert response["Cache-Control"] == "no-store"
        assert code_of(client.get("/graphql/")) == "BAD_REQUEST"


def test_limits_hold_here_too(get, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = get({"first": 101})
        assert (response.status_code, code_of(response)) == (400, "BAD_PAGE_SIZE")
        assert get({"first": "2"}).status_code == 400


def test_no_cache_keeps_an_error(town, get):
    response = get({"first": 2, "after": "x"})
    assert (response.status_code, code_of(response)) == (200, "BAD_CURSOR")
    assert response["Cache-Control"] == "no-store"
    assert "ETag" not in response


def test_no_token_is_needed_and_none_is_given(town, get):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(factories.admin())
    assert strict.get(f"/graphql/?id={HASH}&variables=%7B%22first%22:1%7D").status_code == 200


def test_every_document_of_the_site_is_registered_and_fits_the_contract():
    documents = registered(django_settings.QUERIES)
    assert len(documents) == len(list(django_settings.QUERIES.glob("*.graphql"))) > 0
    for digest, text in documents.items():
        assert digest == sha256(text.encode()).hexdigest()
        queries.prepare(schema.graphql_schema, text)
