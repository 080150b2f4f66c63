"""What the processes of a crew do: an editor who renames, and readers who hold him to it."""

import time
from typing import Any

from django.test import Client
from wagtail.models import Page

from cms.publication.models import Counter, Entry
from cms.publication.services import settle_all

TITLE = "query ($url: String!) { content(url: $url) { title } }"
SECONDS = 4.0


def rename_often(barrier: Any, page_id: int) -> int:
    """Give a page the titles 1, 2, 3 … for a while; the last of them."""
    barrier.wait()
    until, title = time.monotonic() + SECONDS, 0
    while time.monotonic() < until:
        title += 1
        page = Page.objects.get(pk=page_id).specific
        page.title = str(title)
        page.save_revision().publish()
        settle_all()
    return title


def read_while(page_id: int, url: str, moves_on: bool, barrier: Any) -> tuple[int, int]:
    """Ask for the page's title all the while; how often, and how often it was an old one."""
    if not moves_on:
        Counter.state = classmethod(lambda _cls: "always")
    client, asked, stale = Client(SERVER_NAME="localhost"), 0, 0
    barrier.wait()
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        public = Entry.objects.get(page_id=page_id).title
        body = {"query": TITLE, "variables": {"url": url}}
        said = client.post("/graphql/", body, "application/json").json()
        title = said["data"]["content"]["title"]
        asked += 1
        stale += _number(title) < _number(public)
    return asked, stale


def _number(title: str) -> int:
    return int(title) if title.isdigit() else 0
