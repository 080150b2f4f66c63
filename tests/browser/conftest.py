"""The whole product as its command starts it, and a real Chromium to use it with."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psycopg
import pytest
from playwright.sync_api import sync_playwright

from tests.browser import acts

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "lakeside-2026"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Whoever uses the running product shares one: its tests stay on one worker."""
    for item in items:
        if "served" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("served"))


@dataclass(frozen=True)
class Served:
    """A running product: where it answers and where it keeps its data."""

    url: str
    var: Path
    environment: dict[str, str]
    process: subprocess.Popen
    told: dict[str, list[str]] = field(default_factory=dict)

    def health(self):
        return httpx.get(f"{self.url}/healthz", timeout=5).json()

    def ask(self, query, **variables):
        body = {"query": query, "variables": variables}
        return httpx.post(f"{self.url}/graphql/", json=body, timeout=10).json()["data"]

    def wait_until(self, true, seconds=20):
        """Poll until `true()`; fails when it does not come true in time."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if found := true():
                return found
            time.sleep(0.1)
        raise AssertionError(f"did not come true within {seconds} s")

    def code_for(self, phone):
        """The code that was last sent to a number."""

        def sent():
            outbox = self.var / "sms" / "outbox.jsonl"
            lines = outbox.read_text().splitlines() if outbox.exists() else []
            texts = [json.loads(line) for line in lines]
            codes = [
                text["params"]["code"]
                for text in texts
                if text["phone"].endswith(phone) and text["template"] == "code"
            ]
            # Each is told once, so that who asks again gets the next one.
            return codes[len(self.told.setdefault(phone, [])) :]

        code = self.wait_until(sent)[-1]
        self.told[phone].append(code)
        return code

    def wait_until_printed(self):
        """Until the site has caught up with the publication."""

        def printed():
            health = self.health()
            return health["site"] == health["publication"]

        self.wait_until(printed)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(environment):
    command = [sys.executable, "-m", "cms", "serve"]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


@pytest.fixture(scope="session")
def database_url():
    """A database of the running product's own: none (SQLite), or one made on the tests' server."""
    server = os.environ.get("DATABASE_URL")
    if not server:
        yield ""
        return
    name = f"ruyi_browser_{os.getpid()}"
    maintenance = server.rpartition("/")[0] + "/postgres"
    with psycopg.connect(maintenance, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield server.rpartition("/")[0] + f"/{name}"
    with psycopg.connect(maintenance, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def served(tmp_path_factory, database_url):
    """The product with its demo district, ready; stopped by Ctrl-C at the end."""
    port, var = free_port(), tmp_path_factory.mktemp("served") / "var"
    environment = {
        **os.environ,
        "RUYI_PORT": str(port),
        "RUYI_VAR": str(var),
        "RUYI_DEMO_PASSWORD": PASSWORD,
        "RUYI_SMS": "file",
        "DATABASE_URL": database_url,
    }
    process = start(environment)
    told = []
    for line in process.stdout:
        told.append(line)
        if "Ctrl-C stops it" in line:
            break
    assert process.poll() is None, "".join(told)
    # Read on, or the product stops at a full pipe.
    log = (var.parent / "served.log").open("w")
    drain = subprocess.Popen(["cat"], stdin=process.stdout, stdout=log)
    yield Served(f"http://127.0.0.1:{port}", var, environment, process)
    process.send_signal(signal.SIGINT)
    process.wait(timeout=30)
    drain.wait(timeout=10)


@pytest.fixture(scope="module")
def chromium():
    """Chromium, once a module: its event loop must not outlive it into tests of the database."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


def refused_by_autosave(line):
    """Wagtail answers 400 when it saves a form by itself and a field is wrong; Chromium logs it."""
    return "400 (Bad Request)" in line.text and "/admin/pages/" in line.location["url"]


@pytest.fixture
def refusals():
    """Addresses that are to refuse the visitor: Chromium logs that as an error."""
    return []


@pytest.fixture
def page(chromium, served, refusals):
    """A new visitor on a phone; fails at its end on errors in the console or requests elsewhere."""
    context = chromium.new_context(
        base_url=served.url, viewport={"width": 390, "height": 844}, locale="zh-CN"
    )
    page = context.new_page()
    troubles = []
    page.on(
        "console",
        lambda line: (
            line.type == "error"
            and not refused_by_autosave(line)
            and not line.location["url"].startswith(tuple(refusals))
            and troubles.append(f"{line.text} {line.location['url']}")
        ),
    )
    page.on(
        "response",
        lambda answer: answer.status >= 500 and troubles.append(f"{answer.status} {answer.url}"),
    )
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on(
        "request",
        lambda request: (
            request.url.startswith(("data:", "blob:", served.url))
            or troubles.append(f"left the host: {request.url}")
        ),
    )
    yield page
    context.close()
    assert troubles == []


@pytest.fixture
def editor(page):
    """The editor, signed in at an office PC."""
    page.set_viewport_size({"width": 1280, "height": 900})
    acts.sign_in(page, "editor", PASSWORD)
    return page
