"""What can go wrong between two operations: a press that is killed, a bucket that fails."""

import os
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from urllib.parse import urlsplit

from press.sheets import path_of

# What changes the folder, or goes to the bucket; Python tells of each before it happens.
CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "http.client.send"}
_LINK = re.compile(r'(?:href|src)="(/(?!accounts/)[^"#?]*)')


def killed_at(number: int | None, work: Callable[[], None]) -> int:
    """Do work in a process of its own and kill it before its n-th operation.

    Returns how many operations it came to: all of them when it was not killed.
    """
    ours, theirs = os.pipe()
    if child := os.fork():
        os.close(theirs)
        with os.fdopen(ours, "rb") as told:
            count = len(told.read())
        _, status = os.waitpid(child, 0)
        assert status in {signal.SIGKILL, 0}, f"the press failed: {status}"
        return count
    try:
        _die_at(number, theirs)
        work()
        os._exit(0)
    finally:
        sys.excepthook(*sys.exc_info())
        os._exit(1)


def _die_at(number: int | None, told: int) -> None:
    count, lock = 0, Lock()

    def hear(event: str, arguments: tuple) -> None:
        nonlocal count
        writes = event == "open" and isinstance(arguments[1], str) and arguments[1][0] in "wa"
        if event in CHANGES or writes:
            with lock:
                count += 1
                if count == number:
                    os.kill(os.getpid(), signal.SIGKILL)
                os.write(told, b".")

    sys.addaudithook(hear)


def broken(read: Callable[[str], bytes | None]) -> list[str]:
    """What a reader who starts at the front finds wrong: links that lead nowhere, half pages."""
    wrong, waiting, seen = [], [("/", "the front")], {"/"}
    while waiting:
        address, whence = waiting.pop()
        body = read(path_of(address))
        if body is None:
            wrong.append(f"{address} is missing; {whence} leads there")
            continue
        if not path_of(address).endswith(".html"):
            continue
        if not body.rstrip().endswith(b"</html>"):
            wrong.append(f"{address} is half")
        for link in _LINK.findall(body.decode()):
            if link not in seen and not link.startswith("/media/"):
                seen.add(link)
                waiting.append((link, address))
    return wrong


class Faulty:
    """Stands before a bucket, and from or at the n-th request does what `fault` says."""

    def __init__(self, endpoint: str) -> None:
        self.behind = urlsplit(endpoint).netloc
        self.url, self.count = "", 0
        self.at, self.fault, self.for_good = 0, "", False
        self._lock = Lock()

    def set(self, fault: str, at: int, *, for_good: bool = False) -> None:
        self.count, self.at, self.fault, self.for_good = 0, at, fault, for_good

    def next_fault(self) -> str:
        with self._lock:
            self.count += 1
            hit = self.count >= self.at if self.for_good else self.count == self.at
            return self.fault if hit else ""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    told: Faulty

    def forward(self) -> None:
        fault = self.told.next_fault()
        body = self.asked()
        if fault in {"down", "hang"}:
            time.sleep(1.5 if fault == "hang" else 0)
            self.close_connection = True
        elif fault == "503":
            self.answer(503, {}, b"")
        else:
            self.pass_on(fault, *self.behind(body))

    def asked(self) -> bytes:
        if self.headers.get("Expect"):
            self.send_response_only(100)
            self.end_headers()
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def behind(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        connection = HTTPConnection(self.told.behind)
        headers = {name: value for name, value in self.headers.items() if name != "Expect"}
        connection.request(self.command, self.path, body, headers)
        response = connection.getresponse()
        content = response.read()
        connection.close()
        return response.status, dict(response.getheaders()), content

    def pass_on(self, fault: str, status: int, said: dict[str, str], content: bytes) -> None:
        if fault == "lost":
            self.close_connection = True
            return
        if fault == "wrong" and "ETag" in said:
            said["ETag"] = f'"{"0" * 32}"'
        time.sleep(0.4 if fault == "slow" else 0)
        self.answer(status, said, content, cut=fault == "cut")

    def answer(self, status: int, said: dict[str, str], body: bytes, *, cut: bool = False) -> None:
        self.send_response_only(status)
        for name, value in said.items():
            if name.lower() not in {"content-length", "connection", "transfer-encoding"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) + cut))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if cut else body)
        self.close_connection |= cut

    def log_message(self, *_: object) -> None:
        """Say nothing."""


for _method in ("GET", "PUT", "POST", "DELETE"):
    setattr(_Handler, f"do_{_method}", _Handler.forward)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """A connection that a fault has cut is no news."""


@contextmanager
def faulty(endpoint: str) -> Iterator[Faulty]:
    told = Faulty(endpoint)
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"told": told}))
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    told.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
