"""Asks the CMS over GraphQL: for the record of what it made public, and for drafts."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import httpx
import orjson

from press.config import HOME
from press.errors import RecordLost, Refused, Unreachable
from press.pack import pack
from press.sheets import File

QUERIES = HOME / "queries"
RECORD = (QUERIES / "changes.graphql").read_text("utf-8")
DRAFT = (QUERIES / "press" / "draft.graphql").read_text("utf-8")
DRAFT += RECORD[RECORD.index("fragment ") :]
REPORT = (QUERIES / "press" / "report.graphql").read_text("utf-8")
ASKED_UNBIDDEN = "favicon.ico"
BATCH = 100
LOST = "CURSOR_UNKNOWN"
TIMEOUT = httpx.Timeout(10, connect=3)
T = TypeVar("T")


@dataclass(frozen=True)
class Changes:
    """A stretch of the record: its changes, and the place in the record that it reaches."""

    nodes: list[dict[str, Any]]
    cursor: str
    number: int
    has_more: bool


def connect() -> httpx.Client:
    """Return a client that keeps its connection and follows no settings but ours."""
    return httpx.Client(timeout=TIMEOUT, trust_env=False)


def read(client: httpx.Client, url: str, since: str | None = None) -> Iterator[Changes]:
    """Yield the record after a cursor, or all of it, until its end.

    Raises Unreachable when no answer comes, Refused when it is not the record.
    """
    while True:
        changes = _ask(client, url, RECORD, {"since": since, "first": BATCH}, _changes)
        yield changes
        if not changes.has_more:
            return
        if changes.cursor == since:
            raise Refused(f"The CMS at {url} says there is more to read, but gives the same place.")
        since = changes.cursor


def read_assets(folder: Path = HOME / "assets") -> dict[str, File]:
    """Return each asset by its name, at a path that changes with its bytes.

    Only the icon that browsers ask for unbidden stands where they look for it.
    """
    assets = {}
    for file in sorted(folder.iterdir()):
        body = file.read_bytes()
        hashed = f"assets/{file.stem}.{sha256(body).hexdigest()[:12]}{file.suffix}"
        path = file.name if file.name == ASKED_UNBIDDEN else hashed
        assets[file.name] = File(path, body, pack(path, body))
    return assets


def read_draft(client: httpx.Client, url: str, secret: str, token: str) -> list[dict[str, Any]]:
    """Return the changes that publishing a draft would make; none when the token opens nothing.

    Raises Unreachable, Refused.
    """
    return _ask(client, _door(url), DRAFT, {"token": token}, _draft, secret)


def report(
    client: httpx.Client, url: str, secret: str, number: int, trouble: str, left_out: Sequence[str]
) -> None:
    """Tell the CMS how far the site stands, and what is in the way; raises Unreachable, Refused."""
    told = {"number": number, "trouble": trouble or None, "leftOut": left_out}
    _ask(client, _door(url), REPORT, told, lambda data: data["report"], secret)


def _door(url: str) -> str:
    """Return where the CMS speaks to the press alone."""
    return f"{url.rstrip('/')}/press"


def _ask(
    client: httpx.Client,
    url: str,
    query: str,
    variables: dict[str, Any],
    shape: Callable[[dict[str, Any]], T],
    secret: str = "",
) -> T:
    headers = {"Content-Type": "application/json"}
    headers |= {"Authorization": f"Bearer {secret}"} if secret else {}
    question = orjson.dumps({"query": query, "variables": variables})
    try:
        response = client.post(url, content=question, headers=headers)
    except httpx.HTTPError as error:
        reason = str(error) or type(error).__name__
        raise Unreachable(
            f"The CMS at {url} gives no answer ({reason}). "
            "Start it, or set RUYI_GRAPHQL_URL to where it is."
        ) from error
    if response.status_code >= 500:
        raise Unreachable(
            f"The CMS at {url} is in trouble (HTTP {response.status_code}). Its log says why."
        )
    if secret and response.status_code == 404:
        raise Refused(
            f"The CMS at {url} does not know this press. Give both the same RUYI_PRESS_SECRET, "
            "or the same RUYI_VAR."
        )
    return _parse(response, url, shape)


def _parse(response: httpx.Response, url: str, shape: Callable[[dict[str, Any]], T]) -> T:
    try:
        answer = orjson.loads(response.content)
        errors = answer.get("errors", ())
        refusals = [error["message"] for error in errors]
        codes = {error.get("extensions", {}).get("code") for error in errors}
        if not refusals:
            return shape(answer["data"])
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise Refused(
            f"What answers at {url} (HTTP {response.status_code}) does not speak the CMS's "
            "GraphQL. Check RUYI_GRAPHQL_URL, and that press and CMS are of one version."
        ) from error
    kind = RecordLost if LOST in codes else Refused
    raise kind(f"The CMS at {url} refused: {refusals[0]}")


def _changes(data: dict[str, Any]) -> Changes:
    found = data["changes"]
    return Changes(_whole(found["nodes"]), found["cursor"], found["number"], found["hasMore"])


def _draft(data: dict[str, Any]) -> list[dict[str, Any]]:
    return _whole(data["draft"]["nodes"]) if data["draft"] else []


def _whole(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if not all(node["deleted"] or node["content"] for node in nodes):
        raise ValueError("a document is public, but has no content")
    return nodes
