"""The record of changes, read over HTTP from a CMS that answers well, badly or not at all."""

import socket
from collections.abc import Iterator

import httpx
import pytest
from press.errors import Refused, Unreachable
from press.read import connect, read, read_assets

from tests.site.press.documents import brief, district
from tests.site.press.standin import StandIn, serving

TOP = district()


@pytest.fixture
def cms() -> Iterator[StandIn]:
    with serving(StandIn()) as cms:
        yield cms


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with connect() as client:
        yield client


def gathered(client: httpx.Client, cms: StandIn, since: str | None = None) -> list[str]:
    """The ids of what is told, in the order of the record."""
    return [node["id"] for changes in read(client, cms.url, since) for node in changes.nodes]


def test_the_whole_record_is_read_page_by_page(client: httpx.Client, cms: StandIn) -> None:
    for number in range(1, 251):
        cms.publish(brief(number, TOP))
    assert gathered(client, cms) == [f"BRIEF-{number}" for number in range(1, 251)]
    assert [asked["variables"]["since"] for asked in cms.asked] == [None, "place-100", "place-200"]
    assert {asked["variables"]["first"] for asked in cms.asked} == {100}


def test_after_a_cursor_only_what_is_new_is_read(client: httpx.Client, cms: StandIn) -> None:
    cms.publish(brief(1, TOP))
    cms.publish(brief(2, TOP))
    assert gathered(client, cms, since="place-1") == ["BRIEF-2"]


def test_the_reach_of_the_record_is_told(client: httpx.Client, cms: StandIn) -> None:
    cms.publish(brief(1, TOP))
    (changes,) = read(client, cms.url)
    assert (changes.number, changes.cursor, changes.has_more) == (1, "place-1", False)


def test_a_cms_that_is_away_is_unreachable_and_the_error_says_what_to_set(
    client: httpx.Client,
) -> None:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{reserved.getsockname()[1]}/graphql/"
        with pytest.raises(Unreachable, match="RUYI_GRAPHQL_URL"):
            list(read(client, url))


def test_a_cms_in_trouble_is_unreachable(client: httpx.Client, cms: StandIn) -> None:
    cms.answer = (503, b"busy")
    with pytest.raises(Unreachable, match="503"):
        list(read(client, cms.url))


def test_a_cms_that_hangs_is_unreachable(cms: StandIn) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute, httpx.Client(timeout=0.2) as client:
        url = f"http://127.0.0.1:{mute.getsockname()[1]}/graphql/"
        with pytest.raises(Unreachable, match="timed out"):
            list(read(client, url))


def test_a_refusal_is_passed_on_in_the_words_of_the_cms(client: httpx.Client, cms: StandIn) -> None:
    cms.answer = (400, b'{"errors": [{"message": "This cursor is not ours."}]}')
    with pytest.raises(Refused, match="This cursor is not ours"):
        list(read(client, cms.url))


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (404, b"<h1>Not Found</h1>"),
        (200, b"[]"),
        (200, b'{"data": null}'),
        (200, b'{"data": {"changes": {"nodes": []}}}'),
        (
            200,
            b'{"data": {"changes": {"nodes": [{"id": "1", "kind": "JOB", "deleted": false, '
            b'"content": null}], "cursor": "a", "number": 1, "hasMore": false}}}',
        ),
    ],
)
def test_an_answer_that_is_not_the_record_is_refused(
    client: httpx.Client, cms: StandIn, status: int, body: bytes
) -> None:
    cms.answer = (status, body)
    with pytest.raises(Refused, match="does not speak"):
        list(read(client, cms.url))


def test_a_record_that_promises_more_but_stands_still_is_refused(
    client: httpx.Client, cms: StandIn
) -> None:
    changes = b'{"nodes": [], "cursor": "here", "number": 1, "hasMore": true}'
    cms.answer = (200, b'{"data": {"changes": ' + changes + b"}}")
    with pytest.raises(Refused, match="the same place"):
        list(read(client, cms.url))


def test_an_assets_address_changes_with_its_bytes(tmp_path) -> None:
    (tmp_path / "site.css").write_bytes(b"a")
    before = read_assets(tmp_path)["site.css"]
    (tmp_path / "site.css").write_bytes(b"b")
    after = read_assets(tmp_path)["site.css"]
    assert before.body == b"a"
    assert before.address != after.address
    assert before.address.startswith("/assets/site.")
    assert before.address.endswith(".css")


def test_the_icon_that_browsers_ask_for_unbidden_stands_where_they_look(tmp_path) -> None:
    (tmp_path / "favicon.ico").write_bytes(b"icon")
    assert read_assets(tmp_path)["favicon.ico"].address == "/favicon.ico"
