"""Reads what the CMS has made public, as one ordered record of changes over GraphQL."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import orjson

from press.config import HOME
from press.errors import RecordLost, Refused, Unreachable
from press.pack import pack
from press.sheets import File

QUERY = (HOME / "queries" / "changes.graphql").read_text("utf-8")
ASKED_UNBIDDEN = "favicon.ico"
BATCH = 100
LOST = "CURSOR_UNKNOWN"
TIMEOUT = httpx.Timeout(10, connect=3)


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
        changes = _ask(client, url, since)
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


def _ask(client: httpx.Client, url: str, since: str | None) -> Changes:
    question = {"query": QUERY, "variables": {"since": since, "first": BATCH}}
    try:
        response = client.post(
            url, content=orjson.dumps(question), headers={"Content-Type": "application/json"}
        )
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
    return _parse(response, url)


def _parse(response: httpx.Response, url: str) -> Changes:
    try:
        answer = orjson.loads(response.content)
        errors = answer.get("errors", ())
        refusals = [error["message"] for error in errors]
        codes = {error.get("extensions", {}).get("code") for error in errors}
        changes = None if refusals else _changes(answer["data"]["changes"])
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise Refused(
            f"What answers at {url} (HTTP {response.status_code}) does not speak the CMS's "
            "GraphQL. Check RUYI_GRAPHQL_URL, and that press and CMS are of one version."
        ) from error
    if changes is None:
        kind = RecordLost if LOST in codes else Refused
        raise kind(f"The CMS at {url} refused: {refusals[0]}")
    return changes


def _changes(found: dict[str, Any]) -> Changes:
    nodes = found["nodes"]
    if not all(node["deleted"] or node["content"] for node in nodes):
        raise ValueError("a document is public, but has no content")
    return Changes(nodes, found["cursor"], found["number"], found["hasMore"])
