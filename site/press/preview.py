"""Shows the CMS what a draft would look like: the site's own page, with the draft supposed public.

It keeps documents of its own, so that it never waits for the printing, nor the printing for it.
"""

import logging
import re
import sqlite3
import time
from dataclasses import replace
from hmac import compare_digest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any, NoReturn
from urllib.parse import urlsplit

import httpx
import orjson

from press.config import Config
from press.errors import Misconfigured, PressError, RecordLost
from press.gather import gather
from press.plan import Planner
from press.read import connect, read_assets, read_draft
from press.render import render
from press.store import Store

STORE = "preview.sqlite3"
# How long who asks waits for another's draft, or for the record, to be read.
PATIENCE_SECONDS = 3
# Between previews it keeps up with the CMS, so that the next one need not.
EVERY_SECONDS = 10
LARGEST_QUESTION = 4096
# Where a draft is shown nothing of it may run.
_SCRIPT = re.compile(rb"<script\b.*?</script>\n?", re.DOTALL)

log = logging.getLogger("press")


class Preview:
    """The site as it would be with a draft published."""

    def __init__(self, settings: Config) -> None:
        self._settings = settings
        self._store = Store(settings.store.with_name(STORE))
        self._assets = {name: file.address for name, file in read_assets().items()}
        self._client = connect()
        self._lock = Lock()

    def keep_up(self) -> None:
        """Read what is new of the CMS's record."""
        with self._lock:
            self._gather()

    def page(self, token: str, note: str) -> bytes | None:
        """Return the page of the draft that a token opens, with a note above it.

        None when it opens nothing. Raises TimeoutError when others take too long, PressError.
        """
        if not self._lock.acquire(timeout=PATIENCE_SECONDS):
            raise TimeoutError
        try:
            self._gather()
            url, secret = self._settings.graphql_url, self._settings.secret
            nodes = read_draft(self._client, url, secret, token)
            return self._printed(nodes, note) if nodes else None
        finally:
            self._lock.release()

    def _gather(self) -> None:
        url = self._settings.graphql_url
        try:
            gather(self._store, self._client, url, _silently)
        except RecordLost:
            self._store.restart()
            gather(self._store, self._client, url, _silently)

    def _printed(self, nodes: list[dict[str, Any]], note: str) -> bytes | None:
        with self._store.supposing():
            reached = self._store.get("cursor"), self._store.get("number")
            self._store.feed(nodes, *reached)
            planner = Planner(self._store, self._assets, self._settings.origin)
            sheet = planner.plan(nodes[-1]["content"]["url"]).sheet
            if sheet is None:
                return None
            (print_,) = render([replace(sheet, data={**sheet.data, "note": note})])
            return _SCRIPT.sub(b"", print_.body)


def serve(settings: Config) -> NoReturn:
    """Show drafts until interrupted. Raises Misconfigured, NoStore."""
    if not settings.secret:
        raise Misconfigured(
            "RUYI_PRESS_SECRET is not set, and no CMS has put one into RUYI_VAR. "
            "Give press and CMS the same, or start the CMS first."
        )
    server = _listen(settings)
    preview = server.preview = Preview(settings)
    Thread(target=server.serve_forever, daemon=True).start()
    log.info("showing drafts of %s at %s", settings.graphql_url, settings.preview_url)
    trouble = ""
    while True:
        try:
            preview.keep_up()
            trouble = ""
        except (PressError, sqlite3.Error) as error:
            if str(error) != trouble:
                log.warning("%s (trying on)", error)
            trouble = str(error)
        time.sleep(EVERY_SECONDS)


def _listen(settings: Config) -> "_Server":
    """Take the address: whoever has it has the store too."""
    parts = urlsplit(settings.preview_url)
    address = parts.hostname or "", parts.port or 80
    try:
        server = _Server(address, _Handler)
    except OSError as error:
        raise Misconfigured(
            f"Drafts cannot be shown at {settings.preview_url} ({error.strerror}). "
            "Set RUYI_PREVIEW_URL to an address of this machine, with a free port."
        ) from error
    server.secret = settings.secret
    return server


class _Server(ThreadingHTTPServer):
    preview: Preview
    secret: str
    daemon_threads = True


class _Handler(BaseHTTPRequestHandler):
    """POST {token, note} with the secret: the page. Whoever does not know it finds nothing."""

    server: _Server
    timeout = 10

    def do_POST(self) -> None:
        given = self.headers.get("Authorization", "").encode()
        if not compare_digest(given, f"Bearer {self.server.secret}".encode()):
            self._answer(404, b"")
            return
        try:
            length = int(self.headers.get("Content-Length", 0))
            asked = orjson.loads(self.rfile.read(min(length, LARGEST_QUESTION)))
            token, note = str(asked["token"]), str(asked["note"])
        except (LookupError, TypeError, ValueError):
            self._answer(400, b"")
            return
        try:
            page = self.server.preview.page(token, note)
        except TimeoutError:
            self._answer(503, b"")
        except (PressError, sqlite3.Error, httpx.HTTPError) as error:
            log.warning("a draft could not be shown: %s", error)
            self._answer(502, b"")
        else:
            self._answer(404 if page is None else 200, page or b"")

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing of each look: the log is for what goes wrong."""


def _silently(_step: str, _done: int, _total: int) -> None:
    """Show nothing."""
