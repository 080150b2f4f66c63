"""How fast questions are answered: ours, wagtail-grapple's and those of Wagtail's own API.

`python -m tests.bench.answers [BRIEFS]`: the same briefs, full bodies and covers, in databases of
their own on one PostgreSQL; each served by gunicorn with two workers, asked by wrk, turn about.
"""

import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests import postgres
from tests.bench.serving import database

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
PEER = ROOT / ".venv" / "peer"
BRIEFS = 2000
ROUNDS = 5
SECONDS = 4
CONNECTIONS = 8

OURS = """fragment Full on Brief { id title url summary publishedAt owner { title url }
  cover { alt width height sources { url width mime } }
  body { __typename id ... on HeadingBlock { text level } ... on ParagraphBlock { html } } }"""
OUR_LIST = f"query ($n: Int!) {{ briefs(first: $n) {{ nodes {{ ...Full }} }} }} {OURS}"
OUR_ONE = f"query ($url: String!) {{ content(url: $url) {{ ...Full }} }} {OURS}"
THEIRS = """fragment Full on BriefPage { id title url summary firstPublishedAt parent { title url }
  cover { title width height
    large: rendition(width: 800) { url width } small: rendition(width: 400) { url width } }
  body { blockType id ... on CharBlock { value } ... on RichTextBlock { value } } }"""
THEIR_LIST = f"query ($n: PositiveInt!) {{ briefs(limit: $n) {{ ...Full }} }} {THEIRS}"
THEIR_ONE = f"query ($id: ID!) {{ brief(id: $id) {{ ...Full }} }} {THEIRS}"


@dataclass(frozen=True)
class Question:
    """An address, and what is posted to it ("" to get it)."""

    address: str
    body: str = ""


@dataclass
class Peer:
    """One of those compared: its questions, and answers a second in each round."""

    name: str
    url: str
    questions: dict[str, Question]
    measured: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def median(self, name: str) -> float:
        return statistics.median(self.measured[name])


def main() -> int:
    """Print a row for each of those compared: answers a second, and ratios to grapple's."""
    if not shutil.which("wrk"):
        sys.stdout.write("answers: wrk is not here (apt-get install wrk)\n")
        return 0
    count = int(sys.argv[1]) if len(sys.argv) > 1 else BRIEFS
    _make_peer()
    with ExitStack() as running:
        url = running.enter_context(postgres.server())
        folder = running.enter_context(tempfile.TemporaryDirectory(prefix="ruyi-answers-"))
        peers = list(_start(url, Path(folder), count, running))
        for peer in peers:
            _prove(peer)
        for _ in range(ROUNDS):
            for peer in peers:
                for name, question in peer.questions.items():
                    peer.measured[name].append(_load(peer, question))
    _show(peers, count)
    return 0


def _make_peer() -> None:
    if not (PEER / "ready").exists():
        subprocess.run([sys.executable, "-m", "venv", PEER], check=True)
        install = [PEER / "bin" / "pip", "install", "-q", "-r", HERE / "peer" / "requirements.txt"]
        subprocess.run(install, check=True)
        (PEER / "ready").touch()


def _start(url: str, folder: Path, count: int, running: ExitStack) -> Iterator[Peer]:
    """Fill both databases, start all that is compared, and yield it."""
    ours = {"RUYI_VAR": str(folder / "ours"), "DATABASE_URL": database(url, "bench_ours")}
    theirs = {
        "PEER_VAR": str(folder / "theirs"),
        "DATABASE_URL": database(url, "bench_theirs"),
        "PYTHONPATH": str(HERE),
        "DJANGO_SETTINGS_MODULE": "peer.settings",
    }
    python, peer_python = Path(sys.executable), PEER / "bin" / "python"
    _run([python, "-m", "cms", "migrate", "-v0"], ours)
    _run([python, "-m", "tests.bench.fill", str(count)], ours)
    _run([peer_python, "-m", "peer.fill", str(count)], theirs)
    kept = running.enter_context(_serving(python, "cms.wsgi", ours))
    bare = {**ours, "DJANGO_SETTINGS_MODULE": "tests.bench.uncached"}
    made_anew = running.enter_context(_serving(python, "cms.wsgi", bare))
    grapple = running.enter_context(_serving(peer_python, "peer.wsgi", theirs))
    tuned = running.enter_context(
        _serving(peer_python, "peer.wsgi", {**theirs, "PEER_RENDITIONS": "1"})
    )
    yield Peer("ruyi, made anew", made_anew, _our_questions(made_anew))
    yield Peer("ruyi, kept", kept, _our_questions(kept))
    yield Peer("wagtail-grapple", grapple, _their_questions(grapple))
    yield Peer("… renditions cached", tuned, _their_questions(tuned))
    yield Peer("Wagtail API v2", grapple, _api_questions(grapple))


def _run(command: list, environment: dict[str, str]) -> None:
    subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, check=True)


@contextmanager
def _serving(python: Path, module: str, environment: dict[str, str]) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [python, "-m", "gunicorn", module, "-b", f"127.0.0.1:{port}", "--workers", "2"]
    environment = {**os.environ, **environment, "RUYI_PORT": str(port)}
    server = subprocess.Popen([*command, "--log-level", "error"], cwd=ROOT, env=environment)
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=30)


def _our_questions(url: str) -> dict[str, Question]:
    def asked(query: str, **variables: object) -> Question:
        return Question("/graphql/", json.dumps({"query": query, "variables": variables}))

    body = asked("{ briefs(first: 1) { nodes { url } } }").body
    headers = {"Content-Type": "application/json"}
    answer = httpx.post(f"{url}/graphql/", content=body, headers=headers, timeout=30).json()
    one = answer["data"]["briefs"]["nodes"][0]["url"]
    return {
        "list of 20": asked(OUR_LIST, n=20),
        "list of 100": asked(OUR_LIST, n=100),
        "detail": asked(OUR_ONE, url=one),
    }


def _their_questions(url: str) -> dict[str, Question]:
    def asked(query: str, **variables: object) -> Question:
        return Question("/graphql/", json.dumps({"query": query, "variables": variables}))

    one = httpx.get(f"{url}/api/v2/pages/?type=home.BriefPage&limit=1", timeout=30).json()
    return {
        "list of 20": asked(THEIR_LIST, n=20),
        "list of 100": asked(THEIR_LIST, n=100),
        "detail": asked(THEIR_ONE, id=one["items"][0]["id"]),
    }


def _api_questions(url: str) -> dict[str, Question]:
    pages = "/api/v2/pages/"
    one = httpx.get(f"{url}{pages}?type=home.BriefPage&limit=1", timeout=30).json()
    return {
        "list of 20": Question(f"{pages}?type=home.BriefPage&fields=*&limit=20"),
        "list of 100": Question(f"{pages}?type=home.BriefPage&fields=*&limit=100"),
        "detail": Question(f"{pages}{one['items'][0]['id']}/"),
    }


def _prove(peer: Peer) -> None:
    """Ask each question once: whoever answers with less than the whole is not compared."""
    least = {"list of 20": 20, "list of 100": 100, "detail": 1}
    for name, question in peer.questions.items():
        headers = {"Content-Type": "application/json"}
        method = "POST" if question.body else "GET"
        address = peer.url + question.address
        content = question.body or None
        answer = httpx.request(method, address, content=content, headers=headers, timeout=60)
        found = answer.text.count('"heading"') or answer.text.count("HeadingBlock")
        found = found or answer.text.count("CharBlock")
        if answer.status_code != 200 or '"errors"' in answer.text or found < 2 * least[name]:
            sys.exit(f"{peer.name} does not answer {name}: {answer.text[:400]}")


def _load(peer: Peer, question: Question) -> float:
    """Answers a second."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}", "--timeout", "30s"]
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        if question.body:
            body = question.body.replace("\\", "\\\\").replace("'", "\\'")
            script.write(
                f"wrk.method = 'POST'\nwrk.body = '{body}'\n"
                "wrk.headers['Content-Type'] = 'application/json'\n"
            )
            script.flush()
        command += ["-s", script.name, peer.url + question.address]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in told:
        sys.exit(f"{peer.name} failed under load:\n{told}")
    return float(told.partition("Requests/sec:")[2].split()[0])


def _show(peers: list[Peer], count: int) -> None:
    sys.stdout.write(f"{count} briefs, PostgreSQL, 2 workers, median of {ROUNDS} rounds, /s\n")
    names = list(peers[0].questions)
    grapple = next(peer for peer in peers if peer.name == "wagtail-grapple")
    sys.stdout.write(f"{'':<22}" + "".join(f"{name:>22}" for name in names) + "\n")
    for peer in peers:
        cells = (
            f"{peer.median(name):>12.1f} ({peer.median(name) / grapple.median(name):>6.1f}x)"
            for name in names
        )
        sys.stdout.write(f"{peer.name:<22}" + "".join(f"{cell:>22}" for cell in cells) + "\n")


if __name__ == "__main__":
    sys.exit(main())
