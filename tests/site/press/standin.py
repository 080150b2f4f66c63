"""A CMS on another machine, as the press meets it: GraphQL over HTTP on loopback."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import orjson

from tests.site.press.documents import Document


class StandIn:
    """The record of changes, oldest first; `answer` overrules it with a status and a body.

    files: what it serves beside, by address. drafts: the changes that each token opens. secret:
    what the press is known by, at its own door. reports, left_out: what it said there.
    """

    def __init__(self, *documents: Document) -> None:
        self.record: list[dict[str, Any]] = []
        self.asked: list[dict[str, Any]] = []
        self.answer: tuple[int, bytes] | None = None
        self.files: dict[str, bytes] = {}
        self.drafts: dict[str, list[dict[str, Any]]] = {}
        self.secret = "s" * 32
        self.reports: list[tuple[int, str | None]] = []
        self.left_out: list[str] = []
        self.url = ""
        for document in documents:
            self.publish(document)

    def publish(self, document: Document) -> None:
        self.record.append(_change(document, deleted=False))

    def withdraw(self, document: Document) -> None:
        self.record.append(_change(document, deleted=True))

    def hand_over(self, *documents: Document) -> str:
        """Return the token of a draft; the last is the page, the others stand above it."""
        token = f"token-{len(self.drafts)}"
        self.drafts[token] = [_change(document, deleted=False) for document in documents]
        return token

    def reply_to_press(self, asked: dict[str, Any], by: str | None) -> tuple[int, bytes]:
        """Answer at the press's own door."""
        if by != f"Bearer {self.secret}":
            return 404, b""
        if self.answer:
            return self.answer
        given = asked["variables"]
        if "number" in given:
            self.reports.append((given["number"], given["trouble"]))
            self.left_out = given["leftOut"]
            data: dict[str, Any] = {"report": {"number": len(self.record)}}
        else:
            nodes = self.drafts.pop(given["token"], None)
            data = {"draft": {"nodes": nodes} if nodes else None}
        return 200, orjson.dumps({"data": data})

    def reply(self, asked: dict[str, Any]) -> tuple[int, bytes]:
        self.asked.append(asked)
        if self.answer:
            return self.answer
        since, first = asked["variables"]["since"], asked["variables"]["first"]
        start = int(since.removeprefix("place-")) if since else 0
        nodes = self.record[start : start + first]
        number = min(start, len(self.record)) + len(nodes)
        changes = {
            "nodes": nodes,
            "number": number,
            "cursor": f"place-{number}",
            "hasMore": number < len(self.record),
        }
        return 200, orjson.dumps({"data": {"changes": changes}})


@contextmanager
def serving(cms: StandIn, port: int = 0) -> Iterator[StandIn]:
    """Let a CMS answer on a port (any free one by default) as long as the block runs."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            asked = orjson.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if self.path.endswith("/press"):
                status, body = cms.reply_to_press(asked, self.headers["Authorization"])
            else:
                status, body = cms.reply(asked)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            body = cms.files.get(self.path)
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_: object) -> None:
            """Say nothing: the tests' own output is what is read."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

    server = Server(("127.0.0.1", port), Handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    cms.url = f"http://127.0.0.1:{server.server_port}/graphql/"
    try:
        yield cms
    finally:
        server.shutdown()
        server.server_close()


def _change(document: Document, *, deleted: bool) -> dict[str, Any]:
    content = {key: value for key, value in document.items() if key != "kind"}
    return {
        "id": document["id"],
        "kind": document["kind"],
        "ordinal": document["ordinal"],
        "deleted": deleted,
        "content": None if deleted else content,
    }
