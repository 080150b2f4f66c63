"""How fast printed pages are served: by our server, and by WhiteNoise as it comes.

`python -m tests.bench.static [PAGES]`: one printed folder, the servers of the Procfile, asked by
wrk for one packed page and for what the reader has already (304), turn about. WhiteNoise as it
comes looks at the folder once, at its start, and shows no page printed later; "looking" is its own
way of seeing what changes, of which its makers say that it is for development only.
"""

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
from press.config import Config
from press.edition import Edition
from press.store import Store
from press.write import Output
from whitenoise import WhiteNoise

from tests.bench.district import documents
from tests.bench.serving import ROOT, free_port
from tests.site.press.planning import change

PAGES = 1000
ROUNDS = 5
SECONDS = 4
CONNECTIONS = 8
PAGE = "/jobs/job-10/"
PROCFILE = ["--workers", "2", "--threads", "4", "--worker-tmp-dir", "/dev/shm"]
PEERS = {
    "ruyi": ("cms.wsgi", ""),
    "WhiteNoise": ("tests.bench.static:stock()", ""),
    "WhiteNoise, looking": ("tests.bench.static:stock()", "yes"),
}


def stock() -> WhiteNoise:
    """WhiteNoise as it comes, on the printed folder."""
    folder = Path(os.environ["RUYI_VAR"], "site")
    looking = bool(os.environ["LOOKING"])
    return WhiteNoise(_missing, root=folder, index_file=True, autorefresh=looking)


def _missing(_environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    start_response("404 Not Found", [])
    return [b""]


def main(pages: int) -> int:
    """Print a row for each server: answers a second, and the ratio to WhiteNoise as it comes."""
    if not shutil.which("wrk"):
        sys.stdout.write("static: wrk is not here (apt-get install wrk)\n")
        return 0
    with TemporaryDirectory(prefix="ruyi-static-") as var, ExitStack() as running:
        os.environ |= {"RUYI_VAR": var, "DATABASE_URL": ""}
        _print(Path(var), pages)
        urls = {name: running.enter_context(_serving(*peer)) for name, peer in PEERS.items()}
        tags = dict(zip(urls, map(_tag, urls.values()), strict=True))
        figures: dict[str, list[tuple[float, float]]] = {name: [] for name in urls}
        for _ in range(ROUNDS):
            for name, url in urls.items():
                seen = f"If-None-Match: {tags[name]}"
                figures[name].append((_load(url), _load(url, seen)))
    line = "{:<22} {:>8} {:>6} {:>8} {:>6}\n"
    sys.stdout.write(line.format("served by", "page/s", "ratio", "304/s", "ratio"))
    medians = {
        name: [statistics.median(each) for each in zip(*rows, strict=True)]
        for name, rows in figures.items()
    }
    for name, (page, seen) in medians.items():
        base = medians["WhiteNoise"]
        ratios = [f"{page / base[0]:.2f}", f"{seen / base[1]:.2f}"]
        row = line.format(name, f"{page:,.0f}", ratios[0], f"{seen:,.0f}", ratios[1])
        sys.stdout.write(row)
    return 0


def _print(var: Path, pages: int) -> None:
    settings = Config("", var / "site", var / "press.sqlite3", "https://ruyi.example")
    with Output(settings.output) as output, closing(Store(settings.store)) as store:
        store.feed(map(change, documents(pages)), "here", 1)
        Edition(settings, output, store, None, quiet=0).turn(lambda *_: None)


@contextmanager
def _serving(application: str, looking: str) -> Iterator[str]:
    address = f"127.0.0.1:{free_port()}"
    command = [sys.executable, "-m", "gunicorn", application, "-b", address, *PROCFILE]
    environment = {**os.environ, "LOOKING": looking}
    server = subprocess.Popen([*command, "--log-level", "error"], cwd=ROOT, env=environment)
    try:
        yield f"http://{address}"
    finally:
        server.terminate()
        server.wait(timeout=30)


def _tag(url: str) -> str:
    """Wait for a server, and return the ETag that it gives the page."""
    for _ in range(300):
        try:
            answer = httpx.get(f"{url}{PAGE}", headers={"Accept-Encoding": "br"}, timeout=5)
        except httpx.HTTPError:
            time.sleep(0.1)
            continue
        if answer.status_code != 200 or answer.headers.get("Content-Encoding") != "br":
            break
        return answer.headers["ETag"]
    sys.exit(f"{url} does not serve {PAGE} packed")


def _load(url: str, *headers: str) -> float:
    """Answers a second."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}"]
    for header in ("Accept-Encoding: br", *headers):
        command += ["-H", header]
    told = subprocess.run([*command, url + PAGE], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in told:
        sys.exit(f"{url} failed under load:\n{told}")
    return float(told.partition("Requests/sec:")[2].split()[0])


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else PAGES))
