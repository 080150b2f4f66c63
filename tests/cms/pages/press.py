"""A press that shows drafts, as the CMS meets it: HTTP on loopback."""

from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import orjson


class Press:
    """Answers each draft with a page of its own; `asked` is what it was asked, with its secret."""

    def __init__(self):
        self.asked = []
        self.status = 200
        self.url = ""


@contextmanager
def showing():
    press = Press()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = orjson.loads(self.rfile.read(int(self.headers["Content-Length"])))
            press.asked.append({**body, "path": self.path, "by": self.headers["Authorization"]})
            page = f"<h1>printed</h1><p>{body['note']}</p>".encode()
            self.send_response(press.status)
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *_):
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    press.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield press
    finally:
        server.shutdown()
        server.server_close()
