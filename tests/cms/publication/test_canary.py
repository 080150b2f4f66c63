"""A word in a page that is not public is found on no public surface."""

import gzip
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import brotli
import pytest
from django.core.cache import cache
from wagtail.models import Page

from cms.core import ids
from cms.pages.drafts import hand_over
from cms.pages.slugs import slug_from
from cms.publication.models import Entry
from cms.publication.services import settle_all
from schema.core.persisted import registered
from tests import canary, factories

ROOT = Path(__file__).resolve().parents[3]
EVERYTHING = """
query ($since: Cursor) {
  changes(since: $since, first: 100) {
    hasMore cursor
    nodes { id url kind deleted content {
      title slug url summary formerUrls owner { title url } breadcrumb { title url }
      ... on Brief { body { ... on ParagraphBlock { html } } }
      ... on Area { buildings(first: 3) { nodes { title } } }
    } }
  }
}
"""
LISTS = """
{
  briefs(first: 100) { totalCount nodes { title summary body { ... on ParagraphBlock { html } } } }
  areas { title summary }
  district { title areas { title } }
}
"""


@pytest.fixture
def words(district):
    """What is planted where, everything settled."""
    words = canary.plant(district)
    settle_all()
    for draft in Page.objects.filter(depth__gt=1, live=False).specific():
        # Shown to those who may see it, which opens no other way.
        hand_over(draft)
    return words


def found_in(words, text):
    """The states whose word, or the address made from it, stands in the text."""
    return {state for state, word in words.items() if word in text or slug_from(word) in text}


def test_no_hidden_word_stands_in_a_public_document(words):
    rows = Entry.objects.values_list("document", "title", "title_words", "text_words")
    stored = "\n".join("\n".join(row) for row in rows)
    assert found_in(words, stored) == {"public"}


def test_no_hidden_word_comes_out_of_graphql(words, ask):
    answers = [ask(LISTS)]
    since = None
    while True:
        answer = ask(EVERYTHING, since=since)["data"]["changes"]
        # A tombstone names the address it had, which is how followers know what to take away.
        answers.append([node for node in answer["nodes"] if not node["deleted"]])
        since = answer["cursor"]
        if not answer["hasMore"]:
            break
    assert found_in(words, json.dumps(answers, ensure_ascii=False)) == {"public"}


def test_no_hidden_word_comes_out_of_registered_questions(words, client, settings):
    (record,) = registered(settings.QUERIES)
    nodes, since, more = [], None, True
    while more:
        address = {"id": record, "variables": json.dumps({"since": since, "first": 100})}
        answer = client.get("/graphql/", address).json()["data"]["changes"]
        nodes += [node for node in answer["nodes"] if not node["deleted"]]
        since, more = answer["cursor"], answer["hasMore"]
    assert found_in(words, json.dumps(nodes, ensure_ascii=False)) == {"public"}


def test_a_tombstone_holds_no_content(words, ask):
    nodes = ask(EVERYTHING)["data"]["changes"]["nodes"]
    gone = [node for node in nodes if node["deleted"]]
    assert len(gone) == 8
    assert {node["content"] for node in gone} == {None}
    assert not any(word in json.dumps(gone, ensure_ascii=False) for word in words.values())


def test_search_finds_no_hidden_word(words, ask):
    query = "query ($text: String!) { search(text: $text, first: 100) { nodes { title summary } } }"
    for state, word in words.items():
        nodes = ask(query, text=word)["data"]["search"]["nodes"]
        assert found_in(words, json.dumps(nodes, ensure_ascii=False)) <= {"public"}, state


def test_a_hidden_page_is_found_by_no_address_and_no_id(words, ask):
    visible = {"如意湖", words["public"], canary.activity_title(words)}
    visible |= {"还原的简报", "被复制的简报", "有新草稿的简报"}
    for page in factories.root().get_descendants().specific():
        by_url = ask(
            "query ($url: String!) { content(url: $url) { title } }",
            url=page.address_for(page.slug),
        )
        titles = [(by_url["data"]["content"] or {}).get("title")]
        by_id = ask(
            "query ($id: ID!) { node(id: $id) { ... on Content { title } } }",
            id=ids.encode(page.kind, page.pk),
        )
        titles.append((by_id["data"]["node"] or {}).get("title"))
        assert set(titles) <= visible | {None}


def test_no_hidden_word_is_printed(committed, live_server, tmp_path):
    cache.clear()
    words = canary.plant(factories.district())
    settle_all()
    environment = {
        **os.environ,
        "RUYI_VAR": str(tmp_path),
        "RUYI_GRAPHQL_URL": f"{live_server.url}/graphql/",
    }
    command = [sys.executable, "site", "build"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, timeout=60)
    site = tmp_path / "site"
    for surface, text in surfaces_of(site).items():
        assert found_in(words, text) == {"public"}, surface


def surfaces_of(site):
    """The texts of all that is printed, file names too, and of what machines read of it."""
    paths = [path for path in site.rglob("*") if path.is_file()]
    texts = {path: text_of(path) for path in paths}
    everything = "\n".join(f"{path}\n{text}" for path, text in texts.items())

    def those(pattern):
        return "\n".join(text for path, text in texts.items() if re.search(pattern, str(path)))

    return {
        "everything": everything,
        "feeds": those(r"/feed\.xml$"),
        "calendars": those(r"/calendar\.ics$"),
        "sitemaps": those(r"/sitemap(/[\w-]+)?\.xml$"),
        "search index": those(r"/pagefind/"),
        "linked data": "\n".join(
            re.findall(r'<script type="application/ld\+json">(.*?)</script>', everything)
        ),
    }


def text_of(path):
    """What a printed file says: unpacked, a calendar's lines joined, the search's words too."""
    body = path.read_bytes()
    if path.suffix == ".br":
        body = brotli.decompress(body)
    elif body.startswith(b"\x1f\x8b"):
        body = gzip.decompress(body)
    # A calendar's long lines are cut in the midst of words.
    return body.decode(errors="replace").replace("\r\n ", "").replace("\u200b", "")
