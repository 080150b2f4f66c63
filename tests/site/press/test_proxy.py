"""The site from a bucket, behind nginx as the operator's guide has it: one origin for all."""

import re
import socket
import subprocess
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest

from tests.media.weed import Weed
from tests.site.press.documents import area, building, district, enterprise, job
from tests.site.press.standin import StandIn, serving
from tests.site.press.test_publish import Place

ROOT = Path(__file__).resolve().parents[3]
TOP = district()
AREA = area(1, TOP)
TOWER = building(1, AREA)
FIRM = enterprise(1, TOWER)
JOB = job(1, FIRM, title="数据分析师")
MAIN = """
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
  {}
}}
"""


class Cms(BaseHTTPRequestHandler):
    """What of the CMS a proxy meets: pages that moved, pages that are none, its own addresses."""

    def do_GET(self) -> None:
        if self.path == "/jobs/older/":
            self.send_response(301)
            self.send_header("Location", "/jobs/job-1/")
        else:
            self.send_response(200 if self.path.startswith("/admin/") else 404)
            self.send_header("X-Cookie", self.headers.get("Cookie", ""))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def cms_port() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Cms)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.fixture
def place(weed: Weed, bucket: str, tmp_path: Path) -> Place:
    place = Place(weed, bucket)
    moved = {**JOB, "formerUrls": ["/jobs/old/"]}
    cms = StandIn(TOP, AREA, TOWER, FIRM, moved)
    with serving(cms), place.pressing(tmp_path / "press", cms) as press:
        press.turn()
    return place


def front(place: Place, cms_port: int, folder: Path) -> Iterator[httpx.Client]:
    guide = (ROOT / "docs" / "operator.md").read_text("utf-8")
    blocks = re.findall(r"```nginx\n(.*?)```", guide, re.DOTALL)
    (told,) = (block for block in blocks if "upstream bucket" in block)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    at = place.endpoint.removeprefix("http://")
    for was, now in {
        "s3.example.cn:443": at,
        "s3.example.cn": at,
        "https://bucket/bucket/site": f"http://bucket/{place.url.removeprefix('s3://')}",
        "127.0.0.1:8000": f"127.0.0.1:{cms_port}",
        "listen 8080": f"listen 127.0.0.1:{port}",
    }.items():
        assert was in told
        told = told.replace(was, now)
    (folder / "nginx.conf").write_text(MAIN.format(told))
    process = subprocess.Popen(["/usr/sbin/nginx", "-p", folder, "-c", "nginx.conf"])
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
            for _ in range(100):
                try:
                    client.get("/robots.txt")
                    break
                except httpx.ConnectError:
                    time.sleep(0.05)
            yield client
    finally:
        process.terminate()
        process.wait()


@pytest.fixture
def reader(place: Place, cms_port: int, tmp_path: Path) -> Iterator[httpx.Client]:
    yield from front(place, cms_port, tmp_path)


@pytest.fixture
def reader_alone(place: Place, tmp_path: Path) -> Iterator[httpx.Client]:
    """A reader while the CMS is down."""
    yield from front(place, 1, tmp_path)


@pytest.mark.parametrize("accepts", ["br", "gzip", "identity"])
def test_pages_come_from_the_bucket_packed_as_the_reader_takes_them(
    reader: httpx.Client, accepts: str
) -> None:
    page = reader.get("/jobs/job-1/", headers={"Accept-Encoding": accepts})
    assert page.status_code == 200
    assert "数据分析师" in page.text
    assert page.headers.get("content-encoding", "identity") == accepts
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "Accept-Encoding" in page.headers["vary"]


def test_pages_say_what_the_server_says_of_the_folders(reader: httpx.Client) -> None:
    said = reader.get("/").headers
    assert said["content-security-policy"].startswith("default-src 'none'; script-src 'self'")
    assert said["x-content-type-options"] == "nosniff"
    assert said["cross-origin-opener-policy"] == "same-origin"
    assert "unsafe-inline" not in said["content-security-policy"]


def test_what_did_not_change_is_not_sent_again(reader: httpx.Client) -> None:
    first = reader.get("/jobs/job-1/")
    again = reader.get("/jobs/job-1/", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304


def test_a_small_file_without_a_double_is_found_unpacked(reader: httpx.Client) -> None:
    robots = reader.get("/robots.txt", headers={"Accept-Encoding": "br"})
    assert robots.status_code == 200
    assert "content-encoding" not in robots.headers


def test_what_moved_is_led_on_by_the_bucket_and_failing_this_by_the_cms(
    reader: httpx.Client,
) -> None:
    assert 'content="0;url=/jobs/job-1/"' in reader.get("/jobs/old/").text
    moved = reader.get("/jobs/older/")
    assert (moved.status_code, moved.headers["location"]) == (301, "/jobs/job-1/")


def test_what_is_nowhere_is_the_page_for_no_page(reader: httpx.Client) -> None:
    lost = reader.get("/nowhere/")
    assert lost.status_code == 404
    assert "没有找到这个页面" in lost.text


def test_the_cms_has_its_own_addresses_with_cookies_and_its_own_policy(
    reader: httpx.Client,
) -> None:
    admin = reader.get("/admin/", headers={"Cookie": "sessionid=1"})
    assert admin.status_code == 200
    assert admin.headers["x-cookie"] == "sessionid=1"
    assert "content-security-policy" not in admin.headers
    assert reader.post("/jobs/").status_code == 405


@pytest.mark.parametrize("path", ["/.ruyi.json", "/.ruyi.lease", "/.search.json"])
def test_what_is_the_presss_own_is_served_to_nobody(reader: httpx.Client, path: str) -> None:
    assert reader.get(path).status_code == 404


def test_the_site_stays_up_without_the_cms(reader_alone: httpx.Client) -> None:
    assert "数据分析师" in reader_alone.get("/jobs/").text
    lost = reader_alone.get("/nowhere/")
    assert lost.status_code == 404
    assert "没有找到这个页面" in lost.text
