"""Registered questions behind a real shared cache: nginx, as an operator would set it up."""

import json
import socket
import subprocess
import time
from hashlib import sha256
from urllib.parse import urlencode

import httpx
import pytest
from pytest_django.live_server_helper import LiveServer

from cms.publication.services import settle_all
from schema.core import persisted
from tests import factories

BRIEFS = "query ($first: Int!) { briefs(first: $first) { totalCount nodes { title } } }"
HASH = sha256(BRIEFS.encode()).hexdigest()
CONFIGURATION = """
daemon off;
user root;
pid nginx.pid;
error_log error.log;
worker_processes 1;
events {{}}
http {{
  access_log off;
  client_body_temp_path body;
  proxy_temp_path temp;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  proxy_cache_path kept keys_zone=kept:1m;
  server {{
    listen 127.0.0.1:{port};
    location = /graphql/ {{
      proxy_pass {upstream};
      proxy_cache kept;
      proxy_cache_revalidate on;
      proxy_cache_background_update on;
      proxy_cache_lock on;
      add_header X-Cache $upstream_cache_status always;
    }}
  }}
}}
"""


@pytest.fixture
def back(committed):
    """The CMS on a port of its own, which a test may stop."""
    server = LiveServer("127.0.0.1")
    yield server
    server.stop()


@pytest.fixture
def front(back, settings, tmp_path, monkeypatch):
    """Ask through the cache: front(first, **headers) -> (the answer, what the cache did)."""
    monkeypatch.setattr(
        persisted, "KEPT", "public, max-age=1, stale-while-revalidate=30, stale-if-error=60"
    )
    settings.QUERIES = tmp_path / "queries"
    settings.QUERIES.mkdir()
    (settings.QUERIES / "briefs.graphql").write_text(BRIEFS, "utf-8")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    configuration = CONFIGURATION.format(port=port, upstream=back.url)
    (tmp_path / "nginx.conf").write_text(configuration)
    process = subprocess.Popen(["/usr/sbin/nginx", "-p", tmp_path, "-c", "nginx.conf"])
    client = httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False)

    def front(first=5, **headers):
        address = urlencode({"id": HASH, "variables": json.dumps({"first": first})})
        response = client.get(f"/graphql/?{address}", headers=headers)
        return response, response.headers.get("X-Cache")

    for _ in range(100):
        try:
            client.get("/")
            break
        except httpx.ConnectError:
            time.sleep(0.05)
    yield front
    process.terminate()
    process.wait(timeout=10)
    client.close()


def titles(response):
    return [node["title"] for node in response.json()["data"]["briefs"]["nodes"]]


def test_the_cache_answers_for_us_and_follows_the_publication(front, back):
    district = factories.district()
    factories.brief(district, title="第一期")
    settle_all()
    response, cache = front()
    assert (response.status_code, cache, titles(response)) == (200, "MISS", ["第一期"])
    etag = response.headers["ETag"]
    for headers in ({}, {"Cookie": "sessionid=x; csrftoken=y"}, {"User-Agent": "other"}):
        again, cache = front(**headers)
        assert (cache, again.content) == ("HIT", response.content)
        assert "Set-Cookie" not in again.headers
    assert front(**{"If-None-Match": etag})[0].status_code == 304
    assert front(first=1)[1] == "MISS"

    factories.brief(district, title="第二期")
    settle_all()
    # What is fresh for a second is shown once more while it is asked for anew behind it.
    seen = []
    for _ in range(100):
        response, cache = front()
        seen.append(cache)
        if titles(response) == ["第二期", "第一期"]:
            break
        time.sleep(0.1)
    assert titles(response) == ["第二期", "第一期"]
    assert "STALE" in seen

    back.stop()
    cache = "HIT"
    while cache == "HIT":
        response, cache = front()
    assert (response.status_code, cache) == (200, "STALE")
    assert titles(response) == ["第二期", "第一期"]


def test_what_is_refused_is_not_kept(front):
    for _ in range(2):
        response, cache = front(first=101)
        assert (response.status_code, cache) == (400, "MISS")
